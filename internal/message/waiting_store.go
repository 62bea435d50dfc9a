package message

import (
	"context"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Waiting is how many messages stand in a state in which they have not left, and since when the oldest of them is there.
type Waiting struct {
	State  State
	Count  int64
	Oldest clock.Instant // 0 if there is none
}

// Waiting returns how many messages wait to be sent, are held, and failed.
func (o *Outbox) Waiting(ctx context.Context, tx db.Reader) ([]Waiting, error) {
	all := []Waiting{{State: Queued}, {State: OnHold}, {State: Failed}}
	err := tx.Row(ctx, `SELECT COUNT(*), COALESCE(MIN(created_at), 0) FROM message WHERE state = 'queued'`).Scan(&all[0].Count, &all[0].Oldest)
	if err == nil {
		err = tx.Row(ctx, `SELECT COUNT(*), COALESCE(MIN(created_at), 0) FROM message WHERE state = 'held'`).Scan(&all[1].Count, &all[1].Oldest)
	}
	if err == nil {
		err = tx.Row(ctx, `SELECT COUNT(*), COALESCE(MIN(created_at), 0) FROM message WHERE state = 'failed'`).Scan(&all[2].Count, &all[2].Oldest)
	}
	if err != nil {
		return nil, fmt.Errorf("counting messages that wait: %w", err)
	}
	return all, nil
}
