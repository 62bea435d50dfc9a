package message

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// sentLately counts the notices of m's kind that this person got at this address lately, and says when the last was due.
func sentLately(ctx context.Context, tx db.Reader, m Message, now clock.Instant) (count int, last clock.Instant, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*), COALESCE(MAX(due_at), 0) FROM message WHERE recipient = $1 AND kind = $2 AND created_at > $3
		AND created_at <= $4 AND channel = $5 AND user_id = $6`, m.Recipient, string(m.Kind), int64(now.Add(-gatherDay)),
		int64(now.Add(clock.Ahead)), string(m.Channel), m.UserID).Scan(&count, &last)
	if err != nil {
		return 0, 0, fmt.Errorf("counting notices: %w", err)
	}
	return count, last, nil
}

// gathering are the notices of m's kind that wait to be gathered. One that a worker has, or that was tried already, tells what
// it tells.
func (o *Outbox) gathering(ctx context.Context, tx db.Reader, m Message, now clock.Instant) (all []Message, err error) {
	rows, err := tx.Rows(ctx, `SELECT `+columns+` FROM message WHERE recipient = $1 AND kind = $3 AND channel = $4 AND user_id = $5
		AND secret = '' AND due_at > $2 AND tries = 0 AND `+free("$2")+` ORDER BY id LIMIT `+mostGathering,
		m.Recipient, int64(now), string(m.Kind), string(m.Channel), m.UserID)
	if err != nil {
		return nil, fmt.Errorf("looking for notices that wait: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		waiting, err := o.read(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, waiting)
	}
	return all, rows.Err()
}

// mostGathering is among how many notices that wait the one is looked for that a further one joins.
const mostGathering = `50`

func rewrite(ctx context.Context, tx db.Tx, m Message, facts string) error {
	return tx.Do(ctx, "gathering notices", `UPDATE message SET data = $1, not_me = $2, language = $3 WHERE id = $4`,
		facts, m.NotMe, m.Language, m.ID)
}

// toldOf is the id of an event's message; "" if it has none.
func toldOf(ctx context.Context, tx db.Reader, event string) (id string, err error) {
	if event == "" {
		return "", nil
	}
	err = tx.Row(ctx, `SELECT id FROM message WHERE event = $1 AND event <> ''`, event).Scan(&id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("finding message of an event: %w", err)
	}
	return id, nil
}
