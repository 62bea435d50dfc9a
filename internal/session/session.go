// Package session holds signed-in sessions and the browsers that have signed in
// before. Of a session's secret only the hash is stored. How somebody comes to a
// session is package signin's.
package session

import (
	"context"
	"errors"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/seal"
	"latchkey/internal/setting"
	"latchkey/internal/user"
)

// ErrNone says that a secret belongs to no session that still holds.
var ErrNone = errors.New("no such session")

// FreshFor is how long a proof counts for a change that weakens the account.
const FreshFor = 10 * time.Minute

// Session is one browser that a person is signed in with, and who that person is.
type Session struct {
	ID                 string
	UserID             string
	Email              string
	Name               string
	Language           string
	CreatedAt          clock.Instant
	LastSeenAt         clock.Instant
	PasswordAt         clock.Instant   // when the password was last proved
	SecondStepAt       clock.Instant   // when a second step was last proved; never: 0
	Strength           factor.Strength // of that second step
	PasswordSet        clock.Instant   // when the password was last changed
	Role               user.Role       // what the person may do for the host
	FrozenAt           clock.Instant   // since when a change of the person's contact details is in dispute; 0: none is
	EnrollmentRequired clock.Instant   // since when a second step has to be set up anew; 0: it need not
	Count              int             // how many sessions List gives for the person, this one among them
}

// FreshPassword reports whether the password was proved a short while ago.
func (s Session) FreshPassword(now clock.Instant) bool { return fresh(s.PasswordAt, now) }

// FreshSecondStep reports whether a second step was proved a short while ago.
func (s Session) FreshSecondStep(now clock.Instant) bool { return fresh(s.SecondStepAt, now) }

func fresh(at, now clock.Instant) bool {
	return !at.IsZero() && !at.After(now) && now.Sub(at) < FreshFor
}

// Sessions starts, finds and ends sessions.
type Sessions struct {
	Clock    *clock.Clock
	Settings *setting.Settings
}

// Proofs is what was proved at the moment that a session starts.
type Proofs struct {
	UserID   string
	Strength factor.Strength // of the second step; 0 for none
	By       Client
}

// Start makes a session with a secret of its own and returns the secret, which is
// not stored and can't be had again.
func (ss *Sessions) Start(ctx context.Context, tx db.Tx, p Proofs) (secret string, err error) {
	id, err := db.NewID()
	if err != nil {
		return "", err
	}
	now := ss.Clock.Now()
	secret, hash := seal.NewToken()
	var secondStepAt clock.Instant
	if p.Strength > 0 {
		secondStepAt = now
	}
	return secret, insert(ctx, tx, id, hash, p, now, secondStepAt)
}

// Load finds the session that a secret opens, and counts this as a sign of life.
// ErrNone: unknown, ended, idle for too long, too old, or its person is disabled
// or has changed what it rested on.
func (ss *Sessions) Load(ctx context.Context, d *db.DB, secret string) (Session, error) {
	createdAfter, seenAfter := ss.holding(ctx)
	s, err := byHash(ctx, d.Read(), seal.HashToken(secret), createdAfter, seenAfter)
	if err != nil {
		return Session{}, err
	}
	now := ss.Clock.Now()
	// Once a minute is enough to tell idle from alive, and spares a write at every request.
	if now.Sub(s.LastSeenAt) >= time.Minute {
		err = d.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return touch(ctx, tx, s.ID, now) })
	}
	return s, err
}

// Prove records a proof and gives the session a new secret: what was learnt of the
// old one at the lower level is worth nothing at the higher. Strength is that of a
// second step, 0 where none was proved. ErrNone: it has ended.
func (ss *Sessions) Prove(ctx context.Context, tx db.Tx, id string, password bool, strength factor.Strength) (secret string, err error) {
	secret, hash := seal.NewToken()
	return secret, prove(ctx, tx, id, hash, ss.Clock.Now(), password, strength)
}

// Sweep deletes sessions that can't be used any more.
func (ss *Sessions) Sweep(ctx context.Context, tx db.Tx) error {
	now, choices := ss.Clock.Now(), ss.Settings.Choices(ctx)
	return sweep(ctx, tx, now.Add(-choices.SessionLifetime), now.Add(-choices.SessionIdle))
}
