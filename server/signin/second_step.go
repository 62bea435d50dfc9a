package signin

import (
	"errors"

	"latchkey/components"
	"latchkey/internal/challenge"
	"latchkey/internal/factor"
	"latchkey/internal/signin"
	"latchkey/server/web"

	"github.com/a-h/templ"
)

func (p *Pages) code(r *web.Request) error {
	return screen(r, 0, "code.title", codeScreen(r, components.Form{}))
}

func (p *Pages) backupCode(r *web.Request) error {
	return screen(r, 0, "backup_code.title", backupCodeScreen(r, components.Form{}))
}

func (p *Pages) checkCode(r *web.Request) error {
	return p.verify(r, "code", factor.TOTP, "code.title", codeScreen)
}

func (p *Pages) checkBackupCode(r *web.Request) error {
	return p.verify(r, "backup_code", factor.Backup, "backup_code.title", backupCodeScreen)
}

func (p *Pages) verify(r *web.Request, field string, kind factor.Kind, title string, again func(*web.Request, components.Form) templ.Component) error {
	result, err := p.Flow.Verify(r.Context(), signin.Second{
		Challenge: r.Cookie(web.ChallengeCookie), Kind: kind, Input: r.Form(field), Trust: r.Form("trust") != "", Replaces: r.Cookie(web.SessionCookie), By: r.Visitor,
	})
	// Of two submits of one form the first has signed in; the second is shown in too.
	if errors.Is(err, challenge.ErrGone) && r.SignedIn() {
		return r.Leave(afterSignIn)
	}
	if err != nil {
		return err
	}
	if !result.OK {
		form, status := r.Refused(field, kind, result.Verdict)
		form.Values = map[string]string{"trust": r.Form("trust")}
		return screen(r, status, title, again(r, form))
	}
	return p.enter(r, result)
}

func codeScreen(r *web.Request, f components.Form) templ.Component {
	return components.Code(components.CodeProps{Form: f, Clock: r.Clock(), TrustFor: trustFor(r)})
}

func backupCodeScreen(_ *web.Request, f components.Form) templ.Component {
	return components.BackupCode(components.BackupCodeProps{Form: f})
}
