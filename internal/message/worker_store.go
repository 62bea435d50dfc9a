package message

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

func anyDue(ctx context.Context, tx db.Tx, c Channel, now clock.Instant) (due bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM message
		WHERE state = 'queued' AND channel = $1 AND due_at <= $2 AND leased_until <= $2)`, string(c), int64(now)).Scan(&due)
	if err != nil {
		return false, fmt.Errorf("looking for due messages: %w", err)
	}
	return due, nil
}

// settle ends the way of messages that must not be sent any more: those that were being
// handed over when their process died, expired ones, and those tried for too long.
func settle(ctx context.Context, tx db.Tx, now clock.Instant) error {
	for _, q := range []struct {
		sql  string
		args []any
	}{
		{`UPDATE message SET state = 'failed', reason = 'unsure', lease = '', settled_at = $1
			WHERE state = 'queued' AND leased_until <= $1 AND handed_at <> 0`, []any{int64(now)}},
		{`UPDATE message SET state = 'expired', secret = '', not_me = '', lease = '', settled_at = $1
			WHERE state = 'queued' AND leased_until <= $1 AND expires_at <> 0 AND expires_at <= $1`, []any{int64(now)}},
		{`UPDATE message SET state = 'failed', reason = 'too_late', lease = '', settled_at = $1
			WHERE state = 'queued' AND leased_until <= $1 AND created_at <= $2 AND retried_at <= $2`, []any{int64(now), int64(now.Add(-giveUp))}},
	} {
		if _, err := tx.Exec(ctx, q.sql, q.args...); err != nil {
			return fmt.Errorf("settling messages: %w", err)
		}
	}
	return nil
}

// take leases the most urgent due message: what expires comes before what does not.
func (o *Outbox) take(ctx context.Context, tx db.Tx, c Channel, now clock.Instant) (j job, found bool, err error) {
	j.lease = rand.Text()
	var id string
	err = tx.Row(ctx, `UPDATE message SET lease = $1, leased_until = $2, tries = tries + 1
		WHERE id = (SELECT id FROM message
			WHERE state = 'queued' AND channel = $3 AND due_at <= $4 AND leased_until <= $4
			ORDER BY CASE WHEN expires_at = 0 THEN 1 ELSE 0 END, due_at, id LIMIT 1)
		RETURNING id, tries`, j.lease, int64(now.Add(leaseTime)), string(c), int64(now)).Scan(&id, &j.tries)
	if errors.Is(err, sql.ErrNoRows) {
		return job{}, false, nil
	}
	if err != nil {
		return job{}, false, fmt.Errorf("taking a message: %w", err)
	}
	j.Message, err = o.Get(ctx, tx, id)
	return j, err == nil, err
}

// handing marks the message as perhaps taken from now on; errLost if it must not be
// sent: somebody else holds it, it has expired, or its way has ended.
func handing(ctx context.Context, tx db.Tx, j job, now clock.Instant) error {
	result, err := tx.Exec(ctx, `UPDATE message SET handed_at = $1
		WHERE id = $2 AND lease = $3 AND state = 'queued' AND leased_until > $1 AND (expires_at = 0 OR expires_at > $1)`,
		int64(now), j.ID, j.lease)
	if err != nil {
		return fmt.Errorf("marking message: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, errLost)
	}
	return nil
}

// taken writes down that the server has it; WhatsApp may have told more already.
func taken(ctx context.Context, tx db.Tx, j job, takenAs string) error {
	_, err := tx.Exec(ctx, `UPDATE message SET state = CASE WHEN state = 'queued' THEN 'sent' ELSE state END,
		reason = CASE WHEN state = 'queued' THEN '' ELSE reason END, detail = CASE WHEN state = 'queued' THEN '' ELSE detail END,
		taken_as = $1, secret = '', not_me = '', lease = '', leased_until = 0 WHERE id = $2 AND lease = $3`, takenAs, j.ID, j.lease)
	if err != nil {
		return fmt.Errorf("marking message as sent: %w", err)
	}
	return nil
}

func fail(ctx context.Context, tx db.Tx, j job, r Reason, detail string, now clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE message SET state = 'failed', reason = $1, detail = $2, settled_at = $3, lease = '', leased_until = 0
		WHERE id = $4 AND lease = $5 AND state = 'queued'`, string(r), detail, int64(now), j.ID, j.lease)
	if err != nil {
		return fmt.Errorf("marking message as failed: %w", err)
	}
	return nil
}

func again(ctx context.Context, tx db.Tx, j job, r Reason, detail string, due clock.Instant) error {
	_, err := tx.Exec(ctx, `UPDATE message SET reason = $1, detail = $2, due_at = $3, handed_at = 0, leased_until = 0, lease = ''
		WHERE id = $4 AND lease = $5 AND state = 'queued'`, string(r), detail, int64(due), j.ID, j.lease)
	if err != nil {
		return fmt.Errorf("putting message back: %w", err)
	}
	return nil
}
