package factor

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/user"
)

// What stands in the tables and works, and what a person has: a suspended method does not work, but sign-in goes on asking.
const (
	works = `pending_until = 0 AND suspended_at = 0 AND removed_at = 0`
	there = `pending_until = 0 AND removed_at = 0`
)

func remove(ctx context.Context, tx db.Tx, userID, id string) error {
	if err := changeOne(ctx, tx, `DELETE FROM factor WHERE user_id = $1 AND id = $2 AND `+there, userID, id); err != nil {
		return err
	}
	return counted(ctx, tx, userID)
}

func putAside(ctx context.Context, tx db.Tx, userID, id string, now clock.Instant) error {
	err := changeOne(ctx, tx, `UPDATE factor SET removed_at = $1 WHERE user_id = $2 AND id = $3 AND `+works, int64(now), userID, id)
	if err != nil {
		return err
	}
	return counted(ctx, tx, userID)
}

func putAllAside(ctx context.Context, tx db.Tx, userID string, now clock.Instant) error {
	if err := removeAllPending(ctx, tx, userID); err != nil {
		return err
	}
	if err := exec(ctx, tx, `UPDATE factor SET removed_at = $1 WHERE user_id = $2 AND removed_at = 0`, int64(now), userID); err != nil {
		return err
	}
	if err := counted(ctx, tx, userID); err != nil {
		return err
	}
	return exec(ctx, tx, `UPDATE backup_set SET removed_at = $1 WHERE user_id = $2 AND removed_at = 0`, int64(now), userID)
}

// removeAll deletes all of a person's methods but one; "" spares none.
func removeAll(ctx context.Context, tx db.Tx, userID, but string) error {
	if err := exec(ctx, tx, `DELETE FROM factor WHERE user_id = $1 AND id <> $2`, userID, but); err != nil {
		return err
	}
	if err := counted(ctx, tx, userID); err != nil {
		return err
	}
	return exec(ctx, tx, `DELETE FROM backup_set WHERE user_id = $1`, userID)
}

func keepOldest(ctx context.Context, tx db.Tx, userID string, most int) error {
	return exec(ctx, tx, `DELETE FROM factor WHERE user_id = $1 AND removed_at > 0 AND id NOT IN
		(SELECT id FROM factor WHERE user_id = $1 AND removed_at > 0 ORDER BY created_at, id LIMIT $2)`, userID, most)
}

// bringBack ends removals that are not final. Of a mailbox, or a number, that was added again since, the older method
// stays: there is one at most.
func bringBack(ctx context.Context, tx db.Tx, userID string, after, now clock.Instant) (n int, err error) {
	err = exec(ctx, tx, `DELETE FROM factor WHERE user_id = $1 AND kind IN ('email', 'whatsapp') AND pending_until = 0 AND EXISTS
		(SELECT 1 FROM factor AS o WHERE o.user_id = factor.user_id AND o.kind = factor.kind AND o.target = factor.target
			AND o.pending_until = 0 AND (o.removed_at = 0 OR o.removed_at > $2) AND o.id < factor.id)`, userID, int64(after))
	if err != nil {
		return 0, err
	}
	n, err = count(tx.Exec(ctx, `UPDATE factor SET removed_at = 0,
			suspended_at = CASE WHEN kind = 'email' AND suspended_at = 0 THEN $1 ELSE suspended_at END
		WHERE user_id = $2 AND removed_at > $3`, int64(now), userID, int64(after)))
	if err != nil {
		return 0, err
	}
	if err := counted(ctx, tx, userID); err != nil {
		return 0, err
	}
	return n, exec(ctx, tx, `UPDATE backup_set SET removed_at = 0 WHERE user_id = $1 AND removed_at > $2`, userID, int64(after))
}

func suspend(ctx context.Context, tx db.Tx, userID string, after, now clock.Instant) (n int, err error) {
	rests, err := user.StandingOf(ctx, tx, userID)
	if err != nil {
		return 0, err
	}
	n, err = count(tx.Exec(ctx, `UPDATE factor SET suspended_at = $1
		WHERE user_id = $2 AND (created_at > $3 OR kind = 'email' AND $4 > $3) AND `+works,
		int64(now), userID, int64(after), int64(rests.EmailSince)))
	if err != nil {
		return 0, err
	}
	return n, exec(ctx, tx, `UPDATE backup_set SET suspended_at = $1
		WHERE user_id = $2 AND made_at > $3 AND suspended_at = 0 AND removed_at = 0`, int64(now), userID, int64(after))
}

func restore(ctx context.Context, tx db.Tx, userID, id string) error {
	err := changeOne(ctx, tx, `UPDATE factor SET suspended_at = 0 WHERE user_id = $1 AND id = $2 AND suspended_at > 0 AND removed_at = 0`,
		userID, id)
	if !errors.Is(err, ErrNoMethod) {
		return err
	}
	return changeOne(ctx, tx, `UPDATE backup_set SET suspended_at = 0 WHERE user_id = $1 AND id = $2 AND suspended_at > 0 AND removed_at = 0`,
		userID, id)
}

func count(result sql.Result, err error) (int, error) {
	if err != nil {
		return 0, fmt.Errorf("changing factors: %w", err)
	}
	n, err := result.RowsAffected()
	return int(n), err
}
