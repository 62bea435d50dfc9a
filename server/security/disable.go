package security

import (
	"errors"

	"latchkey/components"
	"latchkey/internal/challenge"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/server/web"
)

func (p *Pages) disable(r *web.Request) error {
	on, err := p.on(r)
	if err != nil {
		return err
	}
	if !on {
		return r.Go("/security")
	}
	return screen(r, 0, "disable.title", components.Disable(components.DisableProps{}))
}

func (p *Pages) checkDisable(r *web.Request) error {
	input := r.Form("code")
	secret, verdict, err := p.Changes.ProveForDisable(r.Context(), r.Session, credential.Proof{Input: input}, r.Visitor)
	if err != nil {
		return err
	}
	if !verdict.OK {
		form, status := r.Refused("code", factor.KindOf(input), verdict)
		return screen(r, status, "disable.title", components.Disable(components.DisableProps{Form: form}))
	}
	r.SetCookie(web.SessionCookie, secret)
	return r.Go("/security/two-factor/disable/confirm")
}

func (p *Pages) confirmDisable(r *web.Request) error {
	if err := p.Changes.MayDisable(r.Context(), r.Session); err != nil {
		return p.proveAgain(r, err)
	}
	return screen(r, 0, "disable_confirm.title", components.DisableConfirm(components.DisableConfirmProps{}))
}

func (p *Pages) applyDisable(r *web.Request) error {
	secret, err := p.Changes.Disable(r.Context(), r.Session, r.Visitor)
	if err != nil {
		return p.proveAgain(r, err)
	}
	r.SetCookie(web.SessionCookie, secret)
	return r.Go("/security?done=off")
}

func (p *Pages) proveAgain(r *web.Request, err error) error {
	if errors.Is(err, challenge.ErrGone) {
		return r.Go("/security/two-factor/disable")
	}
	return err
}
