package security

import (
	"latchkey/components"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/server/web"
)

func (p *Pages) confirm(r *web.Request) error {
	on, err := p.on(r)
	if err != nil {
		return err
	}
	return screen(r, 0, "confirm.title", components.Confirm(components.ConfirmProps{
		WithCode: on, Next: web.LocalPath(r.Query("next"), "/security"), Clock: r.Clock(), Account: r.Session.Email,
	}))
}

// checkConfirm renews the proof and carries on with what was asked.
func (p *Pages) checkConfirm(r *web.Request) error {
	on, err := p.on(r)
	if err != nil {
		return err
	}
	next := web.LocalPath(r.Form("next"), "/security")
	field := "password"
	if on {
		field = "code"
	}
	secret, verdict, err := p.Changes.Confirm(r.Context(), r.Session, credential.Proof{Input: r.Form(field)}, r.Visitor)
	if err != nil {
		return err
	}
	if verdict.OK {
		r.SetCookie(web.SessionCookie, secret)
		return r.Go(next)
	}
	form, status := r.WrongPassword("refused.own_password_wrong", verdict)
	if on {
		form, status = r.Refused(field, factor.KindOf(r.Form(field)), verdict)
	}
	return screen(r, status, "confirm.title", components.Confirm(components.ConfirmProps{
		Form: form, WithCode: on, Next: next, Clock: r.Clock(), Account: r.Session.Email,
	}))
}
