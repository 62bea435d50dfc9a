// Package recovery lets people back in who have lost every second step. A recovery case collects proofs, a
// checklist of staff, an approval and a waiting time, and then sends a link; one state machine holds its rules.
// Staff never see, choose or receive anybody's password or code, and nothing about the account changes before
// the link is used.
package recovery

import (
	"context"
	"errors"
	"fmt"
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

// How long things last.
const (
	OpenLinkFor  = 30 * time.Minute    // the link that opens a case
	FinishFor    = 24 * time.Hour      // the link that ends one
	Longest      = 72 * time.Hour      // the waiting time in cases that call for caution
	RecentChange = 7 * 24 * time.Hour  // how long before a case a change of e-mail or password calls for caution
	Lifetime     = 14 * 24 * time.Hour // a case without progress for this long is stopped
)

var (
	// ErrNoCase says that there is no such case, or that it is over.
	ErrNoCase = errors.New("no such recovery case")
	// ErrNotNow refuses an event that the state of the case does not allow.
	ErrNotNow = errors.New("the case is not where this could happen")
	// ErrDone refuses what has been done already.
	ErrDone = errors.New("that was done already")
	// ErrMayNot refuses an event to people in this role, in every state.
	ErrMayNot = errors.New("this person may not do that to a case")
	// ErrOwnCase refuses staff who act on their own case.
	ErrOwnCase = errors.New("nobody works or approves a case of their own")
	// ErrSamePerson refuses an approval by somebody who worked on the case.
	ErrSamePerson = errors.New("a case is approved by somebody who did not work it")
	// ErrUnchecked says that the checklist is not complete.
	ErrUnchecked = errors.New("the checklist is not complete")
	// ErrProofsMissing says that no browser has given enough proofs.
	ErrProofsMissing = errors.New("the proofs do not suffice")
	// ErrNotAllowed refuses a proof that the host does not accept.
	ErrNotAllowed = errors.New("the host does not accept this proof")
	// ErrNoNumber says that no browser of the case shows this phrase.
	ErrNoNumber = errors.New("no browser of this case shows that phrase")
	// ErrCaseName is [ErrNoNumber] for a phrase that is the case's own name, which everybody who follows it shows.
	ErrCaseName = fmt.Errorf("%w: it is the name of the case", ErrNoNumber)
	// ErrTooEarly says that the waiting time is not over.
	ErrTooEarly = errors.New("the waiting time is not over")
	// ErrOver says that the time for this has passed.
	ErrOver = errors.New("the time for this is over")
	// ErrChanged says that the case has changed since the page was shown.
	ErrChanged = errors.New("the case has changed since")
	// ErrNoCode says that no code is awaited.
	ErrNoCode = errors.New("no code was sent to the phone, or it is too old")
	// ErrTooNew says that a sign-in with a method that was young when the case was opened does not end it.
	ErrTooNew = errors.New("a method that was added so short a time ago ends no case")
	// ErrOff says that the host does not use recovery cases.
	ErrOff = errors.New("backup codes are the only way back in here")
)

// Proof is one kind of evidence that somebody is the person they say they are.
type Proof string

// The kinds of proof.
const (
	Mailbox  Proof = "mailbox"  // followed the link to the registered e-mail
	Phone    Proof = "phone"    // typed the code sent to the confirmed phone
	Browser  Proof = "browser"  // asks from a browser that has signed in as this person
	Document Proof = "document" // showed staff a document; it is not stored
	Answers  Proof = "answers"  // answered questions about the account, which staff compared
)

// Proofs holds every kind of proof, in the order in which they are shown.
var Proofs = []Proof{Mailbox, Phone, Browser, Document, Answers}

// Outside reports whether somebody with the mailbox alone can't give this proof. Answers are none, because
// invoices are in the mailbox.
func (p Proof) Outside() bool { return p == Phone || p == Browser || p == Document }

// ByStaff reports whether staff record this proof.
func (p Proof) ByStaff() bool { return p == Document || p == Answers }

// Checklist holds the items that staff tick before they submit a case.
var Checklist = []string{"name", "history", "pressure", "told"}

// Case is one recovery case.
type Case struct {
	ID         string
	UserID     string
	State      State
	Version    int64 // grows with every event
	OpenedAt   clock.Instant
	OpenedBy   string // the id of the member of staff who opened it; "" if the person did
	StateAt    clock.Instant
	ApprovedAt clock.Instant
	ReadyAt    clock.Instant // when the waiting time ends
	LinkUntil  clock.Instant
	Reason     string // why it was stopped, or paused: by a Notice or by the Owner
	ClosedAt   clock.Instant

	email    string // the registered address when it was opened
	cautious bool   // the address had changed a short while before
	linkHash string
}

// Key is one browser that follows a case.
type Key struct {
	ID     string
	Number string // of the phrase that identifies the browser on the telephone: see [phrase.Text]; it gives no access
	Proofs map[Proof]clock.Instant

	browser string // the id of the browser that gave the proof of the browser; "" for one from before it was kept
}

// Suffices reports whether this browser has given enough proofs: as many as the host asks for, and at least one
// that the mailbox alone can't give. Proofs count only together in one browser, so that nobody gets in with the
// proofs of another.
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

// Given counts the proofs that this browser has given and the host accepts.
func (k Key) Given(c setting.Choices) (n int) {
	for _, p := range Accepted(c) {
		if _, given := k.Proofs[p]; given {
			n++
		}
	}
	return n
}

// Accepted returns the proofs that the host accepts.
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

// Cases opens, advances, finishes and stops recovery cases.
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

// New returns the cases of a host, and registers them with sign-in, notices and revocation, which they must hear from.
func New(a *wiring.Authority) *Cases {
	cs := &Cases{
		DB: a.DB, Clock: a.Clock, Users: a.Users, Sessions: a.Sessions, Browsers: a.Browsers, Factors: a.Factors, Limiter: a.Limiter,
		Settings: a.Settings, Audit: a.Audit, Outbox: a.Outbox, Gate: a.Gate,
		Notices: a.Notices, Authn: a.Authn, Contact: a.Contact, Credential: a.Credential,
	}
	a.Flow.OnSignedIn = cs.OnSignedIn
	a.Support.Cases = cs
	a.Revoke.OnIntruder = cs.onIntruder
	a.Membership.InRecovery = cs.underWay
	a.Notices.OnNotMe(notice.NotMeRecovery, cs.NotMe)
	return cs
}

// underWay reports whether a case of a person is under way.
func (cs *Cases) underWay(ctx context.Context, tx db.Reader, userID string) (bool, error) {
	_, err := activeCase(ctx, tx, userID)
	if errors.Is(err, ErrNoCase) {
		return false, nil
	}
	return err == nil, err
}

// On reports whether the host uses recovery cases.
func On(c setting.Choices) bool { return c.RecoveryMode != setting.CodesOnly }
