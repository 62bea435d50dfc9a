package support

import (
	"context"

	"latchkey/internal/access"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/ticket"
)

// Merge makes one ticket a part of another: its messages stand there from then on, its links and its number lead there,
// and so does whatever is written to it later. Both belong to one account, or to one guest's address that was confirmed in
// both; else it returns [ErrMerge]. It may also return [ticket.ErrNotFound] and [ticket.ErrNotNow].
func (s *Service) Merge(ctx context.Context, by access.Caller, from, into string) error {
	err := s.Gate.Do(ctx, by, s.Gate.AtWork, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		part, err := s.Tickets.ByNumber(ctx, tx, from)
		if err != nil {
			return access.Nothing, err
		}
		whole, err := s.current(ctx, tx, into)
		if err != nil {
			return access.Nothing, err
		}
		if part.ID == whole.ID || !together(part, whole) {
			return access.Nothing, ErrMerge
		}
		waits := part.Status == ticket.Open && whole.Status != ticket.Open
		if _, err := s.Tickets.Move(ctx, tx, part, ticket.Change{Event: ticket.Merge, By: ticket.ByStaff, MergedInto: whole.ID}); err != nil {
			return access.Nothing, err
		}
		if err := s.Tickets.Absorb(ctx, tx, part.ID, whole.ID); err != nil {
			return access.Nothing, err
		}
		if whole, err = s.happened(ctx, tx, whole, staffWriter(by), ticket.Change{Event: ticket.Absorb}, part.Number); err != nil {
			return access.Nothing, err
		}
		if waits { // what the client asked there is not answered yet
			if whole, err = s.Tickets.Move(ctx, tx, whole, ticket.Change{Event: ticket.Resume, By: ticket.ByStaff}); err != nil {
				return access.Nothing, err
			}
		}
		if err := s.indexSoon(ctx, tx, whole, false); err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "ticket.merged", Subject: whole.OpenedBy, Detail: map[string]string{
			"ticket": whole.Number, "merged": part.Number, "account": whole.AccountID,
		}}
		return event, nil
	})
	return s.indexed(ctx, into, err)
}

// indexed goes on with the index behind a change of a ticket that was made, if err is nil. What goes wrong there undoes nothing,
// and is gone on with: see [Service.IndexPending].
func (s *Service) indexed(ctx context.Context, number string, err error) error {
	if err == nil {
		_ = s.indexRest(context.WithoutCancel(ctx), number)
	}
	return err
}

// together reports whether two tickets are of the same people. Nobody's address is an account: what somebody wrote without
// signing in never becomes an account's.
func together(a, b ticket.Ticket) bool {
	if a.AccountID != b.AccountID {
		return false
	}
	if a.AccountID != "" {
		return true
	}
	key := ticket.EmailKey(a.Guest.Email)
	return key != "" && key == ticket.EmailKey(b.Guest.Email) && !a.Guest.ConfirmedAt.IsZero() && !b.Guest.ConfirmedAt.IsZero()
}
