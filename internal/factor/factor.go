// Package factor holds the second-step methods: how each is set up, and how an
// answer to it is judged. How often may be guessed is package throttle's, what
// follows from a right answer is credential's and signin's.
package factor

import (
	"slices"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/factor/passkey"
	"latchkey/internal/seal"
)

// Kind names a method.
type Kind string

// The methods there are.
const (
	TOTP   Kind = "totp"   // an authenticator app's time-based one-time codes, RFC 6238
	Backup Kind = "backup" // the backup codes that were saved at set-up

	Email    Kind = "email"    // codes sent to the account's confirmed address
	WhatsApp Kind = "whatsapp" // codes sent to a phone number
	Passkey  Kind = "passkey"  // passkeys and security keys
)

// Problem says why an answer was refused.
type Problem uint8

// The problems there are.
const (
	None      Problem = iota
	Malformed         // it does not have the form of a code: see Outcome.Form
	Wrong             // it has the form, but is not right
	Used              // it was right once, and once is all
	ClockOff          // it fits a moment a few minutes off: see Outcome.Drift
	NotSetUp          // the person has no such method

	NotSent     // no code was sent for this challenge or action
	Expired     // the code was sent too long ago
	Dead        // too many wrong answers were given to the code that was sent
	SameMailbox // an e-mailed code, where the password came out of the same mailbox
	TooWeak     // it is right, but counts for less than the change needs
)

// Outcome is the judgement of one answer.
type Outcome struct {
	OK      bool
	Problem Problem
	Form    code.Problem  // with Malformed
	Drift   time.Duration // with ClockOff: how far the phone's clock is ahead (behind: below zero)
	Left    int           // with a right backup code: how many are left

	FactorID string   // with a right answer: the method that it was right for; "" for a backup code
	Strength Strength // with a right answer: what it counts for
	WentBack bool     // with a right passkey: see passkey.Verdict
	Chances  int      // with a wrong one: how many methods it could have been right for
}

func refused(p Problem) Outcome { return Outcome{Problem: p} }

// Answer is what somebody gave, and for whom.
type Answer struct {
	UserID   string
	FactorID string // the one method to judge it by; "" for any of its kind
	Input    string
	// Scope is what a sent code was asked for, and the only thing it is good for: a
	// challenge's id, or SessionScope's or SetUpScope's answer.
	Scope string
	// Known allows following a phone's clock that is off: the browser has signed in
	// as this person before. To anybody else the hint is all they get, since two
	// phished codes must not get in.
	Known bool

	ticket string // what Count counted it against
}

// SessionScope is the scope of a code that confirms one action in one session.
func SessionScope(sessionID, action string) string { return "session/" + sessionID + "/" + action }

// SetUpScope is the scope of the code that ends a set-up.
func SetUpScope(factorID string) string { return "set-up/" + factorID }

// Factors sets methods up, judges their answers and takes them off.
type Factors struct {
	Clock *clock.Clock
	Ring  *seal.Ring
	Party passkey.Party // whose passkeys are; set before the first request
}

// KindOf tells by its form which method a code belongs to, where one field takes both.
func KindOf(input string) Kind {
	if _, problem := code.ParseBackup(input); problem == code.None {
		return Backup
	}
	return TOTP
}

// State is what a person has set up.
type State struct {
	Methods []Enrolled // in Enrolled's order
	Backup  BackupState
}

// On reports whether sign-in asks for a second step.
func (s State) On() bool { return len(s.Methods) > 0 }

// Has reports whether the person has a method of this kind.
func (s State) Has(k Kind) bool {
	return slices.ContainsFunc(s.Methods, func(e Enrolled) bool { return e.Kind == k })
}

// BackupState says how many backup codes are left and whether the person confirmed to have saved them.
type BackupState struct {
	Left, Total int
	MadeAt      clock.Instant
	SavedAt     clock.Instant
	Strength    Strength // what one of them counts for
}
