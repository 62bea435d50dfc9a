package message

import (
	"context"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// storeStatus writes down what WhatsApp tells of a message, by our id or by its own. What
// is told late changes nothing: read outdoes delivered, delivered outdoes failed, and failed outdoes sent.
func storeStatus(ctx context.Context, tx db.Tx, s status, state State, r Reason, detail string, now clock.Instant) error {
	before := map[State]string{
		Sent:      `(state = 'queued' OR state = 'failed' AND reason = 'unsure')`,
		Failed:    `(state IN ('queued', 'sent') OR state = 'failed' AND reason = 'unsure')`,
		Delivered: `state IN ('queued', 'sent', 'failed')`,
		Read:      `state IN ('queued', 'sent', 'failed', 'delivered')`,
	}[state]
	_, err := tx.Exec(ctx, `UPDATE message SET state = $1, reason = $2, detail = $3, settled_at = $4, secret = '', not_me = '',
			taken_as = CASE WHEN taken_as = '' THEN $5 ELSE taken_as END
		WHERE channel = 'whatsapp' AND handed_at <> 0 AND (id = $6 OR taken_as = $5 AND taken_as <> '') AND `+before,
		string(state), string(r), detail, int64(now), s.ID, s.Callback)
	if err != nil {
		return fmt.Errorf("writing down what became of a message: %w", err)
	}
	return nil
}
