package notice

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

func insertNotMe(ctx context.Context, tx db.Tx, hash string, n NotMe, now, until clock.Instant) error {
	return exec(ctx, tx, `INSERT INTO not_me (hash, user_id, kind, told, ref, mailed_to, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		hash, n.UserID, string(n.Kind), string(n.Told), n.Ref, n.MailedTo, int64(now), int64(until))
}

func loadNotMe(ctx context.Context, tx db.Reader, hash string, now clock.Instant) (NotMe, error) {
	var n NotMe
	var used clock.Instant
	err := tx.Row(ctx, `SELECT user_id, kind, told, ref, mailed_to, created_at, used_at FROM not_me
		WHERE hash = $1 AND expires_at > $2 AND created_at <= $3`, hash, int64(now), int64(now.Add(clock.Ahead))).
		Scan(&n.UserID, &n.Kind, &n.Told, &n.Ref, &n.MailedTo, &n.At, &used)
	if errors.Is(err, sql.ErrNoRows) {
		return n, ErrNoLink
	}
	if err != nil {
		return n, fmt.Errorf("loading link: %w", err)
	}
	n.Used = !used.IsZero()
	return n, nil
}

func useNotMe(ctx context.Context, tx db.Tx, hash string, now clock.Instant) error {
	return exec(ctx, tx, `UPDATE not_me SET used_at = $1 WHERE hash = $2`, int64(now), hash)
}

// DropNotMe deletes a person's links of a kind.
func (ns *Notices) DropNotMe(ctx context.Context, tx db.Tx, userID string, kind NotMeKind) error {
	return exec(ctx, tx, `DELETE FROM not_me WHERE user_id = $1 AND kind = $2`, userID, string(kind))
}

// NotMeTooLate changes the unused links about something that can't be stopped any more, such as a finished
// recovery case: from now on they do what [NotMeMethod] does, because somebody is inside.
func (ns *Notices) NotMeTooLate(ctx context.Context, tx db.Tx, ref string) error {
	return exec(ctx, tx, `UPDATE not_me SET kind = $1, ref = '' WHERE ref = $2 AND ref <> '' AND used_at = 0`, string(NotMeMethod), ref)
}

const changing = "changing notices" // begins what an error says

func exec(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.Do(ctx, changing, query, args...)
}

// Restored ends every "This wasn't me" link: the database was put back, and those that were used since are there again.
func (ns *Notices) Restored(ctx context.Context, tx db.Tx) error {
	return exec(ctx, tx, `DELETE FROM not_me`)
}
