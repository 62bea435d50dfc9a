package recovery

import (
	"errors"
	"time"

	screen "latchkey/components/recovery"
	"latchkey/internal/recovery"
	"latchkey/internal/user"
	"latchkey/server/web"
)

const casePath = "/recovery/case"

// key is the secret with which this browser follows a case; "" for none. It is the case's person's: somebody else
// who is signed in here has none.
func (p *Pages) key(r *web.Request) string {
	secret := r.Cookie(web.CaseCookie)
	if secret == "" {
		return ""
	}
	whose, err := p.Cases.Whose(r.Context(), secret)
	if err != nil || another(r, whose) != "" {
		return ""
	}
	return secret
}

// Show shows the case that this browser follows, and the proofs that can still be given.
func (p *Pages) Show(r *web.Request) error {
	words := ""
	if r.Told("said") == "no-code" {
		words = r.Locale.T("recovery.code_gone")
	}
	return p.draw(r, 0, words)
}

// draw is the page of the case that this browser follows, with why something was refused.
func (p *Pages) draw(r *web.Request, status int, refused string) error {
	v, err := p.Cases.See(r.Context(), p.key(r), r.Client.Browser)
	if errors.Is(err, recovery.ErrNoCase) {
		return p.gone(r)
	}
	if err != nil {
		return err
	}
	props := screen.CaseProps{
		State: string(v.State), Reference: r.Phrase(v.Reference()), Needed: v.Choices.RecoveryNeeded, Enough: v.Key.Suffices(v.Choices),
		Reason: v.Reason, Disabled: v.Disabled, ByStaff: v.OpenedBy != "", CanStop: v.CanStop(), Refused: refused,
		Ready: r.DateTime(v.ReadyAt), Until: r.DateTime(v.LinkUntil), In: soon(r, v),
		Wait: hours(r, v.Wait), LinkFor: hours(r, recovery.FinishFor), Longer: string(v.Longer),
	}
	if v.State == recovery.Done && v.Finished {
		props.State = "finished"
	}
	if !v.State.Over() {
		props.Phrase, props.Proofs = r.Phrase(v.Key.Number), proofs(v)
	}
	props.CanFinish = v.CanFinish()
	return r.Screen(status, "", "recovery.case_title", screen.Case(props))
}

// gone leads on from a browser that follows no case: whoever is signed in and has one under way sees it as their own, as
// signing in ends what a browser follows.
func (p *Pages) gone(r *web.Request) error {
	theirs := *r // the page is not drawn as theirs
	if theirs.SignedIn() {
		_, err := p.Cases.Own(r.Context(), theirs.Session.UserID)
		if err == nil {
			return r.Go(ownPath)
		}
		if !errors.Is(err, recovery.ErrNoCase) {
			return err
		}
	}
	return r.Go(r.Saying("/recovery?said=gone"))
}

// soon is how long the case still waits, or can still be finished; "" if neither.
func soon(r *web.Request, v recovery.View) string {
	until := v.ReadyAt
	if v.State == recovery.Ready {
		until = v.LinkUntil
	}
	left := until.Sub(r.Site.Clock.Now())
	if v.State != recovery.Waiting && v.State != recovery.Ready || left <= 0 {
		return ""
	}
	return r.Locale.Duration(left)
}

// hours is a duration in hours, as the rest of a case's words counts them.
func hours(r *web.Request, d time.Duration) string {
	return r.Locale.N("locale.hours", int(d.Round(time.Hour)/time.Hour))
}

// proofs lists what the host accepts, and where this browser gives what it can.
func proofs(v recovery.View) []screen.ProofRow {
	var rows []screen.ProofRow
	for _, p := range v.Proofs() {
		row := screen.ProofRow{Kind: string(p.Proof), Given: p.Given}
		if p.Proof == recovery.Phone {
			row.Where = user.MaskPhone(v.PhoneNumber)
		}
		if p.Open {
			row.Action = "/recovery/case/" + string(p.Proof)
		}
		rows = append(rows, row)
	}
	return rows
}

// ProveBrowser gives the proof that this person has signed in from this browser before.
func (p *Pages) ProveBrowser(r *web.Request) error {
	return p.after(r, p.Cases.ProveBrowser(r.Context(), p.key(r), r.Client), casePath)
}

// after leads on, or shows the case with the reason why not.
func (p *Pages) after(r *web.Request, err error, next string) error {
	words := ""
	switch {
	case err == nil:
		return r.Go(next)
	case errors.Is(err, recovery.ErrDone):
		return r.Go(casePath) // a form that was sent twice
	case errors.Is(err, recovery.ErrNoCase):
		return p.gone(r)
	case errors.Is(err, recovery.ErrMayNot), errors.Is(err, recovery.ErrNotAllowed), errors.Is(err, recovery.ErrNoNumber):
		words = "recovery.refused_proof"
	case errors.Is(err, recovery.ErrNotNow), errors.Is(err, recovery.ErrOff):
		words = "recovery.refused_now"
	default:
		return err
	}
	return p.draw(r, web.Unprocessable, r.Locale.T(words))
}

// ConfirmStop asks whether to stop the case.
func (p *Pages) ConfirmStop(r *web.Request) error {
	v, err := p.Cases.See(r.Context(), p.key(r), "")
	if errors.Is(err, recovery.ErrNoCase) || err == nil && !v.CanStop() {
		return r.Go(casePath)
	}
	if err != nil {
		return err
	}
	return r.Screen(0, "", "recovery.stop_title", screen.Stop())
}

// Stop stops the case.
func (p *Pages) Stop(r *web.Request) error {
	err := p.Cases.StopByKey(r.Context(), p.key(r), r.Client)
	if errors.Is(err, recovery.ErrNotNow) || errors.Is(err, recovery.ErrProofsMissing) {
		err = nil // the page says how it stands, and offers what can be done
	}
	return p.after(r, err, casePath)
}
