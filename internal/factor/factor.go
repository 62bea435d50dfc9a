// Package factor holds the second-step methods: how each is set up, and how an
// answer to it is judged. How often may be guessed is package throttle's, what
// follows from a right answer is credential's and signin's.
package factor

import (
	"context"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// Kind names a method.
type Kind string

// The methods there are.
const (
	TOTP   Kind = "totp"   // an authenticator app's time-based one-time codes, RFC 6238
	Backup Kind = "backup" // the backup codes that were saved at set-up
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
)

// Outcome is the judgement of one answer.
type Outcome struct {
	OK      bool
	Problem Problem
	Form    code.Problem  // with Malformed
	Drift   time.Duration // with ClockOff: how far the phone's clock is ahead (behind: below zero)
	Left    int           // with a right backup code: how many are left
}

func refused(p Problem) Outcome { return Outcome{Problem: p} }

// Answer is what somebody gave, and for whom.
type Answer struct {
	UserID string
	Input  string
	// Known allows following a phone's clock that is off: the browser has signed in
	// as this person before. To anybody else the hint is all they get, since two
	// phished codes must not get in.
	Known bool
}

// Method is one way to answer a second step. Verify judges in the caller's
// transaction and spends what was right; the caller commits together with it what
// follows, refusals too.
type Method interface {
	// Form says what keeps an input from being an answer at all, so that a slip of
	// the finger does not count as a guess.
	Form(input string) code.Problem
	Verify(ctx context.Context, tx db.Tx, a Answer) (Outcome, error)
}

// Factors sets methods up, judges their answers and takes them off.
type Factors struct {
	Clock *clock.Clock
	Ring  *seal.Ring
}

// Method is the method of a kind; nil for a kind that does not exist.
func (f *Factors) Method(k Kind) Method {
	switch k {
	case TOTP:
		return totp{f}
	case Backup:
		return backup{f}
	}
	return nil
}

// KindOf tells by its form which method a code belongs to, where one field takes both.
func KindOf(input string) Kind {
	if _, problem := code.ParseBackup(input); problem == code.None {
		return Backup
	}
	return TOTP
}

// App is an authenticator app as the person sees it in a list.
type App struct {
	Name       string
	AddedAt    clock.Instant
	LastUsedAt clock.Instant
}

// State is what a person has set up.
type State struct {
	Apps   []App
	Backup BackupState
}

// On tells whether sign-in asks for a second step.
func (s State) On() bool { return len(s.Apps) > 0 }

// BackupState says how many backup codes are left and whether the person confirmed to have saved them.
type BackupState struct {
	Left, Total int
	MadeAt      clock.Instant
	SavedAt     clock.Instant
}
