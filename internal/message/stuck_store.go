package message

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// ErrNotStuck refuses to send a message again that was sent, that has expired or that does not exist.
var ErrNotStuck = errors.New("the message can't be sent again")

// Stuck returns the messages of the last week that have failed or wait for long, newest first, at most 200.
func (o *Outbox) Stuck(ctx context.Context, tx db.Reader) ([]StuckMessage, error) {
	now := o.Clock.Now()
	rows, err := tx.Rows(ctx, `SELECT id, user_id, channel, recipient, kind, created_at, state, reason, detail, tries, expires_at, taken_as
		FROM message WHERE (state = 'failed' OR state = 'queued') AND (state = 'failed' AND created_at > $1
			OR state = 'queued' AND (retried_at > 0 OR created_at <= $2 AND (tries > 0 OR due_at <= $2)))
		ORDER BY created_at DESC, id DESC LIMIT 200`, int64(now.Add(-listStuckFor)), int64(now.Add(-stuckAfter)))
	if err != nil {
		return nil, fmt.Errorf("listing stuck messages: %w", err)
	}
	defer rows.Close()
	var list []StuckMessage
	for rows.Next() {
		var s StuckMessage
		var expires clock.Instant
		var takenAs string
		if err := rows.Scan(&s.ID, &s.UserID, &s.Channel, &s.Recipient, &s.Kind, &s.CreatedAt, &s.State, &s.Reason, &s.Detail,
			&s.Tries, &expires, &takenAs); err != nil {
			return nil, fmt.Errorf("listing stuck messages: %w", err)
		}
		s.Ended = takenAs != "" || !expires.IsZero() && !expires.After(now)
		list = append(list, s)
	}
	return list, rows.Err()
}

// Retry sends a stuck message again, at once and for another day; [ErrNotStuck] if there is nothing to send. A
// message that failed as [Unsure] may arrive twice.
func (o *Outbox) Retry(ctx context.Context, tx db.Tx, id string) error {
	now := o.Clock.Now()
	var c Channel
	err := tx.Returning(ctx, `UPDATE message SET state = 'queued', reason = '', tries = 0, due_at = $1, retried_at = $1,
			handed_at = 0, leased_until = 0, lease = ''
		WHERE id = $2 AND leased_until <= $1 AND taken_as = '' AND (expires_at = 0 OR expires_at > $1)
			AND (state = 'failed' AND created_at > $3 OR state = 'queued')
		RETURNING channel`, int64(now), id, int64(now.Add(-keepSecretsFor))).Scan(&c)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotStuck
	}
	if err != nil {
		return fmt.Errorf("sending message again: %w", err)
	}
	o.wake(c)
	return nil
}

// Warnings returns the reasons why messages have failed since yesterday that the host should fix. A single
// address that does not exist is not one.
func (o *Outbox) Warnings(ctx context.Context, tx db.Reader) ([]Warning, error) {
	rows, err := tx.Rows(ctx, `SELECT channel, reason, MAX(detail), COUNT(*), MAX(created_at) FROM message
		WHERE created_at > $1 AND (state = 'failed' OR state = 'queued')
			AND reason NOT IN ('', 'recipient', 'unsure') GROUP BY channel, reason ORDER BY MAX(created_at) DESC`,
		int64(o.Clock.Now().Add(-giveUp)))
	if err != nil {
		return nil, fmt.Errorf("listing warnings: %w", err)
	}
	defer rows.Close()
	var list []Warning
	for rows.Next() {
		var w Warning
		if err := rows.Scan(&w.Channel, &w.Reason, &w.Detail, &w.Count, &w.LastAt); err != nil {
			return nil, fmt.Errorf("listing warnings: %w", err)
		}
		list = append(list, w)
	}
	return list, rows.Err()
}

// Sweeps delete the secrets of messages that will not be sent any more, and messages older than 90 days. Until
// then an event's message is known, so that no second one is added.
func (o *Outbox) Sweeps() []db.Sweep {
	now := o.Clock.Now()
	if o.Demo {
		return nil
	}
	return []db.Sweep{
		db.Sweeping("wiping messages", `UPDATE message SET secret = '', not_me = '' WHERE id IN (SELECT id FROM message
			WHERE (secret <> '' OR not_me <> '') AND state <> 'queued' AND expires_at > 0 AND expires_at <= $1
			ORDER BY expires_at LIMIT $2)`, int64(now)),
		db.Sweeping("wiping messages", `UPDATE message SET secret = '', not_me = '' WHERE id IN (SELECT id FROM message
			WHERE (secret <> '' OR not_me <> '') AND state <> 'queued' AND created_at <= $1
			ORDER BY created_at LIMIT $2)`, int64(now.Add(-keepSecretsFor))),
		db.Sweeping("deleting messages", `DELETE FROM message WHERE id IN (SELECT id FROM message
			WHERE state <> 'queued' AND created_at <= $1 ORDER BY created_at LIMIT $2)`, int64(now.Add(-keepFor))),
	}
}
