package security

import (
	"net/url"
	"strconv"

	screen "latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/clock"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

var confirmPlaces = prompt.Paths{
	Page: "/confirm", Methods: "/confirm/ways", Send: "/confirm/send", Delivery: "/confirm/delivery", Passkey: "/confirm/passkey",
	Trouble: helpPath,
}

// confirming is the fresh proof that a change asks for; next, need, since, or and then come with
// the address or the form. What is asked for here is a help only: the change itself looks
// at the proof again.
func (p *Pages) confirming(r *web.Request, given func(string) string) (a prompt.Prompt, next string, err error) {
	next = web.LocalPath(given("next"), "/security")
	a = prompt.Prompt{
		Verifier: p.Authn, UserID: r.Session.UserID, Scope: credential.ToConfirm.Scope(r.Session),
		At: confirmPlaces, Query: url.Values{"next": {next}},
	}
	if a.State, err = p.state(r); err != nil {
		return a, next, err
	}
	need, _ := strconv.Atoi(given("need"))
	a.Need = max(0, min(factor.Strength(need), a.State.Strongest()))
	if a.Need > factor.Weakest {
		a.Query.Set("need", strconv.Itoa(int(a.Need)))
	}
	if since, err := strconv.ParseInt(given("since"), 10, 64); err == nil && since > 0 {
		a.Since, a.Or = clock.Instant(since), given("or")
		a.Query.Set("since", strconv.FormatInt(since, 10))
		if a.Or != "" {
			a.Query.Set("or", a.Or)
		}
	}
	if then := given("then"); then != "" {
		a.Query.Set("then", then)
	}
	return a, next, nil
}

// Confirm shows "Confirm it's you": it asks for a fresh proof and says what will be done after it.
func (p *Pages) Confirm(r *web.Request) error {
	a, next, err := p.confirming(r, r.Query)
	if err != nil {
		return err
	}
	if !a.State.On() {
		return p.showConfirm(r, a, screen.ConfirmProps{}, 0)
	}
	if len(a.Rows(r)) == 0 {
		return r.Screen(0, section, "confirm.title", screen.NoProof(screen.NoProofProps{
			Title: r.Locale.T("confirm.title"), Why: r.Locale.T("confirm.none"), Back: r.BackFromStepUp(next, a.Query.Get("then")),
		}))
	}
	m := a.Pick(r.Query("way"))
	if m.Kind == factor.Passkey {
		return r.Go(a.Address(confirmPlaces.Passkey, m.ID))
	}
	return p.showProof(r, a, m, ui.Form{}, 0)
}

func (p *Pages) showConfirm(r *web.Request, a prompt.Prompt, props screen.ConfirmProps, status int) error {
	props.Prompt.Carried = a.Carried()
	props.Then = r.PendingAction(a.Query.Get("next"), a.Query.Get("then"))
	props.Back = r.BackFromStepUp(a.Query.Get("next"), a.Query.Get("then"))
	props.Clock, props.Account = prompt.Clock(r), r.Session.Email
	return r.Screen(status, section, "confirm.title", screen.Confirm(props))
}

func (p *Pages) showProof(r *web.Request, a prompt.Prompt, m factor.Enrolled, form ui.Form, status int) error {
	asked, err := a.Props(r, m)
	if err != nil {
		return err
	}
	return p.showConfirm(r, a, screen.ConfirmProps{
		Form: form, WithCode: true, Prompt: asked,
		Stronger: r.Session.FreshSecondStep(r.Site.Clock.Now()) && r.Session.Proof.Strength < a.Need,
	}, status)
}

// CheckConfirm checks the proof. If it is right, the session is fresh again and the action that asked for the
// proof goes on.
func (p *Pages) CheckConfirm(r *web.Request) error {
	a, next, err := p.confirming(r, r.Form)
	if err != nil {
		return err
	}
	if !a.State.On() {
		return p.checkOwnPassword(r, a, next)
	}
	m := a.Pick(r.Form("way"))
	field, proof := answerTo(r, m)
	proof.Need, proof.Since, proof.Or = a.Need, a.Since, a.Or
	secret, verdict, err := p.Credential.Confirm(r.Context(), r.Caller(), proof)
	if err != nil {
		return err
	}
	if !verdict.OK {
		form, status := prompt.Refused(r, field, kindOf(proof), verdict)
		return p.showProof(r, a, m, form, status)
	}
	return r.ResumeAfterStepUp(secret, next, r.Form("then"))
}

func (p *Pages) checkOwnPassword(r *web.Request, a prompt.Prompt, next string) error {
	secret, verdict, err := p.Credential.Confirm(r.Context(), r.Caller(), credential.Proof{Input: r.Form("password")})
	if err != nil {
		return err
	}
	if !verdict.OK {
		form, status := prompt.WrongPassword(r, "refused.own_password_wrong", verdict)
		return p.showConfirm(r, a, screen.ConfirmProps{Form: form}, status)
	}
	return r.ResumeAfterStepUp(secret, next, r.Form("then"))
}

// answerTo reads the answer to a method: the field of an app takes a backup code, too.
func answerTo(r *web.Request, m factor.Enrolled) (field string, p credential.Proof) {
	if m.Kind == factor.Backup {
		return "backup_code", credential.Proof{Kind: factor.Backup, Input: r.Form("backup_code")}
	}
	p = credential.Proof{Input: r.Form("code")}
	if m.Kind != factor.TOTP && factor.KindOf(p.Input) != factor.Backup {
		p.Kind, p.FactorID = m.Kind, m.ID
	}
	return "code", p
}

func kindOf(p credential.Proof) factor.Kind {
	if p.Kind != "" {
		return p.Kind
	}
	return factor.KindOf(p.Input)
}
