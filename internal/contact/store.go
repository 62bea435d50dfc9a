package contact

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/notice"
)

func insertChange(ctx context.Context, tx db.Tx, ch Change, secret string, tries int64, now clock.Instant) error {
	return exec(ctx, tx, `INSERT INTO contact_change (user_id, kind, value, secret, session_id, epoch, tries_left, created_at, expires_at, message_id)
		SELECT id, $1, $2, $3, $4, epoch, $5, $6, $7, $9 FROM users WHERE id = $8
		ON CONFLICT (user_id, kind) DO UPDATE SET value = excluded.value, secret = excluded.secret, session_id = excluded.session_id,
			epoch = excluded.epoch, tries_left = excluded.tries_left, created_at = excluded.created_at, expires_at = excluded.expires_at,
			message_id = excluded.message_id`,
		string(ch.Kind), ch.Value, secret, ch.SessionID, tries, int64(now), int64(ch.ExpiresAt), ch.UserID, ch.MessageID)
}

// The epoch ends every change that was asked for before another one took effect.
const (
	changeColumns = `user_id, kind, value, session_id, expires_at, message_id`
	changeHolds   = ` expires_at > $1 AND epoch = (SELECT epoch FROM users WHERE users.id = contact_change.user_id AND users.disabled_at = 0)`
)

func loadChange(ctx context.Context, tx db.Tx, kind Kind, secret string, now clock.Instant) (Change, error) {
	return scanChange(tx.Row(ctx, `SELECT `+changeColumns+` FROM contact_change WHERE`+changeHolds+` AND kind = $2 AND secret = $3`,
		int64(now), string(kind), secret))
}

func takeChange(ctx context.Context, tx db.Tx, kind Kind, secret string, now clock.Instant) (Change, error) {
	return scanChange(tx.Row(ctx, `DELETE FROM contact_change WHERE`+changeHolds+` AND kind = $2 AND secret = $3 RETURNING `+changeColumns,
		int64(now), string(kind), secret))
}

// changeTry is one answer that was counted, with what it is judged by.
type changeTry struct {
	Change
	secret string
	at     clock.Instant
	left   bool // a try was left for it
}

func tryChange(ctx context.Context, tx db.Tx, userID, sessionID string, kind Kind, now clock.Instant) (t changeTry, err error) {
	err = tx.Row(ctx, `UPDATE contact_change SET tries_left = tries_left - 1
		WHERE`+changeHolds+` AND user_id = $2 AND kind = $3 AND session_id = $4 RETURNING value, secret, created_at, tries_left >= 0`,
		int64(now), userID, string(kind), sessionID).Scan(&t.Value, &t.secret, &t.at, &t.left)
	if errors.Is(err, sql.ErrNoRows) {
		return t, notice.ErrNoLink
	}
	if err != nil {
		return t, fmt.Errorf("loading contact change: %w", err)
	}
	return t, nil
}

func pendingChanges(ctx context.Context, tx db.Tx, userID string, now clock.Instant) ([]Change, error) {
	rows, err := tx.Rows(ctx, `SELECT `+changeColumns+` FROM contact_change WHERE`+changeHolds+` AND user_id = $2 ORDER BY kind`, int64(now), userID)
	if err != nil {
		return nil, fmt.Errorf("listing contact changes: %w", err)
	}
	defer rows.Close()
	var all []Change
	for rows.Next() {
		ch, err := scanChange(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, ch)
	}
	return all, rows.Err()
}

func scanChange(row interface{ Scan(dest ...any) error }) (Change, error) {
	var ch Change
	err := row.Scan(&ch.UserID, &ch.Kind, &ch.Value, &ch.SessionID, &ch.ExpiresAt, &ch.MessageID)
	if errors.Is(err, sql.ErrNoRows) {
		return ch, notice.ErrNoLink
	}
	if err != nil {
		return ch, fmt.Errorf("loading contact change: %w", err)
	}
	return ch, nil
}

func drop(ctx context.Context, tx db.Tx, userID string, kind Kind) error {
	return exec(ctx, tx, `DELETE FROM contact_change WHERE user_id = $1 AND kind = $2`, userID, string(kind))
}

func dropAll(ctx context.Context, tx db.Tx, userID string) error {
	return exec(ctx, tx, `DELETE FROM contact_change WHERE user_id = $1`, userID)
}

// DropFrom forgets what waits to be confirmed and was asked for in one session.
func (c *Service) DropFrom(ctx context.Context, tx db.Tx, userID, sessionID string) error {
	return exec(ctx, tx, `DELETE FROM contact_change WHERE user_id = $1 AND session_id = $2`, userID, sessionID)
}

// DropFromOthers forgets what waits to be confirmed and was asked for in any session but one.
func (c *Service) DropFromOthers(ctx context.Context, tx db.Tx, userID, sessionID string) error {
	return exec(ctx, tx, `DELETE FROM contact_change WHERE user_id = $1 AND session_id <> $2`, userID, sessionID)
}

// Sweep deletes waiting changes, and what was replaced, that count no more.
func (c *Service) Sweep(ctx context.Context, tx db.Tx) error {
	now := c.Clock.Now()
	if err := exec(ctx, tx, `DELETE FROM contact_change WHERE expires_at <= $1`, int64(now)); err != nil {
		return err
	}
	return sweepReplaced(ctx, tx, now.Add(-notice.NotMeFor))
}

func exec(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.Do(ctx, "changing contact details", query, args...)
}
