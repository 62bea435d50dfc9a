package support

import (
	"context"

	"latchkey/internal/attachment"
	"latchkey/internal/db"
	"latchkey/internal/markdown"
	"latchkey/internal/search"
	"latchkey/internal/ticket"
)

// indexedAtOnce is how many messages of a ticket are read at once when something changes about all of them; beforeAll comes
// before the id of any.
const (
	indexedAtOnce = 200
	beforeAll     = "-"
)

// document is what is found of a message: its text, and with the first one of a ticket what names the ticket. A note is found
// by staff alone. There is none of what was only written down as having happened.
func document(t ticket.Ticket, m ticket.Message, first bool) (d search.Document, found bool) {
	d = search.Document{
		Kind: search.Ticket, ID: m.ID, Of: t.Number, Account: t.AccountID, Internal: m.Internal, Title: t.Subject,
		Text: markdown.Text(m.Body), At: m.At,
	}
	switch {
	case m.Event == ticket.Absorb: // the number of the other ticket leads here
		d.Text, d.Parts = "", []string{m.Body}
	case m.Event != "":
		return d, false
	case first && t.ByGuest():
		d.Parts = []string{t.Number, t.Guest.Email}
	case first:
		d.Parts = []string{t.Number}
	}
	return d, true
}

// index has a message be found by what is searched for.
func (s *Service) index(ctx context.Context, tx db.Tx, t ticket.Ticket, m ticket.Message, first bool) error {
	d, found := document(t, m, first)
	if !found || t.Status == ticket.Spam {
		return nil
	}
	return search.Put(ctx, tx, d)
}

// Index has a ticket that was written past this package be found: all that was said in it.
func (s *Service) Index(ctx context.Context, tx db.Tx, t ticket.Ticket) error {
	return s.indexAll(ctx, tx, t)
}

// indexAll does so for every message of a ticket, after something changed about all of them. Spam is not found.
func (s *Service) indexAll(ctx context.Context, tx db.Tx, t ticket.Ticket) error {
	if t.Status == ticket.Spam {
		return search.DeleteOf(ctx, tx, search.Ticket, t.Number)
	}
	for after := beforeAll; ; {
		part, err := s.Tickets.Thread(ctx, tx, t.ID, ticket.Part{After: after, Notes: true, Limit: indexedAtOnce})
		if err != nil {
			return err
		}
		var documents []search.Document
		for i, m := range part {
			if d, found := document(t, m, i == 0 && after == beforeAll); found {
				documents = append(documents, d)
			}
		}
		if err := search.Put(ctx, tx, documents...); err != nil || len(part) < indexedAtOnce {
			return err
		}
		after = part[len(part)-1].ID
	}
}

// Feed lists the documents of tickets for an index that is made anew, as a [search.Feeder] does.
func (s *Service) Feed(ctx context.Context, tx db.Reader, before string, limit int) (documents []search.Document, next string, err error) {
	all, err := s.Tickets.Newest(ctx, tx, before, limit)
	for _, p := range all {
		if d, found := document(p.Ticket, p.Message, p.First); found && p.Ticket.Status != ticket.Spam {
			documents = append(documents, d)
		}
		next = p.Message.ID
	}
	if len(all) < limit {
		next = ""
	}
	return documents, next, err
}

// dropFiles takes the attachments of a message away, if all is true.
func (s *Service) dropFiles(ctx context.Context, tx db.Tx, messageID string, all bool) error {
	if !all {
		return nil
	}
	return s.Files.RemoveOf(ctx, tx, attachment.Owner{Kind: attachment.TicketMessage, ID: messageID})
}
