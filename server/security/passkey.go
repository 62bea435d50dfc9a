package security

import (
	"context"
	"errors"

	screen "latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/authn"
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
	return p.Credential.BeginSetUp(r.Context(), r.Session, factor.Enrollment{Kind: factor.Passkey, Name: r.Form("name")})
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
	secret, verdict, err := p.Credential.ConfirmSetUp(r.Context(), r.Caller(), r.Form("answer"))
	if errors.Is(err, factor.ErrNoSetUp) {
		return again(r.Locale.T("new_passkey.refused"), web.Unprocessable)
	}
	if err != nil {
		return err
	}
	if !verdict.OK {
		alert, status := prompt.PasskeyRefused(r, verdict)
		if verdict.Refusal == nil {
			alert = r.Locale.T("new_passkey.refused")
		}
		return again(alert, status)
	}
	r.SetCookie(web.SessionCookie, secret)
	return p.afterSetUp(r, on)
}

// passkeyProof is a page of Confirm it's you that takes a passkey.
type passkeyProof struct {
	path, title string
	action      credential.Action
	prompt      func(p *Pages, r *web.Request, given func(string) string) (a prompt.Prompt, next string, err error)
	prove       func(*credential.Service, context.Context, access.Caller, credential.Proof) (string, authn.Verdict, error)
}

var (
	confirmWithPasskey = passkeyProof{
		path: confirmPlaces.Passkey, title: "confirm.title", action: credential.ToConfirm,
		prompt: (*Pages).confirming, prove: (*credential.Service).Confirm,
	}
	disableWithPasskey = passkeyProof{
		path: disablePlaces.Passkey, title: "disable.title", action: credential.ToDisable,
		prompt: func(p *Pages, r *web.Request, _ func(string) string) (prompt.Prompt, string, error) {
			a, err := p.disabling(r)
			return a, disablePath + "/confirm", err
		},
		prove: (*credential.Service).ProveForDisable,
	}
)

// ConfirmPasskey shows "Confirm it's you" for a passkey.
func (p *Pages) ConfirmPasskey(r *web.Request) error {
	return p.drawPasskeyProof(r, confirmWithPasskey, r.Query, "", 0)
}

// AskConfirmPasskey answers with the WebAuthn options, as JSON, with which the browser asks for that passkey.
func (p *Pages) AskConfirmPasskey(r *web.Request) error {
	return p.askForPasskeyProof(r, confirmWithPasskey)
}

// CheckConfirmPasskey checks the passkey's answer and goes on as [Pages.CheckConfirm] does.
func (p *Pages) CheckConfirmPasskey(r *web.Request) error {
	return p.checkPasskeyProof(r, confirmWithPasskey)
}

// DisablePasskey asks for the proof of [Pages.Disable] by a passkey.
func (p *Pages) DisablePasskey(r *web.Request) error {
	return p.drawPasskeyProof(r, disableWithPasskey, r.Query, "", 0)
}

// AskDisablePasskey answers with the WebAuthn options, as JSON, with which the browser asks for that passkey.
func (p *Pages) AskDisablePasskey(r *web.Request) error {
	return p.askForPasskeyProof(r, disableWithPasskey)
}

// CheckDisablePasskey checks the passkey's answer and goes on as [Pages.CheckDisable] does.
func (p *Pages) CheckDisablePasskey(r *web.Request) error {
	return p.checkPasskeyProof(r, disableWithPasskey)
}

// drawPasskeyProof carries on what the page was asked with: by its address, or by its form.
func (p *Pages) drawPasskeyProof(r *web.Request, proof passkeyProof, given func(string) string, alert string, status int) error {
	a, _, err := proof.prompt(p, r, given)
	if err != nil {
		return err
	}
	return r.Screen(status, section, proof.title, screen.ConfirmPasskey(screen.ConfirmPasskeyProps{
		PasskeyProps: a.PasskeyProps(r, a.PickPasskey(given("way")), alert),
		Then:         r.PendingAction(a.Query.Get("next"), a.Query.Get("then")),
		Disable:      proof.action == credential.ToDisable,
		Methods:      a.Address(a.At.Methods, ""),
	}))
}

func (p *Pages) askForPasskeyProof(r *web.Request, proof passkeyProof) error {
	options, err := p.Credential.AskForPasskey(r.Context(), r.Session, r.Form("way"), proof.action.Scope(r.Session))
	if err != nil {
		return err
	}
	return r.JSON(options)
}

func (p *Pages) checkPasskeyProof(r *web.Request, proof passkeyProof) error {
	a, next, err := proof.prompt(p, r, r.Form)
	if err != nil {
		return err
	}
	secret, verdict, err := proof.prove(p.Credential, r.Context(), r.Caller(), credential.Proof{
		Kind: factor.Passkey, FactorID: r.Form("way"), Input: r.Form("answer"), Need: a.Need, Since: a.Since,
	})
	if err != nil {
		return err
	}
	if !verdict.OK {
		alert, status := prompt.PasskeyRefused(r, verdict)
		return p.drawPasskeyProof(r, proof, r.Form, alert, status)
	}
	return r.ResumeAfterStepUp(secret, next, r.Form("then"))
}
