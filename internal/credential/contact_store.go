package credential

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/notice"
	"latchkey/internal/user"
)

func insertContact(ctx context.Context, tx db.Tx, ch ContactChange, secret string, tries int64, now clock.Instant) error {
	rests, err := user.StandingOf(ctx, tx, ch.UserID)
	if err != nil {
		return err
	}
	return execContact(ctx, tx, `INSERT INTO contact_change
		(user_id, kind, value, secret, session_id, epoch, tries_left, created_at, expires_at, message_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (user_id, kind) DO UPDATE SET value = excluded.value, secret = excluded.secret, session_id = excluded.session_id,
			epoch = excluded.epoch, tries_left = excluded.tries_left, created_at = excluded.created_at, expires_at = excluded.expires_at,
			message_id = excluded.message_id`,
		ch.UserID, string(ch.Kind), ch.Value, secret, ch.SessionID, rests.Epoch, tries, int64(now), int64(ch.ExpiresAt), ch.MessageID)
}

const contactColumns = `user_id, kind, value, session_id, expires_at, message_id, epoch`

func loadContact(ctx context.Context, tx db.Reader, kind Contact, secret string, now clock.Instant) (ContactChange, error) {
	return contactInForce(ctx, tx, tx.Row(ctx, `SELECT `+contactColumns+` FROM contact_change
		WHERE expires_at > $1 AND kind = $2 AND secret = $3`, int64(now), string(kind), secret))
}

func takeContact(ctx context.Context, tx db.Tx, kind Contact, secret string, now clock.Instant) (ContactChange, error) {
	return contactInForce(ctx, tx, tx.Returning(ctx, `DELETE FROM contact_change
		WHERE expires_at > $1 AND kind = $2 AND secret = $3 RETURNING `+contactColumns, int64(now), string(kind), secret))
}

// contactInForce is the change in a row. The epoch ends every one that was asked for before another one took effect.
func contactInForce(ctx context.Context, tx db.Reader, row db.Row) (ContactChange, error) {
	ch, epoch, err := scanContact(row)
	if err != nil {
		return ContactChange{}, err
	}
	rests, err := user.StandingOf(ctx, tx, ch.UserID)
	if err != nil {
		return ContactChange{}, err
	}
	if !rests.Holds(epoch) {
		return ContactChange{}, notice.ErrNoLink
	}
	return ch, nil
}

// contactTry is one answer that was counted, with what it is judged by.
type contactTry struct {
	ContactChange
	secret string
	at     clock.Instant
	left   bool // a try was left for it
}

func tryContact(ctx context.Context, tx db.Tx, userID, sessionID string, kind Contact, now clock.Instant) (t contactTry, err error) {
	rests, err := user.StandingOf(ctx, tx, userID)
	if err != nil {
		return t, err
	}
	if rests.Disabled {
		return t, notice.ErrNoLink
	}
	err = tx.Returning(ctx, `UPDATE contact_change SET tries_left = tries_left - 1
		WHERE expires_at > $1 AND user_id = $2 AND kind = $3 AND session_id = $4 AND epoch = $5
		RETURNING value, secret, created_at, tries_left >= 0`,
		int64(now), userID, string(kind), sessionID, rests.Epoch).Scan(&t.Value, &t.secret, &t.at, &t.left)
	if errors.Is(err, sql.ErrNoRows) {
		return t, notice.ErrNoLink
	}
	if err != nil {
		return t, fmt.Errorf("loading contact change: %w", err)
	}
	return t, nil
}

func pendingContacts(ctx context.Context, tx db.Reader, userID string, now clock.Instant) ([]ContactChange, error) {
	rests, err := user.StandingOf(ctx, tx, userID)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Rows(ctx, `SELECT `+contactColumns+` FROM contact_change
		WHERE expires_at > $1 AND user_id = $2 ORDER BY kind`, int64(now), userID)
	if err != nil {
		return nil, fmt.Errorf("listing contact changes: %w", err)
	}
	defer rows.Close()
	var all []ContactChange
	for rows.Next() {
		ch, epoch, err := scanContact(rows)
		if err != nil {
			return nil, err
		}
		if rests.Holds(epoch) {
			all = append(all, ch)
		}
	}
	return all, rows.Err()
}

func scanContact(row interface{ Scan(dest ...any) error }) (ch ContactChange, epoch int64, err error) {
	err = row.Scan(&ch.UserID, &ch.Kind, &ch.Value, &ch.SessionID, &ch.ExpiresAt, &ch.MessageID, &epoch)
	if errors.Is(err, sql.ErrNoRows) {
		return ch, 0, notice.ErrNoLink
	}
	if err != nil {
		return ch, 0, fmt.Errorf("loading contact change: %w", err)
	}
	return ch, epoch, nil
}

func dropContact(ctx context.Context, tx db.Tx, userID string, kind Contact) error {
	return execContact(ctx, tx, `DELETE FROM contact_change WHERE user_id = $1 AND kind = $2`, userID, string(kind))
}

func dropContacts(ctx context.Context, tx db.Tx, userID string) error {
	return execContact(ctx, tx, `DELETE FROM contact_change WHERE user_id = $1`, userID)
}

func dropContactsFrom(ctx context.Context, tx db.Tx, userID, sessionID string) error {
	return execContact(ctx, tx, `DELETE FROM contact_change WHERE user_id = $1 AND session_id = $2`, userID, sessionID)
}

func dropContactsFromOthers(ctx context.Context, tx db.Tx, userID, sessionID string) error {
	return execContact(ctx, tx, `DELETE FROM contact_change WHERE user_id = $1 AND session_id <> $2`, userID, sessionID)
}

// SweepContacts deletes waiting changes, and what was replaced, that count no more.
func (c *Service) SweepContacts(ctx context.Context, tx db.Tx) error {
	now := c.Clock.Now()
	if err := execContact(ctx, tx, `DELETE FROM contact_change WHERE expires_at <= $1`, int64(now)); err != nil {
		return err
	}
	return sweepReplaced(ctx, tx, now.Add(-notice.NotMeFor))
}

func execContact(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.Do(ctx, "changing contact details", query, args...)
}
