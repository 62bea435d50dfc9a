package message

import (
	"context"
	"encoding/json"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// insert adds m, whose secrets are sealed, unless its event has a message already.
func insert(ctx context.Context, tx db.Tx, m Message, facts string, s State, due clock.Instant) (added bool, err error) {
	result, err := tx.Exec(ctx, `INSERT INTO message
		(id, user_id, channel, recipient, kind, language, data, created_at, event, secret, not_me, expires_at, state, due_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING`,
		m.ID, m.UserID, string(m.Channel), m.Recipient, string(m.Kind), m.Language, facts, int64(m.CreatedAt),
		m.Event, m.Secret, m.NotMe, int64(m.ExpiresAt), string(s), int64(due))
	if err != nil {
		return false, fmt.Errorf("writing message: %w", err)
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

func byEvent(ctx context.Context, tx db.Reader, event string) (id string, err error) {
	if err := tx.Row(ctx, `SELECT id FROM message WHERE event = $1 AND event <> ''`, event).Scan(&id); err != nil {
		return "", fmt.Errorf("finding message of an event: %w", err)
	}
	return id, nil
}

// State returns what became of a message; sql.ErrNoRows if there is none with that id.
func (o *Outbox) State(ctx context.Context, tx db.Reader, id string) (Delivery, error) {
	var d Delivery
	if err := tx.Row(ctx, `SELECT state, reason FROM message WHERE id = $1`, id).Scan(&d.State, &d.Reason); err != nil {
		return Delivery{}, fmt.Errorf("loading message's state: %w", err)
	}
	return d, nil
}

const columns = `id, user_id, channel, recipient, kind, language, data, event, secret, not_me, expires_at, created_at`

// read reads a row of columns, with its secrets opened.
func (o *Outbox) read(row interface{ Scan(dest ...any) error }) (m Message, err error) {
	var facts string
	err = row.Scan(&m.ID, &m.UserID, &m.Channel, &m.Recipient, &m.Kind, &m.Language, &facts, &m.Event, &m.Secret, &m.NotMe,
		&m.ExpiresAt, &m.CreatedAt)
	if err != nil {
		return m, fmt.Errorf("loading message: %w", err)
	}
	if err := json.Unmarshal([]byte(facts), &m.Data); err != nil {
		return m, fmt.Errorf("reading message %s: %w", m.ID, err)
	}
	return o.opened(m)
}

// Latest returns at most limit messages, newest first, with their secrets if they are still stored.
func (o *Outbox) Latest(ctx context.Context, tx db.Reader, limit int64) ([]Message, error) {
	rows, err := tx.Rows(ctx, `SELECT `+columns+` FROM message ORDER BY id DESC LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("listing messages: %w", err)
	}
	defer rows.Close()
	var messages []Message
	for rows.Next() {
		m, err := o.read(rows)
		if err != nil {
			return nil, err
		}
		messages = append(messages, m)
	}
	return messages, rows.Err()
}

// Get returns a message, with its secrets if they are still stored; sql.ErrNoRows if there is none with that
// id.
func (o *Outbox) Get(ctx context.Context, tx db.Reader, id string) (Message, error) {
	return o.read(tx.Row(ctx, `SELECT `+columns+` FROM message WHERE id = $1`, id))
}
