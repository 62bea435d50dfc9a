package support

import (
	"context"
	"errors"

	"latchkey/internal/access"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/ticket"
)

// MarkSpam takes a guest's ticket out of the queue and, with block, has whatever else comes from its address be spam: if the
// address is confirmed, for a stranger may have written in its owner's name. A ticket of an account is none: [ticket.ErrNotNow].
func (s *Service) MarkSpam(ctx context.Context, by access.Caller, number string, block bool) error {
	err := s.Gate.Do(ctx, by, s.Gate.AtWork, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		t, err := s.current(ctx, tx, number)
		if err == nil && !t.ByGuest() {
			err = ticket.ErrNotNow
		}
		if err != nil {
			return access.Nothing, err
		}
		if t, err = s.Tickets.Move(ctx, tx, t, ticket.Change{Event: ticket.Block, By: ticket.ByStaff}); err != nil {
			return access.Nothing, err
		}
		detail := map[string]string{"ticket": t.Number}
		if block && !t.Guest.ConfirmedAt.IsZero() {
			detail["email"] = t.Guest.Email
			err = s.Tickets.Block(ctx, tx, ticket.BlockedSender{Email: t.Guest.Email, TicketID: t.ID, By: by.UserID})
		}
		return audit.Event{Kind: "ticket.spam", Detail: detail}, errors.Join(err, s.indexSoon(ctx, tx, t, true))
	})
	return s.indexed(ctx, number, err)
}

// NotSpam undoes [Service.MarkSpam] for a ticket, and with unblock for its sender too, who else stays blocked until
// [Service.Unblock]. It may return [ticket.ErrNotNow].
func (s *Service) NotSpam(ctx context.Context, by access.Caller, number string, unblock bool) error {
	err := s.Gate.Do(ctx, by, s.Gate.AtWork, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		t, err := s.current(ctx, tx, number)
		if err != nil {
			return access.Nothing, err
		}
		if t, err = s.Tickets.Move(ctx, tx, t, ticket.Change{Event: ticket.Unblock, By: ticket.ByStaff}); err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "ticket.not-spam", Detail: map[string]string{"ticket": t.Number}}
		if unblock {
			event.Detail["email"] = t.Guest.Email
			err = s.Tickets.Unblock(ctx, tx, ticket.EmailKey(t.Guest.Email))
		}
		if errors.Is(err, ticket.ErrNotFound) { // nobody blocks them any more
			err = nil
		}
		return event, errors.Join(err, s.indexSoon(ctx, tx, t, false))
	})
	return s.indexed(ctx, number, err)
}

// BlockedSenders returns a page of the addresses that are blocked, behind the one with the key after.
func (s *Service) BlockedSenders(ctx context.Context, by access.Caller, after string) ([]ticket.BlockedSender, error) {
	tx := s.DB.Read()
	if err := s.Gate.AtWork(ctx, tx, by); err != nil {
		return nil, err
	}
	return s.Tickets.BlockedSenders(ctx, tx, after, PageSize)
}

// Unblock has what comes from an address be no spam any more, by its key. It may return [ticket.ErrNotFound].
func (s *Service) Unblock(ctx context.Context, by access.Caller, key string) error {
	return s.Gate.Do(ctx, by, s.Gate.AtWork, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		return audit.Event{Kind: "sender.unblocked", Detail: map[string]string{"email": key}}, s.Tickets.Unblock(ctx, tx, key)
	})
}

// Redaction is what staff take away of a message.
type Redaction struct {
	MessageID string
	Subject   string // what the ticket is called from now on; "" leaves it
	Files     bool   // its attachments too
}

// Redact takes a message's text away for ever, everywhere it is kept: in the thread, in what is searched, and in the form
// of its writer that waits for them to sign in again. A mail that has not been sent goes without it. It takes a fresh proof
// ([access.ErrStepUpRequired]), and the log says who did it. It may return [ticket.ErrNotFound], also for a message that
// was redacted before.
func (s *Service) Redact(ctx context.Context, by access.Caller, r Redaction) error {
	var err error
	if r.Subject != "" {
		if r.Subject, err = subject(r.Subject, false); err != nil {
			return err
		}
	}
	var number string
	err = s.Gate.Do(ctx, by, s.Gate.Staff, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		m, err := s.Tickets.Message(ctx, tx, r.MessageID)
		if err == nil && m.Author == ticket.BySystem { // nobody has typed what happened
			err = ticket.ErrNotFound
		}
		if err != nil {
			return access.Nothing, err
		}
		if err := s.Tickets.Redact(ctx, tx, m.ID, by.UserID); err != nil {
			return access.Nothing, err
		}
		if r.Subject != "" {
			if err := s.Tickets.SetSubject(ctx, tx, m.TicketID, r.Subject); err != nil {
				return access.Nothing, err
			}
		}
		if m.AuthorID != "" {
			if err := s.Sessions.DropDraftsOf(ctx, tx, m.AuthorID); err != nil {
				return access.Nothing, err
			}
		}
		t, err := s.Tickets.ByID(ctx, tx, m.TicketID)
		if err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "ticket.redacted", Subject: m.AuthorID, Detail: map[string]string{"ticket": t.Number, "account": t.AccountID}}
		number = t.Number
		return event, errors.Join(s.dropFiles(ctx, tx, m.ID, r.Files), s.indexRedacted(ctx, tx, t, m.ID, r.Subject != ""))
	})
	if err = s.indexed(ctx, number, err); err != nil {
		return err
	}
	_ = s.DB.FoldLog(ctx) // it is tried again by itself
	return nil
}

// indexRedacted has a message of a ticket be found as it is now, without its text, and where the ticket is called something else
// the others too. The message itself at once in any case: it may be found under the number of a ticket that was merged lately.
func (s *Service) indexRedacted(ctx context.Context, tx db.Tx, t ticket.Ticket, messageID string, renamed bool) error {
	m, err := s.Tickets.Message(ctx, tx, messageID)
	if err != nil {
		return err
	}
	first, err := s.Tickets.Thread(ctx, tx, t.ID, ticket.Part{After: beforeAll, Notes: true, Limit: 1})
	if err != nil {
		return err
	}
	if err := s.index(ctx, tx, t, m, len(first) == 1 && first[0].ID == m.ID); err != nil || !renamed {
		return err
	}
	return s.indexSoon(ctx, tx, t, true)
}
