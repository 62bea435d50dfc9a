package security

import (
	"context"
	"errors"
	"net/url"
	"strconv"

	"latchkey/components"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/server/web"
)

const newPasskeyPath = "/security/passkeys/new"

func (p *Pages) passkeyRoutes() []web.Route {
	get := func(path string, handle func(*web.Request) error) web.Route {
		return web.Route{Method: "GET", Path: path, Access: web.SignedIn, Handle: handle}
	}
	post := func(path string, handle func(*web.Request) error) web.Route {
		return web.Route{Method: "POST", Path: path, Access: web.SignedIn, Handle: handle}
	}
	return []web.Route{
		get(newPasskeyPath, p.newPasskey),
		post(newPasskeyPath, p.checkNewPasskey),
		post(newPasskeyPath+"/options", p.createPasskey),
		get(confirmWithPasskey.path, p.showPasskeyProof(confirmWithPasskey)),
		post(confirmWithPasskey.path, p.checkPasskeyProof(confirmWithPasskey)),
		post(confirmWithPasskey.path+"/options", p.askForPasskeyProof(confirmWithPasskey)),
		get(disableWithPasskey.path, p.showPasskeyProof(disableWithPasskey)),
		post(disableWithPasskey.path, p.checkPasskeyProof(disableWithPasskey)),
		post(disableWithPasskey.path+"/options", p.askForPasskeyProof(disableWithPasskey)),
	}
}

func (p *Pages) newPasskey(r *web.Request) error {
	if !r.Passkeys() {
		return web.ErrNotFound
	}
	if err := p.Changes.Proved(r.Context(), r.Session, factor.Weakest); err != nil {
		return err
	}
	return p.showNewPasskey(r, components.Form{Values: map[string]string{"name": r.Visitor.Agent}}, 0)
}

func (p *Pages) showNewPasskey(r *web.Request, form components.Form, status int) error {
	on, err := p.on(r)
	if err != nil {
		return err
	}
	return screen(r, status, "new_passkey.title", components.NewPasskey(components.NewPasskeyProps{Form: form, First: !on}))
}

// createPasskey begins the set-up that the passkey then ends.
func (p *Pages) createPasskey(r *web.Request) error {
	if !r.Passkeys() {
		return web.ErrNotFound
	}
	err := p.Changes.BeginSetUp(r.Context(), r.Session, factor.Beginning{Kind: factor.Passkey, Name: r.Form("name")})
	if errors.Is(err, credential.ErrStale) {
		return r.Go(newPasskeyPath) // which asks for a proof and comes back
	}
	if err != nil {
		return err
	}
	options, err := p.Changes.CreatePasskey(r.Context(), r.Session, r.Site.Settings.Choices(r.Context()).BrandName)
	if err != nil {
		return err
	}
	return r.Options(options)
}

// checkNewPasskey judges what the browser made.
func (p *Pages) checkNewPasskey(r *web.Request) error {
	on, err := p.on(r)
	if err != nil {
		return err
	}
	again := func(alert string, status int) error {
		return p.showNewPasskey(r, components.Form{Alert: alert, Values: map[string]string{"name": r.Form("name")}}, status)
	}
	secret, verdict, err := p.Changes.ConfirmSetUp(r.Context(), r.Session, r.Form("answer"), r.Visitor)
	if errors.Is(err, factor.ErrNoSetUp) {
		return again(r.Locale.T("new_passkey.refused"), unprocessable)
	}
	if err != nil {
		return err
	}
	if !verdict.OK {
		alert, status := r.PasskeyRefused(verdict)
		if verdict.Refusal == nil {
			alert = r.Locale.T("new_passkey.refused")
		}
		return again(alert, status)
	}
	r.SetCookie(web.SessionCookie, secret)
	if on {
		return r.Go("/security?done=added")
	}
	return r.Go("/security/backup-codes?of=set-up")
}

// passkeyProof is a page of Confirm it's you that takes a passkey.
type passkeyProof struct {
	path   string
	ways   string // the page that lists all ways
	action credential.Action
	prove  func(*credential.Changes, context.Context, session.Session, credential.Proof, session.Visitor) (string, credential.Verdict, error)
	after  string // where it leads; "": to what was asked for
}

var (
	confirmWithPasskey = passkeyProof{
		path: "/confirm/passkey", ways: "/confirm/ways", action: credential.ToConfirm, prove: (*credential.Changes).Confirm,
	}
	disableWithPasskey = passkeyProof{
		path: "/security/two-factor/disable/passkey", ways: "/security/two-factor/disable/ways", action: credential.ToDisable,
		prove: (*credential.Changes).ProveForDisable, after: "/security/two-factor/disable/confirm",
	}
)

func (p *Pages) showPasskeyProof(proof passkeyProof) func(*web.Request) error {
	return func(r *web.Request) error { return p.drawPasskeyProof(r, proof, r.Query, "", 0) }
}

// drawPasskeyProof carries on what the page was asked with: by its address, or by its form.
func (p *Pages) drawPasskeyProof(r *web.Request, proof passkeyProof, given func(string) string, alert string, status int) error {
	state, err := p.state(r)
	if err != nil {
		return err
	}
	props := r.PasskeyStep(state.Methods, given("way"), proof.path)
	props.Fresh, props.Alert, props.Form.Next = true, alert, web.LocalPath(given("next"), "/security")
	carried := url.Values{"next": {props.Form.Next}}
	if need := given("need"); need != "" {
		props.Form.Carried = []components.Choice{{Value: "need", Label: need}}
		carried.Set("need", need)
	}
	props.Ways = proof.ways + "?" + carried.Encode()
	return screen(r, status, "confirm.title", components.PasskeyStep(props))
}

func (p *Pages) askForPasskeyProof(proof passkeyProof) func(*web.Request) error {
	return func(r *web.Request) error {
		options, err := p.Changes.AskForPasskey(r.Context(), r.Session, r.Form("way"), proof.action.Scope(r.Session))
		if err != nil {
			return err
		}
		return r.Options(options)
	}
}

func (p *Pages) checkPasskeyProof(proof passkeyProof) func(*web.Request) error {
	return func(r *web.Request) error {
		need, _ := strconv.Atoi(r.Form("need"))
		secret, verdict, err := proof.prove(p.Changes, r.Context(), r.Session, credential.Proof{
			Kind: factor.Passkey, FactorID: r.Form("way"), Input: r.Form("answer"), Need: factor.Strength(need),
		}, r.Visitor)
		if err != nil {
			return err
		}
		if !verdict.OK {
			alert, status := r.PasskeyRefused(verdict)
			return p.drawPasskeyProof(r, proof, r.Form, alert, status)
		}
		r.SetCookie(web.SessionCookie, secret)
		if proof.after != "" {
			return r.Go(proof.after)
		}
		return r.Go(web.LocalPath(r.Form("next"), "/security"))
	}
}
