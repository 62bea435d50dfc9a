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
	if err := tx.Row(ctx, `SELECT id FROM message WHERE event = $1`, event).Scan(&id); err != nil {
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

type row struct {
	ID        string `bun:"id,pk"`
	UserID    string
	Channel   string
	Recipient string
	Kind      string
	Language  string
	Data      string
	Event     string
	Secret    string
	NotMe     string
	ExpiresAt int64
	CreatedAt int64
}

// message is the row's message, with its secrets opened.
func (o *Outbox) message(r row) (Message, error) {
	m := Message{
		ID: r.ID, UserID: r.UserID, Channel: Channel(r.Channel), Recipient: r.Recipient, Kind: Kind(r.Kind),
		Language: r.Language, Event: r.Event, Secret: r.Secret, NotMe: r.NotMe,
		ExpiresAt: clock.Instant(r.ExpiresAt), CreatedAt: clock.Instant(r.CreatedAt),
	}
	if err := json.Unmarshal([]byte(r.Data), &m.Data); err != nil {
		return m, fmt.Errorf("reading message %s: %w", r.ID, err)
	}
	return o.opened(m)
}

// Latest returns at most limit messages, newest first, with their secrets if they are still stored.
func (o *Outbox) Latest(ctx context.Context, tx db.Reader, limit int64) ([]Message, error) {
	var rows []row
	err := tx.NewSelect().Model(&rows).ModelTableExpr("message AS row").OrderExpr("id DESC").Limit(limit).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing messages: %w", err)
	}
	messages := make([]Message, len(rows))
	for i, r := range rows {
		if messages[i], err = o.message(r); err != nil {
			return nil, err
		}
	}
	return messages, nil
}

// Get returns a message, with its secrets if they are still stored; sql.ErrNoRows if there is none with that
// id.
func (o *Outbox) Get(ctx context.Context, tx db.Reader, id string) (Message, error) {
	var r row
	if err := tx.NewSelect().Model(&r).ModelTableExpr("message AS row").Where("id = ?", id).Scan(ctx); err != nil {
		return Message{}, fmt.Errorf("loading message: %w", err)
	}
	return o.message(r)
}
