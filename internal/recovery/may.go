package recovery

import (
	"slices"

	"latchkey/internal/user"
)

// What can be done to a case as it stands, for its pages: read out of the same table that judges the moves.

// May returns why a member of staff can't bring an event about now, as the case was read; nil where they can.
func (f File) May(e Event, staff user.User) error {
	_, err := judge(f.Case, f.facts, move{event: e, actor: Staff, staff: staff})
	return err
}

// Works reports whether a member of staff may tick items of the checklist now.
func (f File) Works(staff user.User) bool {
	_, err := permits(f.Case, f.facts, move{event: Tick, actor: Staff, staff: staff})
	return err == nil
}

// Vouches is the proofs that a member of staff may note now: none where no browser follows the case.
func (f File) Vouches(staff user.User) (proofs []Proof) {
	if _, err := permits(f.Case, f.facts, move{event: Vouch, actor: Staff, staff: staff}); err != nil || len(f.Keys) == 0 {
		return nil
	}
	for _, p := range Accepted(f.Choices) {
		if p.ByStaff() {
			proofs = append(proofs, p)
		}
	}
	return proofs
}

// CanStop reports whether the person may still end the case.
func (f File) CanStop() bool {
	_, err := judge(f.Case, f.facts, move{event: Stop, actor: Person})
	return err == nil
}

// ProofState is one proof as a browser that follows the case sees it.
type ProofState struct {
	Proof Proof
	Given bool
	Open  bool // this browser can give it now, by itself
}

// Proofs is what the host accepts, as far as it is of use to this browser: no code without a number, no mailbox but by
// the link that was followed, no browser that has never signed in.
func (v View) Proofs() (proofs []ProofState) {
	_, err := permits(v.Case, v.facts, move{event: Prove, actor: Person})
	for _, p := range Accepted(v.Choices) {
		_, given := v.Key.Proofs[p]
		switch {
		case p == Phone && v.PhoneNumber == "", p == Browser && !v.Known && !given, p == Mailbox && !given:
			continue
		}
		proofs = append(proofs, ProofState{Proof: p, Given: given, Open: err == nil && (p == Phone || p == Browser)})
	}
	return proofs
}

// EndsHere reports whether a case that stands here is ended, or gone on with, without a link: staff opened it, or it is
// done already. Whether this browser may is said when it does so.
func (v View) EndsHere() bool {
	_, ready := transitions[v.State][Finish]
	_, done := transitions[v.State][ComeBack]
	return done || ready && v.OpenedBy != ""
}

// CanFinish reports whether this browser can end the case now, or go on with the set-up that followed, without a link.
func (v View) CanFinish() bool {
	return v.EndsHere() && slices.ContainsFunc([]Event{Finish, ComeBack}, func(e Event) bool {
		_, err := judge(v.Case, v.facts, move{event: e, actor: Person, key: v.Key.ID})
		return err == nil
	})
}
