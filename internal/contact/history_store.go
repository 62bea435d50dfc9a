package contact

import (
	"context"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/user"

	"github.com/uptrace/bun"
)

// keepReplaced remembers what was in force until now.
func keepReplaced(ctx context.Context, tx db.Tx, userID string, kind Kind, old string, at clock.Instant) error {
	id, err := db.NewID()
	if err != nil {
		return err
	}
	return exec(ctx, tx, `INSERT INTO contact_history (id, user_id, kind, value, replaced_at) VALUES ($1, $2, $3, $4, $5)`,
		id, userID, string(kind), old, int64(at))
}

// unsettled is what a person's changes since then have replaced, the oldest first.
func unsettled(ctx context.Context, tx db.Reader, userID string, since clock.Instant) ([]Replaced, error) {
	rows, err := tx.Rows(ctx, `SELECT kind, value, replaced_at FROM contact_history
		WHERE user_id = $1 AND settled_at = 0 AND replaced_at >= $2 ORDER BY replaced_at, id`, userID, int64(since))
	if err != nil {
		return nil, fmt.Errorf("listing replaced contacts: %w", err)
	}
	defer rows.Close()
	var all []Replaced
	for rows.Next() {
		var r Replaced
		if err := rows.Scan(&r.Kind, &r.Value, &r.At); err != nil {
			return nil, fmt.Errorf("listing replaced contacts: %w", err)
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// replacedSince counts what was settled since then as well: putting back is a change too.
func replacedSince(ctx context.Context, tx db.Reader, userID string, kind Kind, since clock.Instant) (found bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM contact_history
		WHERE user_id = $1 AND kind = $2 AND (replaced_at >= $3 OR settled_at >= $3))`,
		userID, string(kind), int64(since)).Scan(&found)
	if err != nil {
		return false, fmt.Errorf("looking for a replaced contact: %w", err)
	}
	return found, nil
}

func settleReplaced(ctx context.Context, tx db.Tx, userID string, kind Kind, at clock.Instant) error {
	return exec(ctx, tx, `UPDATE contact_history SET settled_at = $1 WHERE user_id = $2 AND kind = $3 AND settled_at = 0`,
		int64(at), userID, string(kind))
}

func sweepReplaced(ctx context.Context, tx db.Tx, before clock.Instant) (taken int, err error) {
	frozen, err := user.Frozen(ctx, tx)
	if err != nil {
		return 0, err
	}
	result, err := tx.NewDelete().TableExpr("contact_history").
		Where(`id IN (SELECT id FROM contact_history WHERE replaced_at < ? AND settled_at < ? AND (settled_at > 0 OR user_id NOT IN (?))
			ORDER BY replaced_at LIMIT ?)`, int64(before), int64(before), bun.List(append(frozen, "")), db.Bite).Exec(ctx)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", changing, err)
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// EmailReplacedSince reports whether the person's address was changed, or restored, since then.
func (c *Service) EmailReplacedSince(ctx context.Context, tx db.Reader, userID string, since clock.Instant) (bool, error) {
	return replacedSince(ctx, tx, userID, Email, since)
}
