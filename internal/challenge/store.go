package challenge

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

func insert(ctx context.Context, tx db.Tx, c Challenge, hash string, now, until clock.Instant) error {
	return exec(ctx, tx, `INSERT INTO challenge
		(id, secret_hash, user_id, purpose, session_id, epoch, next, created_at, expires_at, tries_left, user_agent, network, chain)
		SELECT $1, $2, id, $3, $4, epoch, $5, $6, $7, $8, $9, $10,
			COALESCE((SELECT chain FROM challenge WHERE secret_hash = $11 AND user_id = users.id), $12)
		FROM users WHERE id = $13`,
		c.ID, hash, string(c.Purpose), c.SessionID, c.Next, int64(now), int64(until), Tries, c.Agent, c.Network,
		earlierHash(c.Earlier), c.ID, c.UserID)
}

// The epoch ends every challenge that began before a change.
const (
	columns = `id, user_id, purpose, session_id, next, chain, (SELECT reset_at FROM users WHERE users.id = challenge.user_id)`
	holds   = ` WHERE secret_hash = $1 AND purpose = $2 AND expires_at > $3
		AND epoch = (SELECT epoch FROM users WHERE users.id = challenge.user_id AND users.disabled_at = 0)`
	open = holds + ` AND tries_left > 0`
)

func byHash(ctx context.Context, tx db.Tx, hash string, p Purpose, now clock.Instant) (Challenge, error) {
	return scan(tx.Row(ctx, `SELECT `+columns+` FROM challenge`+open, hash, string(p), int64(now)))
}

func countTry(ctx context.Context, tx db.Tx, hash string, p Purpose, now clock.Instant) (Challenge, error) {
	return scan(tx.Row(ctx, `UPDATE challenge SET tries_left = tries_left - 1`+open+` RETURNING `+columns, hash, string(p), int64(now)))
}

func bySession(ctx context.Context, tx db.Tx, sessionID string, p Purpose, now clock.Instant) (Challenge, error) {
	return scan(tx.Row(ctx, `SELECT c.id, c.user_id, c.purpose, c.session_id, c.next, c.chain, u.reset_at
		FROM challenge AS c JOIN users AS u ON u.id = c.user_id AND u.epoch = c.epoch AND u.disabled_at = 0
		WHERE c.session_id = $1 AND c.purpose = $2 AND c.expires_at > $3`, sessionID, string(p), int64(now)))
}

func scan(row db.Row) (Challenge, error) {
	var c Challenge
	err := row.Scan(&c.ID, &c.UserID, &c.Purpose, &c.SessionID, &c.Next, &c.Chain, &c.ResetAt)
	if errors.Is(err, sql.ErrNoRows) {
		return c, ErrExpired
	}
	if err != nil {
		return c, fmt.Errorf("loading challenge: %w", err)
	}
	return c, nil
}

func revokeAll(ctx context.Context, tx db.Tx, userID string) error {
	return exec(ctx, tx, `DELETE FROM challenge WHERE user_id = $1`, userID)
}

func sweep(ctx context.Context, tx db.Tx, now clock.Instant) error {
	return exec(ctx, tx, `DELETE FROM challenge WHERE expires_at <= $1 AND (purpose <> $2 OR expires_at <= $3)`,
		int64(now), string(SignIn), int64(now.Add(-keptUnfinished)))
}

func exec(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.Do(ctx, "changing challenge", query, args...)
}
