package recovery

import (
	"slices"

	"latchkey/internal/user"
)

// What can be done to a case as it stands, for its pages: read out of the same table that judges the moves.

// May returns why a member of staff can't cause an event now, in the case as it was read; nil if they can.
func (f File) May(e Event, staff user.User) error {
	_, err := judge(f.Case, f.facts, move{event: e, actor: Staff, staff: staff})
	return err
}

// Works reports whether a member of staff may tick items of the checklist now.
func (f File) Works(staff user.User) bool {
	_, err := permits(f.Case, f.facts, move{event: Tick, actor: Staff, staff: staff})
	return err == nil
}

// Vouches returns the proofs that a member of staff may record now; nil if no browser follows the case.
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

// CanStop reports whether this browser can stop the case now.
func (v View) CanStop() bool {
	_, err := judge(v.Case, v.facts, move{event: Stop, actor: Person, key: v.Key.ID})
	return err == nil
}

// ProofState is one kind of proof, as a browser that follows the case sees it.
type ProofState struct {
	Proof Proof
	Given bool
	Open  bool // this browser can give it now
}

// Proofs returns the proofs that the host accepts and this browser can give or has given: a phone only if there
// is a number, the mailbox only if its link was followed, and the browser only if the person has signed in from
// it.
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

// EndsHere reports whether the case can be finished, or its set-up continued, without a link: staff opened it,
// or it is finished already. Whether this browser may is checked when it does so.
func (v View) EndsHere() bool {
	_, ready := transitions[v.State][Finish]
	_, done := transitions[v.State][ComeBack]
	return done || ready && v.OpenedBy != ""
}

// CanFinish reports whether this browser can finish the case now, or continue the set-up, without a link.
func (v View) CanFinish() bool {
	return v.EndsHere() && slices.ContainsFunc([]Event{Finish, ComeBack}, func(e Event) bool {
		_, err := judge(v.Case, v.facts, move{event: e, actor: Person, key: v.Key.ID})
		return err == nil
	})
}
