package message

import (
	"context"
	"fmt"

	"latchkey/internal/db"
)

// HoldAll holds every message that waits, and returns how many: the database was put back, so any of them may have been
// sent already. Those that carry a code or a link are given up, since what they carry was ended. The others go without
// their "This wasn't me" link, for the same reason.
func (o *Outbox) HoldAll(ctx context.Context, tx db.Tx) (held int64, err error) {
	now := int64(o.Clock.Now())
	err = tx.Do(ctx, "holding messages", `UPDATE message SET state = 'expired', secret = '', not_me = '', lease = '', leased_until = 0,
		settled_at = $1 WHERE state = 'queued' AND secret <> ''`, now)
	if err != nil {
		return 0, err
	}
	result, err := tx.Exec(ctx, `UPDATE message SET state = 'held', reason = '', detail = '', not_me = '', handed_at = 0,
		lease = '', leased_until = 0 WHERE state = 'queued'`)
	if err != nil {
		return 0, fmt.Errorf("holding messages: %w", err)
	}
	return result.RowsAffected()
}

// CountHeld returns how many messages are held.
func (o *Outbox) CountHeld(ctx context.Context, tx db.Reader) (n int, err error) {
	if err := tx.Row(ctx, `SELECT COUNT(*) FROM message WHERE state = 'held'`).Scan(&n); err != nil {
		return 0, fmt.Errorf("counting held messages: %w", err)
	}
	return n, nil
}

// SendHeld has all held messages sent, for a day from now, and returns how many.
func (o *Outbox) SendHeld(ctx context.Context, tx db.Tx) (n int64, err error) {
	return o.endHold(ctx, tx, `UPDATE message SET state = 'queued', tries = 0, due_at = $1, retried_at = $1 WHERE state = 'held'`)
}

// DropHeld gives all held messages up, and returns how many.
func (o *Outbox) DropHeld(ctx context.Context, tx db.Tx) (n int64, err error) {
	return o.endHold(ctx, tx, `UPDATE message SET state = 'expired', settled_at = $1 WHERE state = 'held'`)
}

func (o *Outbox) endHold(ctx context.Context, tx db.Tx, change string) (n int64, err error) {
	result, err := tx.Exec(ctx, change, int64(o.Clock.Now()))
	if err != nil {
		return 0, fmt.Errorf("letting held messages go: %w", err)
	}
	for c := range o.wakes {
		o.wake(c)
	}
	return result.RowsAffected()
}
