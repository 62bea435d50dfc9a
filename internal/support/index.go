package support

import (
	"context"
	"errors"

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

// indexSoon has every message of a ticket be found as it is now, after a change of all of them: at once where they are few. Of a
// longer ticket they are put a few at a time, by [Service.indexRest], which the caller calls behind the transaction; with hide
// nothing of the ticket is found until then.
func (s *Service) indexSoon(ctx context.Context, tx db.Tx, t ticket.Ticket, hide bool) error {
	part, err := s.Tickets.Thread(ctx, tx, t.ID, ticket.Part{After: beforeAll, Notes: true, Limit: indexedAtOnce})
	if err != nil {
		return err
	}
	if len(part) < indexedAtOnce {
		return s.indexAll(ctx, tx, t)
	}
	return search.Later(ctx, tx, t.Number, hide)
}

// indexRest puts what is yet to be put of a ticket's messages, in transactions of a few.
func (s *Service) indexRest(ctx context.Context, number string) error {
	pending, err := search.Pending(ctx, s.DB.Read())
	if err != nil || pending[number] == "" {
		return err
	}
	for after, of := beforeAll, ""; ; {
		done := false
		err := s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
			t, err := s.current(ctx, tx, number)
			if err != nil {
				return err
			}
			if t.ID != of { // it has become a part of another meanwhile
				after, of = beforeAll, t.ID
			}
			if after, done, err = s.indexPart(ctx, tx, t, after); err != nil || !done {
				return err
			}
			return search.Done(ctx, tx, number, pending[number])
		})
		if err != nil || done {
			return err
		}
	}
}

// IndexPending goes on with what was cut off: tickets whose messages are not all found as they are.
func (s *Service) IndexPending(ctx context.Context) error {
	pending, err := search.Pending(ctx, s.DB.Read())
	for number := range pending {
		err = errors.Join(err, s.indexRest(ctx, number)) // one that fails keeps no other back
	}
	return err
}

// indexAll does so for every message of a ticket, in one transaction. Spam is not found.
func (s *Service) indexAll(ctx context.Context, tx db.Tx, t ticket.Ticket) error {
	if t.Status == ticket.Spam {
		return search.DeleteOf(ctx, tx, search.Ticket, t.Number)
	}
	for after, done := beforeAll, false; !done; {
		var err error
		if after, done, err = s.indexPart(ctx, tx, t, after); err != nil {
			return err
		}
	}
	return nil
}

// indexPart puts the messages behind one of them, at most indexedAtOnce. Of spam it takes as many out.
func (s *Service) indexPart(ctx context.Context, tx db.Tx, t ticket.Ticket, after string) (last string, done bool, err error) {
	part, err := s.Tickets.Thread(ctx, tx, t.ID, ticket.Part{After: after, Notes: true, Limit: indexedAtOnce})
	if err != nil {
		return after, false, err
	}
	var documents []search.Document
	ids := make([]string, len(part))
	for i, m := range part {
		ids[i] = m.ID
		if d, found := document(t, m, i == 0 && after == beforeAll); found {
			documents = append(documents, d)
		}
	}
	if t.Status == ticket.Spam {
		err = search.Delete(ctx, tx, search.Ticket, ids...)
	} else {
		err = search.Put(ctx, tx, documents...)
	}
	if len(part) < indexedAtOnce {
		return after, true, err
	}
	return ids[len(ids)-1], false, err
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
