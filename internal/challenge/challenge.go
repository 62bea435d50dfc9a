// Package challenge holds challenges: somebody has given one proof, such as the password, and must give
// another. A challenge is no session and opens no page. It says for whom and for what it is, until when, and
// how many tries are left.
package challenge

import (
	"context"
	"errors"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
	"latchkey/internal/user"
)

// Purpose is the one action that a challenge is good for.
type Purpose string

// The purposes of challenges.
const (
	SignIn  Purpose = "sign-in" // the password was right, the second step is to come
	Disable Purpose = "disable" // the second step was right, the confirmation is to come
)

// Lifetime is how long a challenge can be answered.
const Lifetime = 10 * time.Minute

// Tries is how many answers a challenge accepts, wrong ones included.
const Tries = 20

// ErrExpired says that a challenge is unknown, answered, too old or out of tries, or that the account has
// changed since. The person has to start again.
var ErrExpired = errors.New("no such challenge")

// Challenge is a proof that is still to be given.
type Challenge struct {
	ID        string
	UserID    string
	Purpose   Purpose
	SessionID string // the session that it belongs to; "" before sign-in
	Next      string // the local path to go to after the answer
	Earlier   string // set for Start: the secret of an earlier challenge in the same browser; "" if there is none
	Chain     string // set by Load and Try: the id that the challenges of one attempt to sign in share, for EndChain
	Agent     string // the browser that it was given to
	Network   string // the address that it was given to
	// Epoch is the person's. It is set by Load, Try and Of, and for Start by whoever has read it in that transaction; 0: Start reads it.
	Epoch int64
	Role  user.Role // the person's, set by Load, Try and Of
	Zone  string    // the person's, likewise
	// ResetAt is when the password in use was set through an e-mailed link; 0 if it was set with a proof.
	ResetAt clock.Instant
}

// Challenges starts challenges and finds them when they are answered.
type Challenges struct {
	Clock *clock.Clock
}

// Start stores a challenge and returns its secret. Only the hash of the secret is stored.
func (cs *Challenges) Start(ctx context.Context, tx db.Tx, c Challenge) (secret string, err error) {
	id, err := db.NewID()
	if err != nil {
		return "", err
	}
	c.ID = id
	secret, hash := seal.NewToken()
	if c.Epoch == 0 {
		standing, err := user.StandingOf(ctx, tx, c.UserID)
		if err != nil {
			return "", err
		}
		c.Epoch = standing.Epoch
	}
	now := cs.Clock.Now()
	return secret, insert(ctx, tx, c, hash, now, now.Add(Lifetime))
}

// Load returns the challenge that a secret belongs to, if it is for this purpose; otherwise [ErrExpired].
func (cs *Challenges) Load(ctx context.Context, tx db.Reader, secret string, p Purpose) (Challenge, error) {
	return byHash(ctx, tx, seal.HashToken(secret), p, cs.Clock.Now())
}

// Try is [Challenges.Load], and counts one answer, before the caller checks it.
func (cs *Challenges) Try(ctx context.Context, tx db.Tx, secret string, p Purpose) (Challenge, error) {
	return countTry(ctx, tx, seal.HashToken(secret), p, cs.Clock.Now())
}

// Leave takes every further answer from the sign-in that a secret belongs to; [ErrExpired]. It stays among those that
// [Challenges.TakeUnfinished] returns: a stranger who has the password must not be able to keep that from being told.
func (cs *Challenges) Leave(ctx context.Context, tx db.Tx, secret string) error {
	return leave(ctx, tx, seal.HashToken(secret), cs.Clock.Now())
}

// Of returns the challenge of a session for a purpose; [ErrExpired] if it has none.
func (cs *Challenges) Of(ctx context.Context, tx db.Reader, sessionID string, p Purpose) (Challenge, error) {
	return bySession(ctx, tx, sessionID, p, cs.Clock.Now())
}

// EndAll ends every challenge of a person.
func (cs *Challenges) EndAll(ctx context.Context, tx db.Tx, userID string) error {
	return revokeAll(ctx, tx, userID)
}

// Sweeps delete challenges that have expired, except sign-ins that [Challenges.TakeUnfinished] has yet to
// return.
func (cs *Challenges) Sweeps() []db.Sweep { return sweeps(cs.Clock.Now()) }
