package signin

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/notice"
)

// The key is the person: a newer link takes the older one's place.
func insertReset(ctx context.Context, tx db.Tx, userID, hash string, until clock.Instant) error {
	return exec(ctx, tx, `INSERT INTO reset_link (user_id, hash, epoch, expires_at) SELECT id, $1, epoch, $2 FROM users WHERE id = $3
		ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, epoch = excluded.epoch, expires_at = excluded.expires_at`,
		hash, int64(until), userID)
}

// The epoch ends every link that was sent before a change.
const resetHolds = ` FROM reset_link WHERE hash = $1 AND expires_at > $2
	AND epoch = (SELECT epoch FROM users WHERE users.id = reset_link.user_id AND users.disabled_at = 0)`

func loadReset(ctx context.Context, tx db.Tx, hash string, now clock.Instant) (userID string, err error) {
	return scanID(tx.Row(ctx, `SELECT user_id`+resetHolds, hash, int64(now)))
}

func takeReset(ctx context.Context, tx db.Tx, hash string, now clock.Instant) (userID string, err error) {
	return scanID(tx.Row(ctx, `DELETE`+resetHolds+` RETURNING user_id`, hash, int64(now)))
}

func scanID(row db.Row) (id string, err error) {
	switch err = row.Scan(&id); {
	case errors.Is(err, sql.ErrNoRows):
		return "", notice.ErrNoLink
	case err != nil:
		return "", fmt.Errorf("loading link: %w", err)
	}
	return id, nil
}

func exec(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.Do(ctx, "changing links", query, args...)
}

// Sweep deletes links that nobody can use any more.
func (l *Links) Sweep(ctx context.Context, tx db.Tx) error {
	now := int64(l.Clock.Now())
	if err := exec(ctx, tx, `DELETE FROM reset_link WHERE expires_at <= $1`, now); err != nil {
		return err
	}
	return exec(ctx, tx, `DELETE FROM registration WHERE expires_at <= $1`, now)
}
