package contact

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// openDispute stores a dispute, or moves one back that is under way to an older change. What staff meant to end it with is
// given up: they decided before this was said.
func openDispute(ctx context.Context, tx db.Tx, userID string, since clock.Instant) error {
	err := exec(ctx, tx, `INSERT INTO dispute (user_id, since) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING`, userID, int64(since))
	if err != nil {
		return err
	}
	return exec(ctx, tx, `UPDATE dispute SET since = $1 WHERE user_id = $2 AND since > $1`, int64(since), userID)
}

func closeDispute(ctx context.Context, tx db.Tx, userID string) error {
	return exec(ctx, tx, `DELETE FROM dispute WHERE user_id = $1`, userID)
}

// disputeOf returns ErrSettled if nothing of the person's is in dispute.
func disputeOf(ctx context.Context, tx db.Reader, userID string) (d Dispute, err error) {
	x := &d.Decision
	err = tx.Row(ctx, `SELECT since, outcome, kind, value, decided_by, decided_at, due_at FROM dispute WHERE user_id = $1`, userID).
		Scan(&d.Since, &x.Outcome, &x.Kind, &x.Value, &x.By, &x.At, &x.DueAt)
	if errors.Is(err, sql.ErrNoRows) {
		return d, ErrSettled
	}
	if err != nil {
		return d, fmt.Errorf("loading dispute: %w", err)
	}
	return d, nil
}

// decide stores how a dispute is to end; ErrDecided where somebody has said so already.
func decide(ctx context.Context, tx db.Tx, userID string, x Decision) error {
	return tx.DoOne(ctx, "deciding a dispute", ErrDecided, `UPDATE dispute
		SET outcome = $1, kind = $2, value = $3, decided_by = $4, decided_at = $5, due_at = $6 WHERE user_id = $7 AND decided_at = 0`,
		string(x.Outcome), string(x.Kind), x.Value, x.By, int64(x.At), int64(x.DueAt), userID)
}

// undecide takes a decision back.
func undecide(ctx context.Context, tx db.Tx, userID string) error {
	return exec(ctx, tx, `UPDATE dispute SET outcome = '', kind = '', value = '', decided_by = '', decided_at = 0, due_at = 0
		WHERE user_id = $1`, userID)
}

func undecideAll(ctx context.Context, tx db.Tx) error {
	return exec(ctx, tx, `UPDATE dispute SET outcome = '', kind = '', value = '', decided_by = '', decided_at = 0, due_at = 0`)
}

// dueDisputes is whose disputes end by now without a second person.
func dueDisputes(ctx context.Context, tx db.Reader, now clock.Instant) (ids []string, err error) {
	rows, err := tx.Rows(ctx, `SELECT user_id FROM dispute WHERE due_at > 0 AND due_at <= $1 ORDER BY due_at, user_id`, int64(now))
	if err != nil {
		return nil, fmt.Errorf("listing disputes: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("listing disputes: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
