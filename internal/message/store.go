package message

import (
	"context"
	"encoding/json"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

const email = "email"

func insert(ctx context.Context, tx db.Tx, m Message, facts string) error {
	_, err := tx.Exec(ctx, `INSERT INTO message (id, user_id, channel, recipient, kind, language, data, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		m.ID, m.UserID, email, m.Recipient, string(m.Kind), m.Language, facts, int64(m.CreatedAt))
	if err != nil {
		return fmt.Errorf("writing message: %w", err)
	}
	return nil
}

type row struct {
	ID        string `bun:"id,pk"`
	UserID    string
	Channel   string
	Recipient string
	Kind      string
	Language  string
	Data      string
	CreatedAt int64
}

func (r row) message() (Message, error) {
	m := Message{
		ID: r.ID, UserID: r.UserID, Recipient: r.Recipient, Kind: Kind(r.Kind),
		Language: r.Language, CreatedAt: clock.Instant(r.CreatedAt),
	}
	if err := json.Unmarshal([]byte(r.Data), &m.Facts); err != nil {
		return m, fmt.Errorf("reading message %s: %w", r.ID, err)
	}
	return m, nil
}

// Latest lists the newest messages first, at most limit of them.
func (o *Outbox) Latest(ctx context.Context, tx db.Tx, limit int64) ([]Message, error) {
	var rows []row
	err := tx.NewSelect().Model(&rows).ModelTableExpr("message AS row").OrderExpr("id DESC").Limit(limit).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing messages: %w", err)
	}
	messages := make([]Message, len(rows))
	for i, r := range rows {
		if messages[i], err = r.message(); err != nil {
			return nil, err
		}
	}
	return messages, nil
}

// Get is one message; sql.ErrNoRows where there is none by that id.
func (o *Outbox) Get(ctx context.Context, tx db.Tx, id string) (Message, error) {
	var r row
	if err := tx.NewSelect().Model(&r).ModelTableExpr("message AS row").Where("id = ?", id).Scan(ctx); err != nil {
		return Message{}, fmt.Errorf("loading message: %w", err)
	}
	return r.message()
}
