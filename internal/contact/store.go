package contact

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

func insertChange(ctx context.Context, tx db.Tx, ch Change, secret string, now clock.Instant) error {
	rests, err := user.StandingOf(ctx, tx, ch.UserID)
	if err != nil {
		return err
	}
	return exec(ctx, tx, `INSERT INTO contact_change (user_id, kind, value, secret, session_id, epoch, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (user_id, kind) DO UPDATE SET value = excluded.value, secret = excluded.secret, session_id = excluded.session_id,
			epoch = excluded.epoch, created_at = excluded.created_at, expires_at = excluded.expires_at`,
		ch.UserID, string(ch.Kind), ch.Value, secret, ch.SessionID, rests.Epoch, int64(now), int64(ch.ExpiresAt))
}

const changeColumns = `user_id, kind, value, session_id, expires_at, epoch`

// ends is when a change that waits at a time ends.
func ends(now clock.Instant) clock.Span { return now.EndsFor(ConfirmFor) }

func loadChange(ctx context.Context, tx db.Reader, kind Kind, secret string, now clock.Instant) (Change, error) {
	return changeInForce(ctx, tx, tx.Row(ctx, `SELECT `+changeColumns+` FROM contact_change
		WHERE expires_at > $1 AND expires_at <= $2 AND kind = $3 AND secret = $4`,
		int64(ends(now).After), int64(ends(now).Until), string(kind), secret))
}

func takeChange(ctx context.Context, tx db.Tx, kind Kind, secret string, now clock.Instant) (Change, error) {
	return changeInForce(ctx, tx, tx.Returning(ctx, `DELETE FROM contact_change
		WHERE expires_at > $1 AND expires_at <= $2 AND kind = $3 AND secret = $4 RETURNING `+changeColumns,
		int64(ends(now).After), int64(ends(now).Until), string(kind), secret))
}

// changeInForce is the change in a row. The epoch ends every one that was asked for before another one took effect.
func changeInForce(ctx context.Context, tx db.Reader, row db.Row) (Change, error) {
	ch, epoch, err := scanChange(row)
	if err != nil {
		return Change{}, err
	}
	rests, err := user.StandingOf(ctx, tx, ch.UserID)
	if err != nil {
		return Change{}, err
	}
	if !rests.Holds(epoch) {
		return Change{}, notice.ErrNoLink
	}
	return ch, nil
}

// takePhone takes the number that a session gave, if it is still the one that waits.
func takePhone(ctx context.Context, tx db.Tx, ch Change, now clock.Instant) (Change, error) {
	return changeInForce(ctx, tx, tx.Returning(ctx, `DELETE FROM contact_change
		WHERE expires_at > $1 AND expires_at <= $2 AND user_id = $3 AND kind = $4 AND session_id = $5 AND value = $6
		RETURNING `+changeColumns, int64(ends(now).After), int64(ends(now).Until), ch.UserID, string(Phone), ch.SessionID, ch.Value))
}

func pendingChanges(ctx context.Context, tx db.Reader, userID string, now clock.Instant) ([]Change, error) {
	rests, err := user.StandingOf(ctx, tx, userID)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Rows(ctx, `SELECT `+changeColumns+` FROM contact_change
		WHERE expires_at > $1 AND expires_at <= $2 AND user_id = $3 ORDER BY kind`,
		int64(ends(now).After), int64(ends(now).Until), userID)
	if err != nil {
		return nil, fmt.Errorf("listing contact changes: %w", err)
	}
	defer rows.Close()
	var all []Change
	for rows.Next() {
		ch, epoch, err := scanChange(rows)
		if err != nil {
			return nil, err
		}
		if rests.Holds(epoch) {
			all = append(all, ch)
		}
	}
	return all, rows.Err()
}

func scanChange(row interface{ Scan(dest ...any) error }) (ch Change, epoch int64, err error) {
	err = row.Scan(&ch.UserID, &ch.Kind, &ch.Value, &ch.SessionID, &ch.ExpiresAt, &epoch)
	if errors.Is(err, sql.ErrNoRows) {
		return ch, 0, notice.ErrNoLink
	}
	if err != nil {
		return ch, 0, fmt.Errorf("loading contact change: %w", err)
	}
	return ch, epoch, nil
}

func drop(ctx context.Context, tx db.Tx, userID string, kind Kind) error {
	return exec(ctx, tx, `DELETE FROM contact_change WHERE user_id = $1 AND kind = $2`, userID, string(kind))
}

func dropAll(ctx context.Context, tx db.Tx, userID string) error {
	return exec(ctx, tx, `DELETE FROM contact_change WHERE user_id = $1`, userID)
}

// DropFrom cancels the changes that wait and were given in one session.
func (c *Service) DropFrom(ctx context.Context, tx db.Tx, userID, sessionID string) error {
	return exec(ctx, tx, `DELETE FROM contact_change WHERE user_id = $1 AND session_id = $2`, userID, sessionID)
}

// DropFromOthers cancels the changes that wait and were given in any session but one.
func (c *Service) DropFromOthers(ctx context.Context, tx db.Tx, userID, sessionID string) error {
	return exec(ctx, tx, `DELETE FROM contact_change WHERE user_id = $1 AND session_id <> $2`, userID, sessionID)
}

// Sweeps delete changes that were not confirmed in time, and replaced values that can't be restored any more.
func (c *Service) Sweeps() []db.Sweep {
	now := c.Clock.Now()
	return []db.Sweep{
		db.Sweeping(changing, `DELETE FROM contact_change WHERE (user_id, kind) IN (SELECT user_id, kind FROM contact_change
			WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`, int64(now)),
		func(ctx context.Context, tx db.Tx) (int, error) {
			return sweepReplaced(ctx, tx, now.Add(-2*notice.NotMeFor)) // a link that was mailed a week ago looks back a week from there
		},
	}
}

const changing = "changing contact details" // begins what an error says

func exec(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.Do(ctx, changing, query, args...)
}

// Restored ends every change that waits to be confirmed, and takes every decision on a dispute back: the database was put
// back, and what was confirmed or taken back since waits in it again, to come about by itself.
func (c *Service) Restored(ctx context.Context, tx db.Tx) error {
	if err := undecideAll(ctx, tx); err != nil {
		return err
	}
	return exec(ctx, tx, `DELETE FROM contact_change`)
}
