// Package session holds sessions and remembers the browsers that people have signed in from. Only the hash of a
// session's secret is stored. Package signin decides who gets a session.
package session

import (
	"context"
	"errors"
	"sync"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/seal"
	"latchkey/internal/setting"
	"latchkey/internal/user"
)

// ErrUnrecorded says that a session opens nothing any more, but that nothing could be stored of that.
var ErrUnrecorded = errors.New("the session has ended, and that is not recorded")

// ErrNone says that a secret opens no session: there was none, or it has ended.
var ErrNone = errors.New("no such session")

// FreshFor is how long a proof is fresh enough for a change that weakens the account.
const FreshFor = 10 * time.Minute

// Session is one signed-in browser, with the person it belongs to.
type Session struct {
	ID                 string
	Key                string // of its present secret: another one after each proof and each change, so that nothing bound to it outlives them
	Browser            string // the secret of the browser that has begun a set-up in this session; "" if it sent none
	UserID             string
	Email              string
	Name               string
	Language           string
	Zone               string // the person's time zone, see user.User
	CreatedAt          clock.Instant
	LastSeenAt         clock.Instant
	PasswordAt         clock.Instant // when the password was last proved
	SecondStepAt       clock.Instant // when a second step was last proved; 0: never
	Proof              factor.Proof  // which that second step gave
	SteppedUp          bool          // it was given after the sign-in, and not as a part of it
	PasswordSet        clock.Instant // when the password was last changed; 0: the account was made with it
	Role               user.Role     // what the person may do for the host
	FrozenAt           clock.Instant // since when the account is frozen; 0: it is not
	RecoveryCase       string        // the state of the person's recovery case under way; "" if there is none
	EnrollmentRequired clock.Instant // since when the person must set a new method up; 0: they need not
	Count              int           // how many sessions the person has, this one included
}

// FreshPassword reports whether the password was proved within [FreshFor].
func (s Session) FreshPassword(now clock.Instant) bool { return fresh(s.PasswordAt, now) }

// FreshSecondStep reports whether a second step was proved within [FreshFor].
func (s Session) FreshSecondStep(now clock.Instant) bool { return fresh(s.SecondStepAt, now) }

func fresh(at, now clock.Instant) bool {
	return !at.IsZero() && !at.After(now) && now.MadeFor(FreshFor).Has(at)
}

// Sessions starts, finds and ends sessions.
type Sessions struct {
	Clock    *clock.Clock
	Settings *setting.Settings

	back   sync.Mutex // held while the clock is found to have been put back
	denied sync.Map   // ids of sessions that ended while the database took no writes
}

// Deny ends a session for as long as this process runs, where the database can't be written to. [Sessions.EndDenied]
// makes that last. It returns [ErrUnrecorded], for whoever asked.
func (ss *Sessions) Deny(id string) error {
	ss.denied.Store(id, nil)
	return ErrUnrecorded
}

// EndDenied deletes the sessions that were denied. What it returns says why they still stand in the database, and would
// open again in the next process.
func (ss *Sessions) EndDenied(ctx context.Context, d *db.DB) error {
	var err error
	ss.denied.Range(func(id, _ any) bool {
		err = d.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return ss.EndByID(ctx, tx, id.(string)) })
		if err == nil {
			ss.denied.Delete(id)
		}
		return err == nil
	})
	return err
}

// isDenied reports whether a session was denied, and tries to make that last.
func (ss *Sessions) isDenied(ctx context.Context, d *db.DB, id string) bool {
	if _, denied := ss.denied.Load(id); !denied {
		return false
	}
	_ = ss.EndDenied(ctx, d) // said by whoever calls it every now and then
	return true
}

// Proofs is what was proved when a session starts.
type Proofs struct {
	UserID string
	Epoch  int64        // the person's, as this transaction has read it; 0: Start reads it
	Proof  factor.Proof // of the second step; the zero Proof if there was none
	By     Client
}

// Start starts a session and returns its secret. Only the hash is stored.
func (ss *Sessions) Start(ctx context.Context, tx db.Tx, p Proofs) (secret string, err error) {
	id, err := db.NewID()
	if err != nil {
		return "", err
	}
	now := ss.Clock.Now()
	secret, hash := seal.NewToken()
	var secondStepAt clock.Instant
	if p.Proof.Strength > 0 {
		secondStepAt = now
	}
	if p.Epoch == 0 {
		standing, err := user.StandingOf(ctx, tx, p.UserID)
		if err != nil {
			return "", err
		}
		p.Epoch = standing.Epoch
	}
	return secret, insert(ctx, tx, id, hash, p, now, secondStepAt)
}

// Load returns the session that secret opens, and records that it was used. It returns [ErrNone] if there is
// none, or it has ended, is too old or was idle for too long, or the person is disabled or has changed the
// account since.
func (ss *Sessions) Load(ctx context.Context, d *db.DB, secret string) (Session, error) {
	s, err := ss.Look(ctx, d, secret)
	if err != nil {
		return s, err
	}
	now := ss.Clock.Now()
	// Once a minute is enough to tell idle from alive, and spares a write at every request.
	if now.Sub(s.LastSeenAt) >= time.Minute {
		err = d.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return touch(ctx, tx, s.ID, now) })
	}
	if db.IsDisk(err) {
		err = nil // it ends sooner then, from idleness, and pages can be read until the disk takes writes again
	}
	return s, err
}

// Look is [Sessions.Load] for what a page asks for by itself, with nobody there: the session is no less idle for it.
func (ss *Sessions) Look(ctx context.Context, d *db.DB, secret string) (Session, error) {
	holds := ss.holdingAt(ctx, ss.judgedAt(ctx, d))
	s, err := byHash(ctx, d.Read(), seal.HashToken(secret), holds)
	if err != nil {
		return Session{}, err
	}
	if !holds.has(s) { // for good, so that a clock that is put back does not bring it back
		if d.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return ss.ranOut(ctx, tx, s.ID) }) != nil {
			_ = ss.Deny(s.ID)
		}
		return Session{}, ErrNone
	}
	if ss.isDenied(ctx, d, s.ID) {
		return Session{}, ErrNone
	}
	return s, nil
}

// Prove records a proof and gives the session a new secret, so that a secret stolen before the proof is useless
// after it. Proof is that of a second step; the zero Proof if none was proved. It returns [ErrNone] if the session
// has ended.
func (ss *Sessions) Prove(ctx context.Context, tx db.Tx, id string, password bool, proof factor.Proof) (secret string, err error) {
	secret, hash := seal.NewToken()
	return secret, prove(ctx, tx, id, hash, ss.Clock.Now(), password, proof)
}

// judgedAt is the time by which sessions are judged: now. Where the clock was put back, those that had run out by the time
// that it showed before are deleted first; while that can't be written down, that time holds.
func (ss *Sessions) judgedAt(ctx context.Context, d *db.DB) clock.Instant {
	if _, back := ss.Clock.PutBack(); !back {
		return ss.Clock.Now()
	}
	ss.back.Lock()
	defer ss.back.Unlock()
	latest, back := ss.Clock.PutBack()
	if !back { // somebody else was first
		return ss.Clock.Now()
	}
	if d.Sweep(ctx, sweeps(ss.holdingAt(ctx, latest), ss.Clock.Now())...) != nil {
		return latest
	}
	ss.Clock.Restart()
	return ss.Clock.Now()
}

// Sweeps delete sessions that can't be used any more.
func (ss *Sessions) Sweeps(ctx context.Context) []db.Sweep {
	return sweeps(ss.holding(ctx), ss.Clock.Now())
}
