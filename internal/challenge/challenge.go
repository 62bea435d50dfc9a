// Package challenge holds proofs in flight: somebody has shown one thing and must
// show another. A challenge is no session and opens no page; it says for whom, for
// which purpose, until when, and how many tries are left.
package challenge

import (
	"context"
	"errors"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// Purpose is the one thing that a challenge is good for.
type Purpose string

// The purposes there are.
const (
	SignIn  Purpose = "sign-in" // the password was right; the second step is awaited
	Disable Purpose = "disable" // the code was right; the confirmation is awaited
)

// Lifetime is how long a challenge can be answered.
const Lifetime = 10 * time.Minute

// Tries is how many answers a challenge takes.
const Tries = 20

// ErrExpired says that a challenge is unknown, answered, too old or used up, or that
// what it rested on has changed. The person begins again.
var ErrExpired = errors.New("no such challenge")

// Challenge is one proof in flight.
type Challenge struct {
	ID        string
	UserID    string
	Purpose   Purpose
	SessionID string // the session that it belongs to; "" before sign-in
	Next      string // the local path to go on to
	Earlier   string // to Start: the secret of one that the same browser was given before, if any
	Chain     string // from all others: what Earlier ties together, for EndChain
	Agent     string // the browser that it was given to
	Network   string // the address that it was given to
	// ResetAt is when the password that it rests on was set through an e-mailed link; 0: it was not.
	ResetAt clock.Instant
}

// Challenges starts and answers challenges.
type Challenges struct {
	Clock *clock.Clock
}

// Start begins a challenge and returns its secret, of which only the hash is stored.
func (cs *Challenges) Start(ctx context.Context, tx db.Tx, c Challenge) (secret string, err error) {
	id, err := db.NewID()
	if err != nil {
		return "", err
	}
	c.ID = id
	secret, hash := seal.NewToken()
	now := cs.Clock.Now()
	return secret, insert(ctx, tx, c, hash, now, now.Add(Lifetime))
}

// Load finds the challenge that a secret answers, for this purpose only.
func (cs *Challenges) Load(ctx context.Context, tx db.Reader, secret string, p Purpose) (Challenge, error) {
	return byHash(ctx, tx, seal.HashToken(secret), p, cs.Clock.Now())
}

// Try is Load, and counts one answer before it is judged.
func (cs *Challenges) Try(ctx context.Context, tx db.Tx, secret string, p Purpose) (Challenge, error) {
	return countTry(ctx, tx, seal.HashToken(secret), p, cs.Clock.Now())
}

// Of finds the challenge that a session has under way for a purpose.
func (cs *Challenges) Of(ctx context.Context, tx db.Reader, sessionID string, p Purpose) (Challenge, error) {
	return bySession(ctx, tx, sessionID, p, cs.Clock.Now())
}

// EndAll ends every challenge of a person.
func (cs *Challenges) EndAll(ctx context.Context, tx db.Tx, userID string) error {
	return revokeAll(ctx, tx, userID)
}

// Sweep deletes challenges that nobody can answer any more.
func (cs *Challenges) Sweep(ctx context.Context, tx db.Tx) error {
	return sweep(ctx, tx, cs.Clock.Now())
}
