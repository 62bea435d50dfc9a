package recovery

import (
	"slices"

	"latchkey/internal/access"
	"latchkey/internal/setting"
)

// Only who is kept out by a second step, or by an unfinished set-up after a case, needs a case. Staff may have disabled the
// person to keep somebody else out: then they open it.
func mayStart(c Case, f facts, m move) error {
	if !takesCase(c, f) {
		return ErrOff
	}
	if f.person.Disabled() && m.actor != Staff || !f.on && !f.enrollmentRequired() {
		return ErrNoCase
	}
	return nil
}

// takesCase reports whether the host takes this case. Whom "this wasn't me" left without anything that works has no backup
// code either, which may be the only way back: staff open a case for them whatever the host chose.
func takesCase(c Case, f facts) bool { return On(f.choices) || f.shutOut && c.OpenedBy != "" }

func newProof(_ Case, f facts, m move) error {
	if m.proof.ByStaff() != (m.actor == Staff) {
		return ErrMayNot
	}
	if !accepts(f.choices, m.proof) {
		return ErrNotAllowed
	}
	k, found := keyByID(f.keys, m.key)
	if !found {
		return ErrNoNumber
	}
	if _, given := k.Proofs[m.proof]; given {
		return ErrDone
	}
	return nil
}

func newTick(_ Case, f facts, m move) error {
	if !slices.Contains(Checklist, m.item) {
		return ErrMayNot
	}
	if slices.Contains(f.checked, m.item) {
		return ErrDone
	}
	return nil
}

func worked(_ Case, f facts, _ move) error {
	if !suffice(f.keys, f.choices) {
		return ErrProofsMissing
	}
	for _, item := range Checklist {
		if !slices.Contains(f.checked, item) {
			return ErrUnchecked
		}
	}
	return nil
}

func mayApprove(c Case, f facts, m move) error {
	if err := worked(c, f, m); err != nil { // the host may have changed what it asks for
		return err
	}
	if f.choices.RecoveryApproval != setting.Single && slices.Contains(f.workers, m.staff.ID) {
		return ErrSamePerson
	}
	return unfrozen(f)
}

func mustWaitLonger(c Case, f facts, _ move) error {
	if !c.ApprovedAt.Add(wait(c, f)).After(c.ReadyAt) {
		return ErrNotNow
	}
	return nil
}

func waited(c Case, f facts, _ move) error {
	if f.now.Before(c.ReadyAt) || f.now.Before(c.ApprovedAt.Add(wait(c, f))) {
		return ErrTooEarly
	}
	return unfrozen(f)
}

// mayFinish does not look at the password: whoever makes the move has proved it. Where
// staff opened the case, the mailbox is lost and no link went there. Whoever is disabled stays so.
func mayFinish(c Case, f facts, m move) error {
	if c.OpenedBy == "" && (m.token == "" || m.token != c.linkHash) {
		return ErrNoCase
	}
	if f.now.Before(c.ApprovedAt.Add(wait(c, f))) {
		return ErrTooEarly
	}
	return inTimeWithProofs(c, f, m)
}

// enters: only a method that was not young when the case was opened tells that the case is of no use: whoever is inside adds
// a young one, and waits.
func enters(c Case, _ facts, m move) error {
	if !m.proved.Was(stopsSince(c)) {
		return ErrTooNew
	}
	return nil
}

// mayPause lets a sign-in with such a young method pause a case once. When staff have looked and gone on, it is no
// longer in the way: else whoever has one would hold every case up for ever.
func mayPause(c Case, f facts, m move) error {
	switch {
	case m.actor != Owner:
		return nil
	case enters(c, f, m) == nil:
		return ErrMayNot
	case f.lookedAt:
		return ErrDone
	}
	return nil
}

// mayStop: who knows the password can follow a case that staff opened, who reads the mailbox one that was asked for there,
// and either may be a thief. Where others follow the case, or staff opened it, stopping takes the proofs that the case
// takes; who has none asks the staff, or says "this wasn't me", which pauses it.
func mayStop(c Case, f facts, m move) error {
	if m.actor != Person {
		return nil
	}
	k, found := keyByID(f.keys, m.key)
	if found && (k.Suffices(f.choices) || c.OpenedBy == "" && len(f.keys) == 1) {
		return nil
	}
	return ErrProofsMissing
}

// mayComeBack lets the browser that finished the case go on with the set-up after its
// session was lost: until the link would have expired, and again with the password.
func mayComeBack(c Case, f facts, m move) error {
	if f.person.Disabled() || !f.enrollmentRequired() {
		return ErrNotNow
	}
	return inTimeWithProofs(c, f, m)
}

func inTimeWithProofs(c Case, f facts, m move) error {
	lasts := FinishFor
	if c.State == Done {
		lasts = Lifetime // for somebody who was disabled
	}
	if !f.now.EndsFor(lasts).Has(c.LinkUntil) {
		return ErrOver
	}
	k, found := keyByID(f.keys, m.key)
	if !found || !k.Suffices(f.choices) {
		return ErrProofsMissing
	}
	return unfrozen(f)
}

func linkOver(c Case, f facts, _ move) error {
	if f.now.Before(c.LinkUntil) {
		return ErrTooEarly
	}
	return nil
}

func forgotten(c Case, f facts, _ move) error {
	if f.now.Before(c.StateAt.Add(Lifetime)) {
		return ErrTooEarly
	}
	return nil
}

func unfrozen(f facts) error {
	if !f.person.Frozen() {
		return nil
	}
	return access.ErrFrozen
}

func keyByID(keys []Key, id string) (Key, bool) {
	at := slices.IndexFunc(keys, func(k Key) bool { return k.ID == id })
	if id == "" || at < 0 {
		return Key{}, false
	}
	return keys[at], true
}
