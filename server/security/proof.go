package security

import (
	"context"

	screen "latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// ProofPages holds the handlers around a page that asks for a fresh proof: they list the methods that can give it, send
// codes, and ask for passkeys.
type ProofPages struct {
	pages *Pages
	proof
}

// proof is what a fresh proof is given for.
type proof struct {
	places prompt.Paths
	title  string
	action credential.Action
	// ask is what is asked for, and where a right answer leads.
	ask   func(p *Pages, r *web.Request, given func(string) string) (a prompt.Prompt, next string, err error)
	show  func(p *Pages, r *web.Request, a prompt.Prompt, m factor.Enrolled, form ui.Form, status int) error
	prove func(*credential.Service, context.Context, access.Caller, credential.Proof) (string, authn.Verdict, error)
}

// ToConfirm returns the pages around [Pages.Confirm].
func (p *Pages) ToConfirm() *ProofPages {
	return &ProofPages{p, proof{
		places: confirmPlaces, title: "confirm.title", action: credential.ToConfirm,
		ask: (*Pages).confirming, show: (*Pages).showProof, prove: (*credential.Service).Confirm,
	}}
}

// ToDisable returns the pages around [Pages.Disable].
func (p *Pages) ToDisable() *ProofPages {
	return &ProofPages{p, proof{
		places: disablePlaces, title: "disable.title", action: credential.ToDisable,
		ask: (*Pages).disabling, show: (*Pages).showDisable, prove: (*credential.Service).ProveForDisable,
	}}
}

// Methods lists the methods that can give the proof.
func (p *ProofPages) Methods(r *web.Request) error {
	a, _, err := p.ask(p.pages, r, r.Query)
	if err != nil {
		return err
	}
	return a.ShowMethods(r, section, false)
}

// Send sends a code by the method that was picked.
func (p *ProofPages) Send(r *web.Request) error {
	a, _, err := p.ask(p.pages, r, r.Form)
	if err != nil {
		return err
	}
	m, alert, status, err := a.Send(r, r.Form("way"))
	if err != nil {
		return err
	}
	if alert != "" {
		return p.show(p.pages, r, a, m, ui.Form{Alert: alert}, status)
	}
	return r.Go(a.Address(p.places.Page, m.ID))
}

// Delivery answers with the partial that says whether that code was sent, has arrived or has failed.
func (p *ProofPages) Delivery(r *web.Request) error {
	a, _, err := p.ask(p.pages, r, r.Query)
	if err != nil {
		return err
	}
	return a.ShowDelivery(r)
}

// Passkey asks for the proof by a passkey.
func (p *ProofPages) Passkey(r *web.Request) error { return p.showPasskey(r, r.Query, "", 0) }

// showPasskey carries on what the page was asked with: by its address, or by its form.
func (p *ProofPages) showPasskey(r *web.Request, given func(string) string, alert string, status int) error {
	a, _, err := p.ask(p.pages, r, given)
	if err != nil {
		return err
	}
	props := screen.ConfirmPasskeyProps{
		PasskeyProps: a.PasskeyProps(r, a.PickPasskey(given("way")), alert), Methods: a.Address(a.At.Methods, ""),
		Disable: p.action == credential.ToDisable,
	}
	if !props.Disable {
		next, then := a.Query.Get("next"), a.Query.Get("then")
		props.Then, props.Back = r.PendingAction(next, then), r.BackFromStepUp(next, then)
	}
	return r.Screen(status, section, p.title, screen.ConfirmPasskey(props))
}

// AskPasskey answers with the WebAuthn options, as JSON, with which the browser asks for that passkey.
func (p *ProofPages) AskPasskey(r *web.Request) error {
	options, err := p.pages.Credential.AskForPasskey(r.Context(), r.Session, r.Form("way"), p.action.Scope(r.Session))
	if err != nil {
		return err
	}
	return r.JSON(options)
}

// CheckPasskey checks the passkey's answer and goes on as a right code does.
func (p *ProofPages) CheckPasskey(r *web.Request) error {
	a, next, err := p.ask(p.pages, r, r.Form)
	if err != nil {
		return err
	}
	secret, verdict, err := p.prove(p.pages.Credential, r.Context(), r.Caller(), credential.Proof{
		Kind: factor.Passkey, FactorID: r.Form("way"), Input: r.Form("answer"), Need: a.Need, Since: a.Since, Or: a.Or,
	})
	if err != nil {
		return err
	}
	if !verdict.OK {
		alert, status := prompt.PasskeyRefused(r, verdict)
		return p.showPasskey(r, r.Form, alert, status)
	}
	return r.ResumeAfterStepUp(secret, next, r.Form("then"))
}
