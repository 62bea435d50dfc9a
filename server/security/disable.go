package security

import (
	"errors"

	screen "latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/challenge"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

const disablePath = "/security/two-factor/disable"

var disablePlaces = prompt.Paths{
	Page: disablePath, Methods: disablePath + "/ways", Send: disablePath + "/send", Delivery: disablePath + "/delivery",
	Passkey: disablePath + "/passkey",
}

// disabling asks for a proof as strong as the strongest method that goes with it.
func (p *Pages) disabling(r *web.Request) (a prompt.Prompt, err error) {
	a = prompt.Prompt{Verifier: p.Authn, UserID: r.Session.UserID, Scope: credential.ToDisable.Scope(r.Session), At: disablePlaces}
	a.State, err = p.state(r)
	a.Need = factor.StrongestOf(a.State.Methods)
	return a, err
}

// Disable asks for the proof without which two-factor can't be turned off.
func (p *Pages) Disable(r *web.Request) error {
	if err := r.NotFrozen(); err != nil {
		return err
	}
	a, err := p.disabling(r)
	if err != nil {
		return err
	}
	if !a.State.On() {
		return r.Go("/security")
	}
	m := a.Pick(r.Query("way"))
	if m.Kind == factor.Passkey {
		return r.Go(a.Address(disablePlaces.Passkey, m.ID))
	}
	return p.showDisable(r, a, m, ui.Form{}, 0)
}

func (p *Pages) showDisable(r *web.Request, a prompt.Prompt, m factor.Enrolled, form ui.Form, status int) error {
	asked, err := a.Props(r, m)
	if err != nil {
		return err
	}
	if len(a.Usable()) < 2 {
		asked.Methods = "" // the field takes a backup code, too: there is nothing else to choose
	}
	return r.Screen(status, section, "disable.title", screen.Disable(screen.DisableProps{Form: form, Prompt: asked}))
}

// CheckDisable checks that proof and leads to [Pages.ConfirmDisable].
func (p *Pages) CheckDisable(r *web.Request) error {
	a, err := p.disabling(r)
	if err != nil {
		return err
	}
	m := a.Pick(r.Form("way"))
	if m.Kind == factor.Backup {
		m.Kind = factor.TOTP // one field takes both
	}
	field, proof := answerTo(r, m)
	secret, verdict, err := p.Credential.ProveForDisable(r.Context(), r.Caller(), proof)
	if err != nil {
		return err
	}
	if !verdict.OK {
		form, status := prompt.Refused(r, field, kindOf(proof), verdict)
		return p.showDisable(r, a, m, form, status)
	}
	r.SetCookie(web.SessionCookie, secret)
	return r.Go(disablePath + "/confirm")
}

// DisableMethods lists the methods that can give that proof.
func (p *Pages) DisableMethods(r *web.Request) error {
	a, err := p.disabling(r)
	if err != nil {
		return err
	}
	return a.ShowMethods(r, section, false)
}

// DisableSend sends a code by the method that was picked.
func (p *Pages) DisableSend(r *web.Request) error {
	a, err := p.disabling(r)
	if err != nil {
		return err
	}
	m, alert, status, err := a.Send(r, r.Form("way"))
	if err != nil {
		return err
	}
	if alert != "" {
		return p.showDisable(r, a, m, ui.Form{Alert: alert}, status)
	}
	return r.Go(a.Address(disablePath, m.ID))
}

// DisableDelivery answers with the partial that says whether that code was sent, has arrived or has failed.
func (p *Pages) DisableDelivery(r *web.Request) error {
	a, err := p.disabling(r)
	if err != nil {
		return err
	}
	return a.ShowDelivery(r)
}

// ConfirmDisable asks, after the proof, whether to turn two-factor off.
func (p *Pages) ConfirmDisable(r *web.Request) error {
	if err := p.Credential.MayDisable(r.Context(), r.Session); err != nil {
		return p.proveAgain(r, err)
	}
	return r.Screen(0, section, "disable_confirm.title", screen.DisableConfirm(screen.DisableConfirmProps{}))
}

// ApplyDisable turns two-factor off.
func (p *Pages) ApplyDisable(r *web.Request) error {
	secret, err := p.Credential.Disable(r.Context(), r.Caller())
	if err != nil {
		return p.proveAgain(r, err)
	}
	r.SetCookie(web.SessionCookie, secret)
	return r.Go(r.Saying("/security?done=off"))
}

func (p *Pages) proveAgain(r *web.Request, err error) error {
	if errors.Is(err, challenge.ErrExpired) {
		return r.Go(disablePath)
	}
	return err
}
