package message

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// SentMessage is a message to a person, as staff see it. It holds nothing of the message's content.
type SentMessage struct {
	ID        string
	Channel   Channel
	Recipient string
	Kind      Kind
	CreatedAt clock.Instant
	Delivery
}

// Again reports whether staff may send the message once more: one that was sent by mail, and has neither a code nor a link
// that does something.
func (m SentMessage) Again() bool {
	return m.Channel == Email && (m.State == Sent || m.State == Delivered || m.State == Read) && !m.Kind.Coded() && !m.Kind.Linked()
}

// SentTo returns at most limit messages to a person behind the one with the id before, the newest first; "" begins with the
// newest.
func (o *Outbox) SentTo(ctx context.Context, tx db.Reader, userID, before string, limit int) ([]SentMessage, error) {
	rows, err := tx.Rows(ctx, `SELECT id, channel, recipient, kind, created_at, state, reason FROM message
		WHERE user_id = $1 AND (id < $2 OR $2 = '') ORDER BY id DESC LIMIT $3`, userID, before, limit)
	if err != nil {
		return nil, fmt.Errorf("listing a person's messages: %w", err)
	}
	defer rows.Close()
	var list []SentMessage
	for rows.Next() {
		var m SentMessage
		if err := rows.Scan(&m.ID, &m.Channel, &m.Recipient, &m.Kind, &m.CreatedAt, &m.State, &m.Reason); err != nil {
			return nil, fmt.Errorf("listing a person's messages: %w", err)
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// SendAgain sends a message to a person once more, to the address that it went to, which must be theirs still. It returns
// [ErrNotStuck] unless [SentMessage.Again]. A link that came with it is not sent again.
func (o *Outbox) SendAgain(ctx context.Context, tx db.Tx, userID, email, id string) error {
	now := o.Clock.Now()
	var m SentMessage
	err := tx.Row(ctx, `SELECT id, channel, recipient, kind, created_at, state, reason FROM message WHERE id = $1 AND user_id = $2`,
		id, userID).Scan(&m.ID, &m.Channel, &m.Recipient, &m.Kind, &m.CreatedAt, &m.State, &m.Reason)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (!m.Again() || m.Recipient != email) {
		return ErrNotStuck
	}
	if err != nil {
		return fmt.Errorf("sending a message once more: %w", err)
	}
	if o.Demo { // nobody sends it: the mailbox shows another one
		return o.addAgain(ctx, tx, id)
	}
	err = tx.DoOne(ctx, "sending a message once more", ErrNotStuck, `UPDATE message SET state = 'queued', reason = '', detail = '', tries = 0,
			due_at = $1, retried_at = $1, settled_at = 0, handed_at = 0, leased_until = 0, lease = '', taken_as = '', secret = '', not_me = ''
		WHERE id = $2 AND state IN ('sent', 'delivered', 'read')`, int64(now), id)
	if err == nil {
		o.wake(m.Channel)
	}
	return err
}

// addAgain adds a message like one that there is, without what could be used a second time.
func (o *Outbox) addAgain(ctx context.Context, tx db.Tx, id string) error {
	m, err := o.read(tx.Row(ctx, `SELECT `+columns+` FROM message WHERE id = $1`, id))
	if err != nil {
		return err
	}
	m.Event, m.Secret, m.NotMe = "", "", ""
	return o.Add(ctx, tx, m)
}

// GiveUp ends what waits for somebody who is removed and carries a code or a link, and takes the "This wasn't me" links
// out of the rest: there is nothing left for them to open.
func (o *Outbox) GiveUp(ctx context.Context, tx db.Tx, userID string) error {
	err := tx.Do(ctx, "giving messages up", `UPDATE message SET state = 'expired', secret = '', not_me = '', lease = '', leased_until = 0,
		settled_at = $1 WHERE user_id = $2 AND state IN ('queued', 'held') AND secret <> '' AND handed_at = 0`, int64(o.Clock.Now()), userID)
	if err != nil {
		return err
	}
	return tx.Do(ctx, "giving messages up", `UPDATE message SET not_me = '' WHERE user_id = $1 AND not_me <> ''`, userID)
}
