// Package factor holds the second-step methods: how each is set up, and how an answer to it is checked. Limits
// on guessing are in package throttle; what a right answer leads to is in packages credential and signin.
package factor

import (
	"slices"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/factor/passkey"
	"latchkey/internal/seal"
)

// Kind is a kind of method.
type Kind string

// The kinds of methods.
const (
	TOTP   Kind = "totp"   // an authenticator app's time-based one-time codes, RFC 6238
	Backup Kind = "backup" // the backup codes that were saved at set-up

	Email    Kind = "email"    // codes sent to the account's confirmed address
	WhatsApp Kind = "whatsapp" // codes sent to a phone number
	Passkey  Kind = "passkey"  // passkeys and security keys
)

// Problem says why an answer was refused.
type Problem uint8

// The problems that an answer can have.
const (
	None      Problem = iota
	Malformed         // it has not the form of a code: see Outcome.Form
	Wrong             // it has the right form, but is wrong
	Used              // it was right, but was used before
	ClockOff          // it is right for a time a few minutes off: see Outcome.Drift
	NotSetUp          // the person has no such method

	NotSent     // no code was sent for this challenge or action
	Expired     // the code was sent too long ago
	Dead        // the code that was sent got too many wrong answers
	SameMailbox // it was e-mailed, and the password was reset through the same mailbox
	TooWeak     // it is right, but the action needs a stronger method
	TooNew      // it is right, but the action needs a method that has been there for longer
	Copied      // it is a passkey that is refused for good: see passkey.Verdict
)

// Outcome is the result of checking one answer.
type Outcome struct {
	OK      bool
	Problem Problem
	Form    code.Problem  // if Malformed: what is wrong with its form
	Drift   time.Duration // if ClockOff: how far the phone's clock is ahead; negative if it is behind
	Follows bool          // if ClockOff: the next code is accepted if it is off by as much
	Left    int           // after a right backup code: how many are left

	Proof         // after a right answer
	WentBack bool // after a right passkey: see passkey.Verdict
	Chances  int  // after a wrong answer: the number of methods for which it could have been right
}

// Proof is what a right answer proves: by which method, what it counts for, and since when the person has that
// method. The zero Proof proves nothing.
type Proof struct {
	Strength Strength
	FactorID string        // the method; for a backup code, its set
	Since    clock.Instant // since when the person has the method, see [Enrolled.Since], or when the set was made; 0: not known
}

// Was reports whether the proof was given by a method that the person had at an instant already.
func (p Proof) Was(at clock.Instant) bool {
	return p.Strength > 0 && !p.Since.IsZero() && !p.Since.After(at)
}

// By reports whether the proof was given by a method that the person had at an instant already, or by the one with the
// id or. Any proof was if since is 0.
func (p Proof) By(since clock.Instant, or string) bool {
	return since.IsZero() || p.Was(since) || or != "" && p.FactorID == or
}

func refused(p Problem) Outcome { return Outcome{Problem: p} }

// Answer is an answer to a second step: who gave it, by which method, and for what.
type Answer struct {
	UserID   string
	FactorID string // the only method that it may answer; "" for any of its kind
	Input    string
	// Scope is what a sent code or a passkey's challenge was requested for; it is good for nothing else. It is
	// a challenge's id, or a value of [SessionScope] or [SetUpScope].
	Scope string
	// Known says that this browser has signed in as this person before. Only then may a phone's wrong clock be
	// followed. Others only get the hint, because otherwise two phished codes would let an attacker in.
	Known bool

	ticket string // what Count counted it against
}

// SessionScope returns the scope of a code that confirms one action in one session; see [Answer].
func SessionScope(sessionID, action string) string { return "session/" + sessionID + "/" + action }

// SetUpScope returns the scope of the code that completes a set-up; see [Answer].
func SetUpScope(factorID string) string { return "set-up/" + factorID }

// Factors sets methods up, checks answers to them, and removes them.
type Factors struct {
	Clock *clock.Clock
	Ring  *seal.Ring
	Party passkey.Party // the site that passkeys are for; set before the first request
}

// KindOf returns the kind of a code by its form, for a field that takes codes of an app and backup codes:
// [Backup] or [TOTP].
func KindOf(input string) Kind {
	if _, problem := code.ParseBackup(input); problem == code.None {
		return Backup
	}
	return TOTP
}

// State is what a person has set up.
type State struct {
	Methods   []Enrolled // in the order of Factors.Enrolled
	Suspended []Enrolled // what does not work until it is restored, backup codes last: their ID is that of the set
	Backup    BackupState
}

// On reports whether sign-in asks for a second step: see [Factors.IsOn].
func (s State) On() bool { return len(s.Methods)+len(s.Suspended) > 0 }

// Strongest returns the highest strength that a proof of the person can have: of a method or a backup code. What is
// suspended counts as well, and with it the backup codes: else a weaker method that still works could do what only
// they may. Where nothing is suspended, nobody has to spend a backup code.
func (s State) Strongest() Strength {
	most := max(StrongestOf(s.Methods), StrongestOf(s.Suspended))
	if s.Backup.Left > 0 && len(s.Suspended) > 0 {
		most = max(most, s.Backup.Strength)
	}
	return most
}

// Has reports whether the person has a method of this kind.
func (s State) Has(k Kind) bool {
	return slices.ContainsFunc(s.Methods, func(e Enrolled) bool { return e.Kind == k })
}

// BackupState says how many backup codes are left, and when the person confirmed that they are saved.
type BackupState struct {
	ID          string // of the set; "" for none
	Left, Total int
	MadeAt      clock.Instant
	SavedAt     clock.Instant
	DoubtedAt   clock.Instant // since when nobody knows which of them were spent: see [Factors.DoubtCodes]
	Strength    Strength      // what a proof by one of them counts for
}
