package security

import (
	"errors"

	screen "latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/credential"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// Password shows the form that changes the password. It asks for a fresh second step first: a password typed
// here would be lost on the way to "Confirm it's you" and back, because no form with secrets is kept.
func (p *Pages) Password(r *web.Request) error {
	if err := r.NotFrozen(); err != nil {
		return err
	}
	on, err := p.on(r)
	if err != nil {
		return err
	}
	if on && !r.Session.FreshSecondStep(r.Site.Clock.Now()) {
		return access.ErrStepUpRequired
	}
	return p.showPassword(r, ui.Form{}, 0)
}

func (p *Pages) showPassword(r *web.Request, form ui.Form, status int) error {
	return r.Screen(status, section, "password.title", screen.Password(screen.PasswordProps{Form: form, Account: r.Session.Email}))
}

// ChangePassword checks the current password and sets the new one.
func (p *Pages) ChangePassword(r *web.Request) error {
	change := credential.PasswordChange{Current: r.Form("current"), New: r.Form("password")}
	if change.Current == "" {
		return p.showPassword(r, r.Beside("current", "refused.password_current"), web.Unprocessable)
	}
	if change.New == "" {
		return p.showPassword(r, r.Beside("password", "refused.password_new"), web.Unprocessable)
	}
	secret, verdict, err := p.Credential.ChangePassword(r.Context(), r.Caller(), change)
	var weak authn.WeakError
	switch {
	case errors.As(err, &weak):
		return p.showPassword(r, ui.Beside("password", prompt.Weak(r, weak.Reason)), web.Unprocessable)
	case errors.Is(err, access.ErrStepUpRequired):
		return r.Go(web.StepUpURL(err, "/security/password")) // what was typed are secrets
	case err != nil:
		return err
	case verdict.OK:
		r.SetCookie(web.SessionCookie, secret)
		return r.Go(r.Saying("/security?done=password"))
	case verdict.Refusal != nil:
		form, status := prompt.WrongPassword(r, "", verdict)
		return p.showPassword(r, form, status)
	}
	return p.showPassword(r, r.Beside("current", "refused.own_password_wrong"), web.Unprocessable)
}

// Strength rates the password that is being typed.
func (p *Pages) Strength(r *web.Request) error {
	return p.Meter.Show(r, r.Session.Email, r.Session.Name)
}
