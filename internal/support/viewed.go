package support

import (
	"context"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/attachment"
	"latchkey/internal/audit"
	"latchkey/internal/ticket"
)

// viewed records that a member of staff reads a ticket, or one of its files: one row an hour for each, which the account's people
// don't see. If it fails, nothing of the ticket may be shown.
func (s *Service) viewed(ctx context.Context, by access.Caller, t ticket.Ticket, kind, file string) error {
	detail := map[string]string{"ticket": t.Number}
	if file != "" {
		detail["file"] = file // its id: what a name says has no place in the log once the file is redacted
	}
	return s.Audit.Once(ctx, s.DB, audit.Event{
		Kind: kind, Actor: by.UserID, Subject: t.AccountID, Network: by.Client.Network(), Detail: detail,
	}, time.Hour)
}

// read records that a member of staff reads a ticket.
func (s *Service) read(ctx context.Context, by access.Caller, t ticket.Ticket) error {
	return s.viewed(ctx, by, t, audit.TicketViewed, "")
}

// Attached returns a file of a ticket for staff, who give it out, and records that. It returns [access.ErrNotStaff], and
// [ticket.ErrNotFound] or [attachment.ErrNone] for a file that is none of this ticket.
func (s *Service) Attached(ctx context.Context, by access.Caller, number, fileID string) (attachment.Attachment, error) {
	tx, none := s.DB.Read(), attachment.Attachment{}
	if err := s.Gate.AtWork(ctx, tx, by); err != nil {
		return none, err
	}
	a, err := s.Files.Find(ctx, tx, fileID)
	if err != nil {
		return none, err
	}
	if a.Owner.Kind != attachment.TicketMessage {
		return none, ticket.ErrNotFound
	}
	m, err := s.Tickets.Message(ctx, tx, a.Owner.ID)
	if err != nil {
		return none, err
	}
	t, err := s.Tickets.ByNumber(ctx, tx, number)
	if err != nil {
		return none, err
	}
	if m.TicketID != t.ID {
		return none, ticket.ErrNotFound
	}
	return a, s.viewed(ctx, by, t, audit.AttachmentViewed, a.ID)
}
