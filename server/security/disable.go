package security

import (
	"errors"

	screen "latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/challenge"
	"latchkey/internal/clock"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

const disablePath = "/security/two-factor/disable"

var disablePlaces = prompt.Paths{
	Page: disablePath, Methods: disablePath + "/ways", Send: disablePath + "/send", Delivery: disablePath + "/delivery",
	Passkey: disablePath + "/passkey", Trouble: helpPath,
}

// disabling asks for a proof as strong as the strongest method that goes with it, by one that is not young.
func (p *Pages) disabling(r *web.Request, _ func(string) string) (a prompt.Prompt, next string, err error) {
	a = prompt.Prompt{Verifier: p.Authn, UserID: r.Session.UserID, Scope: credential.ToDisable.Scope(r.Session), At: disablePlaces}
	a.State, err = p.state(r)
	a.Need, a.Since = a.State.Strongest(), a.State.RemoverSince(r.Site.Clock.Now())
	return a, disablePath + "/confirm", err
}

// Disable asks for the proof without which two-factor can't be turned off.
func (p *Pages) Disable(r *web.Request) error {
	if err := r.NotFrozen(); err != nil {
		return err
	}
	a, _, err := p.disabling(r, r.Query)
	if err != nil {
		return err
	}
	if !a.State.On() {
		return r.Go("/security")
	}
	if len(a.Rows(r)) == 0 { // what is strong enough is young or suspended, and what is old enough is weaker
		why := r.Locale.T("confirm.none")
		if from := disabledFrom(a); !from.IsZero() {
			why = r.Locale.T("disable.later", "Date", r.Date(from))
		}
		return r.Screen(0, section, "disable.title", screen.NoProof(screen.NoProofProps{Title: r.Locale.T("disable.title"), Why: why}))
	}
	m := a.Pick(r.Query("way"))
	if m.Kind == factor.Passkey {
		return r.Go(a.Address(disablePlaces.Passkey, m.ID))
	}
	return p.showDisable(r, a, m, ui.Form{}, 0)
}

// disabledFrom is when the first of the strongest methods is no longer young.
func disabledFrom(a prompt.Prompt) (from clock.Instant) {
	for _, m := range a.State.Methods {
		if old := m.Since().Add(factor.Young); m.Strength >= a.Need && (from.IsZero() || old.Before(from)) {
			from = old
		}
	}
	return from
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
	a, next, err := p.disabling(r, r.Form)
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
	return r.Go(next)
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
