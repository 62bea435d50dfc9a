package challenge

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/user"
)

func insert(ctx context.Context, tx db.Tx, c Challenge, hash string, now, until clock.Instant) error {
	return exec(ctx, tx, `INSERT INTO challenge
		(id, secret_hash, user_id, purpose, session_id, epoch, next, created_at, expires_at, tries_left, user_agent, network, chain)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
			COALESCE((SELECT chain FROM challenge WHERE secret_hash = $13 AND user_id = $3), $1))`,
		c.ID, hash, c.UserID, string(c.Purpose), c.SessionID, c.Epoch, c.Next, int64(now), int64(until), Tries,
		c.Agent, c.Network, earlierHash(c.Earlier))
}

const (
	columns = `id, user_id, purpose, session_id, next, chain, epoch`
	open    = ` WHERE secret_hash = $1 AND purpose = $2 AND expires_at > $3 AND expires_at <= $4 AND tries_left > 0`
)

// ends is when a challenge that holds at a time ends.
func ends(now clock.Instant) clock.Span { return now.EndsFor(Lifetime) }

func byHash(ctx context.Context, tx db.Reader, hash string, p Purpose, now clock.Instant) (Challenge, error) {
	return inForce(ctx, tx, tx.Row(ctx, `SELECT `+columns+` FROM challenge`+open,
		hash, string(p), int64(ends(now).After), int64(ends(now).Until)))
}

func countTry(ctx context.Context, tx db.Tx, hash string, p Purpose, now clock.Instant) (Challenge, error) {
	return inForce(ctx, tx, tx.Returning(ctx, `UPDATE challenge SET tries_left = tries_left - 1`+open+` RETURNING `+columns,
		hash, string(p), int64(ends(now).After), int64(ends(now).Until)))
}

func bySession(ctx context.Context, tx db.Reader, sessionID string, p Purpose, now clock.Instant) (Challenge, error) {
	return inForce(ctx, tx, tx.Row(ctx, `SELECT `+columns+` FROM challenge
		WHERE session_id = $1 AND session_id <> '' AND purpose = $2 AND expires_at > $3 AND expires_at <= $4`,
		sessionID, string(p), int64(ends(now).After), int64(ends(now).Until)))
}

// inForce is the challenge in a row. The epoch ends every one that began before a change.
func inForce(ctx context.Context, tx db.Reader, row db.Row) (Challenge, error) {
	var c Challenge
	err := row.Scan(&c.ID, &c.UserID, &c.Purpose, &c.SessionID, &c.Next, &c.Chain, &c.Epoch)
	if errors.Is(err, sql.ErrNoRows) {
		return Challenge{}, ErrExpired
	}
	if err != nil {
		return Challenge{}, fmt.Errorf("loading challenge: %w", err)
	}
	rests, err := user.StandingOf(ctx, tx, c.UserID)
	if err != nil {
		return Challenge{}, err
	}
	if !rests.Holds(c.Epoch) {
		return Challenge{}, ErrExpired
	}
	c.Role, c.ResetAt, c.Zone = rests.Role, rests.ResetAt, rests.Zone
	return c, nil
}

func revokeAll(ctx context.Context, tx db.Tx, userID string) error {
	return exec(ctx, tx, `DELETE FROM challenge WHERE user_id = $1`, userID)
}

func leave(ctx context.Context, tx db.Tx, hash string, now clock.Instant) error {
	return tx.DoOne(ctx, "changing challenge", ErrExpired, `UPDATE challenge SET tries_left = 0`+open,
		hash, string(SignIn), int64(ends(now).After), int64(ends(now).Until))
}

func sweeps(now clock.Instant) []db.Sweep {
	return []db.Sweep{db.Sweeping("changing challenge", `DELETE FROM challenge WHERE id IN (SELECT id FROM challenge
		WHERE expires_at <= $1 AND (purpose <> $2 OR expires_at <= $3) ORDER BY expires_at LIMIT $4)`,
		int64(now), string(SignIn), int64(now.Add(-keptUnfinished)))}
}

func exec(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.Do(ctx, "changing challenge", query, args...)
}

// Restored ends every challenge: the database was put back, and those that were answered since are there again.
func (cs *Challenges) Restored(ctx context.Context, tx db.Tx) error {
	return exec(ctx, tx, `DELETE FROM challenge`)
}
