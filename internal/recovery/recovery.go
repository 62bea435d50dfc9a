// Package recovery is the way back in for people who have lost every second step: a case
// with proofs, a checklist, an approval, a waiting time and a link, as one state machine.
// Nobody's password or code is seen, chosen or received by staff here, and nothing of the
// account changes before the link is used.
package recovery

import (
	"errors"
	"strings"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/audit"
	"latchkey/internal/authn"
	"latchkey/internal/clock"
	"latchkey/internal/contact"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
	"latchkey/internal/wiring"
)

// How long things hold.
const (
	OpenLinkFor  = 30 * time.Minute    // the link that opens a case
	FinishFor    = 24 * time.Hour      // the link that ends one
	Longest      = 72 * time.Hour      // the waiting time where something speaks for caution
	RecentChange = 7 * 24 * time.Hour  // how long before a case a change of e-mail or password does so
	Lifetime     = 14 * 24 * time.Hour // a case that nobody moves on for this long is stopped
)

var (
	// ErrNoCase says that there is no such case, or none that is under way.
	ErrNoCase = errors.New("no such recovery case")
	// ErrNotNow refuses an event that the case's state does not allow, or no longer.
	ErrNotNow = errors.New("the case is not where this could happen")
	// ErrDone refuses what was done already.
	ErrDone = errors.New("that was done already")
	// ErrMayNot refuses whoever may not do this at all.
	ErrMayNot = errors.New("this person may not do that to a case")
	// ErrOwnCase refuses staff who act on a case of their own.
	ErrOwnCase = errors.New("nobody works or approves a case of their own")
	// ErrSamePerson refuses the approval of whoever worked the case.
	ErrSamePerson = errors.New("a case is approved by somebody who did not work it")
	// ErrUnchecked says that the checklist has open items.
	ErrUnchecked = errors.New("the checklist is not complete")
	// ErrProofsMissing says that no browser of the case has given proofs that suffice.
	ErrProofsMissing = errors.New("the proofs do not suffice")
	// ErrNotAllowed refuses a proof that the host does not accept.
	ErrNotAllowed = errors.New("the host does not accept this proof")
	// ErrNoNumber says that no browser of the case shows this number.
	ErrNoNumber = errors.New("no browser of this case shows that number")
	// ErrTooEarly says that the waiting time is not over.
	ErrTooEarly = errors.New("the waiting time is not over")
	// ErrOver says that the time for this has passed.
	ErrOver = errors.New("the time for this is over")
	// ErrChanged says that the case has moved on since it was looked at.
	ErrChanged = errors.New("the case has changed since")
	// ErrNoCode says that no code waits for what would be typed.
	ErrNoCode = errors.New("no code was sent to the phone, or it is too old")
	// ErrOff says that the host has no recovery cases.
	ErrOff = errors.New("backup codes are the only way back in here")
)

// Proof is one kind of evidence that somebody is the person they say.
type Proof string

// The proofs there are.
const (
	Mailbox  Proof = "mailbox"  // followed the link to the registered e-mail
	Phone    Proof = "phone"    // typed the code sent to the confirmed phone
	Browser  Proof = "browser"  // asks from a browser that has signed in as this person
	Document Proof = "document" // showed staff a document; nothing is kept of it
	Answers  Proof = "answers"  // answered questions about the account, which staff compared
)

// Proofs is every kind in the order in which they are shown.
var Proofs = []Proof{Mailbox, Phone, Browser, Document, Answers}

// Outside reports whether the mailbox alone can't give this proof. Answers are no such
// proof: invoices lie in the mailbox.
func (p Proof) Outside() bool { return p == Phone || p == Browser || p == Document }

// ByStaff reports whether staff note this proof.
func (p Proof) ByStaff() bool { return p == Document || p == Answers }

// Checklist is what staff go through before they hand a case on.
var Checklist = []string{"name", "history", "pressure", "told"}

// Case is one way back in.
type Case struct {
	ID         string
	UserID     string
	State      State
	Version    int64 // grows with everything that happens
	OpenedAt   clock.Instant
	OpenedBy   string // the member of staff who opened it; "" for the person
	StateAt    clock.Instant
	ApprovedAt clock.Instant
	ReadyAt    clock.Instant // when the waiting time ends
	LinkUntil  clock.Instant
	Reason     string // why it was stopped
	ClosedAt   clock.Instant

	email    string // the registered address when it was opened
	cautious bool   // the address had changed a short while before
	linkHash string
}

// Key is one browser from which a case is followed.
type Key struct {
	ID     string
	Number string // six digits that tell it apart on the telephone; they open nothing
	Proofs map[Proof]clock.Instant
}

// Suffices reports whether the proofs that this browser gave are enough: as many as the
// host asks for, and at least one that the mailbox alone can't give. They count only
// together, in one browser, so that nobody goes in on the proofs of another.
func (k Key) Suffices(c setting.Choices) bool {
	count, outside := 0, false
	for _, p := range Accepted(c) {
		if _, given := k.Proofs[p]; given {
			count++
			outside = outside || p.Outside()
		}
	}
	return outside && count >= c.RecoveryNeeded
}

// Accepted is the proofs that the host accepts.
func Accepted(c setting.Choices) []Proof {
	var accepted []Proof
	for _, p := range Proofs {
		if accepts(c, p) {
			accepted = append(accepted, p)
		}
	}
	return accepted
}

func accepts(c setting.Choices, p Proof) bool {
	for name := range strings.SplitSeq(c.RecoveryProofs, ",") {
		if name == string(p) {
			return true
		}
	}
	return false
}

// Cases opens, works, finishes and stops cases.
type Cases struct {
	DB         *db.DB
	Clock      *clock.Clock
	Users      *user.Users
	Sessions   *session.Sessions
	Browsers   *session.Browsers
	Factors    *factor.Factors
	Limiter    *throttle.Limiter
	Settings   *setting.Settings
	Audit      *audit.Log
	Outbox     *message.Outbox
	Gate       *access.Gate
	Notices    *notice.Notices
	Authn      *authn.Verifier
	Contact    *contact.Service
	Credential *credential.Service
}

// New has the way in and the notices tell the cases what concerns them.
func New(a *wiring.Authority) *Cases {
	cs := &Cases{
		DB: a.DB, Clock: a.Clock, Users: a.Users, Sessions: a.Sessions, Browsers: a.Browsers, Factors: a.Factors, Limiter: a.Limiter,
		Settings: a.Settings, Audit: a.Audit, Outbox: a.Outbox, Gate: a.Gate, Notices: a.Notices, Authn: a.Authn, Contact: a.Contact, Credential: a.Credential,
	}
	a.Flow.OnSignedIn = cs.OnSignedIn
	a.Notices.OnNotMe(notice.NotMeRecovery, cs.NotMe)
	return cs
}

// On reports whether the host has recovery cases at all.
func On(c setting.Choices) bool { return c.RecoveryMode != setting.CodesOnly }
