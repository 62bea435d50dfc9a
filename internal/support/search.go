package support

import (
	"context"
	"strings"

	"latchkey/internal/db"
	"latchkey/internal/markdown"
	"latchkey/internal/search"
	"latchkey/internal/ticket"
)

// messageDocument is how a ticket is found by what somebody wrote in it. A note leads only staff there.
func messageDocument(t ticket.Ticket, m ticket.Message) search.Document {
	return search.Document{
		Kind: search.Ticket, ID: m.ID, Of: t.Number, Account: t.AccountID, Internal: m.Internal,
		Title: t.Subject, Text: markdown.Text(m.Body), At: m.At,
	}
}

// index has a ticket be found by a message of it.
func (s *Service) index(ctx context.Context, tx db.Tx, t ticket.Ticket, m ticket.Message) error {
	if m.Body == "" { // of an event, or redacted
		return search.Put(ctx, tx, t.Document())
	}
	return search.Put(ctx, tx, t.Document(), messageDocument(t, m))
}

// indexed is how many messages are read at once.
const indexed = 200

// indexAll does so for every message of a ticket, after something changed about all of them. What was redacted is not found
// any more.
func (s *Service) indexAll(ctx context.Context, tx db.Tx, t ticket.Ticket) error {
	if err := search.Put(ctx, tx, t.Document()); err != nil {
		return err
	}
	for after := "-"; ; { // before every id
		messages, err := s.Tickets.Thread(ctx, tx, t.ID, ticket.Part{After: after, Notes: true, Limit: indexed})
		if err != nil {
			return err
		}
		for _, m := range messages {
			after = m.ID
			if m.Body == "" {
				err = search.Delete(ctx, tx, search.Ticket, m.ID)
			} else {
				err = search.Put(ctx, tx, messageDocument(t, m))
			}
			if err != nil {
				return err
			}
		}
		if len(messages) < indexed {
			return nil
		}
	}
}

// ofTickets marks the second part of a feed, which is the tickets after all messages.
const ofTickets = "ticket "

// Feed is the [search.Feeder] of tickets.
func (s *Service) Feed(ctx context.Context, tx db.Reader, before string, limit int) (all []search.Document, next string, err error) {
	if id, tickets := strings.CutPrefix(before, ofTickets); tickets {
		found, err := s.Tickets.Newest(ctx, tx, id, limit)
		for _, t := range found {
			all = append(all, t.Document())
		}
		if all, next, err = search.Fed(all, limit, err); next != "" {
			next = ofTickets + next
		}
		return all, next, err
	}
	messages, of, err := s.Tickets.NewestMessages(ctx, tx, before, limit)
	for _, m := range messages {
		if m.Body != "" {
			all = append(all, messageDocument(of[m.TicketID], m))
		}
		next = m.ID
	}
	if len(messages) < limit {
		next = ofTickets
	}
	return all, next, err
}
