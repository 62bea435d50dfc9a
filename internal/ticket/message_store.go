package ticket

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"latchkey/internal/db"
)

const messageColumns = `id, ticket_id, at, author_kind, author_id, author_name, proven, source, body, internal <> 0, event,
	redacted_at, redacted_by`

func scanMessage(row scanner) (m Message, err error) {
	return m, row.Scan(m.fields()...)
}

// fields is where the columns of a message go.
func (m *Message) fields() []any {
	return []any{
		&m.ID, &m.TicketID, &m.At, &m.Author, &m.AuthorID, &m.AuthorName, &m.Proven, &m.Source, &m.Body, &m.Internal, &m.Event,
		&m.Redacted, &m.RedactedBy,
	}
}

func foundMessage(m Message, err error) (Message, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return Message{}, ErrNotFound
	}
	if err != nil {
		return Message{}, fmt.Errorf("loading a ticket's message: %w", err)
	}
	return m, nil
}

func insertMessage(ctx context.Context, tx db.Tx, m Message) (added bool, err error) {
	none := errors.New("was added before")
	err = tx.DoOne(ctx, "adding a ticket's message", none, `INSERT INTO ticket_message
		(id, ticket_id, at, author_kind, author_id, author_name, proven, source, body, internal, event, once_key)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (once_key) DO NOTHING`,
		m.ID, m.TicketID, int64(m.At), string(m.Author), m.AuthorID, m.AuthorName, string(m.Proven), string(m.Source), m.Body,
		number(m.Internal), string(m.Event), orNull(m.Once))
	if errors.Is(err, none) {
		return false, nil
	}
	return err == nil, err
}

func messageByOnce(ctx context.Context, tx db.Reader, once string) (Message, error) {
	return foundMessage(scanMessage(tx.Row(ctx, `SELECT `+messageColumns+` FROM ticket_message WHERE once_key = $1`, once)))
}

func messageByID(ctx context.Context, tx db.Reader, id string) (Message, error) {
	return foundMessage(scanMessage(tx.Row(ctx, `SELECT `+messageColumns+` FROM ticket_message WHERE id = $1`, id)))
}

// thread reads upwards after a message, otherwise downwards from the newest, and returns the oldest first.
func thread(ctx context.Context, tx db.Reader, ticketID string, p Part) (all []Message, err error) {
	order := `SELECT ` + messageColumns + ` FROM ticket_message WHERE ticket_id = $1 AND id > $2 AND ($3 = '' OR id < $3)
		AND internal <= $4 ORDER BY id DESC LIMIT $5`
	if p.After != "" {
		order = `SELECT ` + messageColumns + ` FROM ticket_message WHERE ticket_id = $1 AND id > $2 AND ($3 = '' OR id < $3)
			AND internal <= $4 ORDER BY id LIMIT $5`
	}
	rows, err := tx.Rows(ctx, order, ticketID, p.After, p.Before, number(p.Notes), p.Limit)
	if err != nil {
		return nil, fmt.Errorf("loading a ticket's messages: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		m, err := scanMessage(rows)
		if err != nil {
			return nil, fmt.Errorf("loading a ticket's messages: %w", err)
		}
		all = append(all, m)
	}
	if p.After == "" {
		slices.Reverse(all)
	}
	return all, rows.Err()
}

// Redact takes the text of a message away, for ever.
func (ts *Tickets) Redact(ctx context.Context, tx db.Tx, messageID, staffID string) error {
	return tx.DoOne(ctx, "redacting a ticket's message", ErrNotFound, `UPDATE ticket_message SET body = '', redacted_at = $1, redacted_by = $2
		WHERE id = $3 AND redacted_at = 0`, at(ts.Clock.Now()), staffID, messageID)
}

// Posted is a message with its ticket, as a mail tells of it.
type Posted struct {
	Number, Subject string
	Message         Message
}

// Posted returns a message for a mail; [ErrNotFound] for one that there is not, and for a note of staff, which no mail
// ever carries. It is read when the mail is written, so that what was redacted until then is not sent.
func (ts *Tickets) Posted(ctx context.Context, tx db.Reader, messageID string) (p Posted, err error) {
	if p.Message, err = messageByID(ctx, tx, messageID); err != nil {
		return Posted{}, err
	}
	if p.Message.Internal {
		return Posted{}, ErrNotFound
	}
	t, err := ts.ByID(ctx, tx, p.Message.TicketID)
	p.Number, p.Subject = t.Number, t.Subject
	return p, err
}

// WithTicket is a message with its ticket.
type WithTicket struct {
	Ticket  Ticket
	Message Message
	First   bool // of the ticket
}

// Newest returns at most limit messages of all tickets before the one with the id before, the newest first; "" begins with
// the newest of all.
func (ts *Tickets) Newest(ctx context.Context, tx db.Reader, before string, limit int) (all []WithTicket, err error) {
	if before == "" {
		before = "g" // which comes after every id, as any database sorts
	}
	rows, err := tx.Rows(ctx, `SELECT `+ofTicket+`, m.id, m.ticket_id, m.at, m.author_kind, m.author_id, m.author_name, m.proven, m.source,
		m.body, m.internal <> 0, m.event, m.redacted_at, m.redacted_by,
		m.id = (SELECT MIN(x.id) FROM ticket_message AS x WHERE x.ticket_id = m.ticket_id)
		FROM ticket_message AS m JOIN ticket AS t ON t.id = m.ticket_id WHERE m.id < $1 ORDER BY m.id DESC LIMIT $2`, before, limit)
	if err != nil {
		return nil, fmt.Errorf("listing messages of tickets: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var w WithTicket
		if err := rows.Scan(append(append(w.Ticket.fields(), w.Message.fields()...), &w.First)...); err != nil {
			return nil, fmt.Errorf("listing messages of tickets: %w", err)
		}
		all = append(all, w)
	}
	return all, rows.Err()
}

// MarkRead records how far somebody has read. What they have read before stays read.
func (ts *Tickets) MarkRead(ctx context.Context, tx db.Tx, ticketID, userID, messageID string) error {
	return tx.Do(ctx, "marking a ticket as read", `INSERT INTO ticket_read (ticket_id, user_id, message_id) VALUES ($1, $2, $3)
		ON CONFLICT (ticket_id, user_id) DO UPDATE SET message_id = excluded.message_id WHERE ticket_read.message_id < excluded.message_id`,
		ticketID, userID, messageID)
}

// ReadTo returns the id of the last message that somebody has read; "" for none.
func (ts *Tickets) ReadTo(ctx context.Context, tx db.Reader, ticketID, userID string) (messageID string, err error) {
	err = tx.Row(ctx, `SELECT message_id FROM ticket_read WHERE ticket_id = $1 AND user_id = $2`, ticketID, userID).Scan(&messageID)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("loading a ticket: %w", err)
	}
	return messageID, nil
}
