package security

import (
	"errors"

	screen "latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

const newPasskeyPath = "/security/passkeys/new"

// NewPasskey shows the form that names a new passkey.
func (p *Pages) NewPasskey(r *web.Request) error {
	if !prompt.Passkeys(r) {
		return web.ErrNotFound
	}
	if err := p.Gate.RequireStepUp(r.Context(), r.Session, factor.Weakest); err != nil {
		return err
	}
	return p.showNewPasskey(r, ui.Form{Values: map[string]string{"name": r.Client.Agent}}, 0)
}

func (p *Pages) showNewPasskey(r *web.Request, form ui.Form, status int) error {
	on, err := p.on(r)
	if err != nil {
		return err
	}
	return r.Screen(status, section, "new_passkey.title", screen.NewPasskey(screen.NewPasskeyProps{Form: form, First: !on}))
}

// CreatePasskey starts the set-up of a passkey and answers with the WebAuthn options, as JSON, with which the
// browser creates it. If it refuses, the script submits the form without an answer, and the form comes back
// with the reason.
func (p *Pages) CreatePasskey(r *web.Request) error {
	if !prompt.Passkeys(r) {
		return web.ErrNotFound
	}
	err := p.beginPasskey(r)
	if errors.Is(err, access.ErrStepUpRequired) {
		return r.Go(newPasskeyPath) // which asks for a proof and comes back
	}
	if form, refused := p.notBegun(r, err); refused {
		return p.showNewPasskey(r, form, web.Unprocessable)
	}
	if err != nil {
		return err
	}
	options, err := p.Credential.CreatePasskey(r.Context(), r.Session, r.Site.Settings.Choices(r.Context()).BrandName)
	if err != nil {
		return err
	}
	return r.JSON(options)
}

func (p *Pages) beginPasskey(r *web.Request) error {
	return p.beginSetUp(r, factor.Enrollment{Kind: factor.Passkey, Name: r.Form("name")})
}

// notBegun is the form that says why no set-up began, where the person can do something about it.
func (p *Pages) notBegun(r *web.Request, err error) (form ui.Form, refused bool) {
	form.Values = map[string]string{"name": r.Form("name")}
	if errors.Is(err, factor.ErrBadName) {
		form.Errors = map[string]string{"name": r.Locale.T("refused.method_name")}
		return form, true
	}
	words, refused := beginRefusal(err)
	if refused {
		form.Alert = r.Locale.T(words)
	}
	return form, refused
}

// unanswered says what is wrong with a form that came without a passkey.
func (p *Pages) unanswered(r *web.Request) error {
	err := p.beginPasskey(r)
	if errors.Is(err, access.ErrStepUpRequired) {
		return r.Go(newPasskeyPath)
	}
	form, refused := p.notBegun(r, err)
	if err != nil && !refused {
		return err
	}
	if !refused {
		form.Alert = r.Locale.T("refused.passkey_empty")
	}
	return p.showNewPasskey(r, form, web.Unprocessable)
}

// CheckNewPasskey checks the passkey that the browser created. If it is good, the set-up is done.
func (p *Pages) CheckNewPasskey(r *web.Request) error {
	if r.Form("answer") == "" {
		return p.unanswered(r)
	}
	on, err := p.on(r)
	if err != nil {
		return err
	}
	again := func(alert string, status int) error {
		return p.showNewPasskey(r, ui.Form{Alert: alert, Values: map[string]string{"name": r.Form("name")}}, status)
	}
	made := credential.FirstAnswer{Kind: factor.Passkey, Input: r.Form("answer")}
	secret, verdict, err := p.Credential.ConfirmSetUp(r.Context(), r.Caller(), made)
	if errors.Is(err, factor.ErrNoSetUp) {
		return again(r.Locale.T("new_passkey.refused"), web.Unprocessable)
	}
	if err != nil {
		return err
	}
	if !verdict.OK {
		alert, status := prompt.PasskeyRefused(r, verdict)
		switch {
		case verdict.Refusal != nil:
		case verdict.Outcome.Problem == factor.Copied:
			alert = r.Locale.T("new_passkey.copied")
		default:
			alert = r.Locale.T("new_passkey.refused")
		}
		return again(alert, status)
	}
	r.SetCookie(web.SessionCookie, secret)
	r.ClearCookie(web.MethodCookie)
	return p.afterSetUp(r, on)
}
