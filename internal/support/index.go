package support

import (
	"context"

	"latchkey/internal/attachment"
	"latchkey/internal/db"
	"latchkey/internal/ticket"
)

// index has a message be found by what is searched for.
func (s *Service) index(context.Context, db.Tx, ticket.Ticket, ticket.Message) error { return nil }

// indexAll does so for every message of a ticket, after something changed about all of them.
func (s *Service) indexAll(context.Context, db.Tx, ticket.Ticket) error { return nil }

// dropFiles takes the attachments of a message away, if all is true.
func (s *Service) dropFiles(ctx context.Context, tx db.Tx, messageID string, all bool) error {
	if !all {
		return nil
	}
	return s.Files.RemoveOf(ctx, tx, attachment.Owner{Kind: attachment.TicketMessage, ID: messageID})
}
