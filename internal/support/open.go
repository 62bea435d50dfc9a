package support

import (
	"context"
	"slices"
	"strings"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/ticket"
)

// Thing is something that a ticket can be about, with its name.
type Thing struct {
	ticket.About
	Name string
}

// Opening is what somebody can open a ticket with in an account.
type Opening struct {
	Departments []ticket.Department // of a closed account, those for its bill alone
	Security    bool                // it can be about signing in: not in a closed account
	Things      []Thing             // what they may see of the account: services, domains and invoices; of a closed account, invoices
}

// kinds are those of the things with a name, in the order in which they are listed.
var kinds = []ticket.Thing{ticket.AboutService, ticket.AboutDomain, ticket.AboutInvoice}

// Opening returns what somebody can open a ticket with. It returns [account.ErrNotFound] for an account in which they may not
// even see tickets, as for one that there is not, [account.ErrForbidden] if they may see them alone, and [account.ErrClosed] in
// a closed account that no department writes to.
func (s *Service) Opening(ctx context.Context, by access.Caller, accountID string) (out Opening, err error) {
	tx := s.DB.Read()
	m, err := s.Accounts.MembershipOf(ctx, tx, accountID, by.UserID)
	if err != nil {
		return out, err
	}
	if !m.Allows(account.Tickets) {
		return out, account.ErrNotFound
	}
	if !m.Allows(account.TicketsManage) {
		return out, account.ErrForbidden
	}
	all, err := s.Tickets.Departments(ctx, tx)
	if err != nil {
		return out, err
	}
	for _, d := range all {
		if d.Open() && mayManage(m, d) == nil {
			d.Members = nil
			out.Departments = append(out.Departments, d)
		}
	}
	if len(out.Departments) == 0 && m.Closed() {
		return out, account.ErrClosed
	}
	out.Security = takes(m, ticket.AboutSecurity)
	for _, kind := range kinds {
		if !takes(m, kind) {
			continue
		}
		names, err := s.things(ctx, tx, accountID, kind)
		if err != nil {
			return out, err
		}
		from := len(out.Things)
		for id, name := range names {
			out.Things = append(out.Things, Thing{ticket.About{Kind: kind, ID: id}, name})
		}
		slices.SortFunc(out.Things[from:], func(a, b Thing) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	}
	return out, nil
}

// MayReply returns why somebody can't write to a ticket: [ticket.ErrNotFound], [account.ErrForbidden] or [account.ErrClosed]. A
// page asks before it takes files in; [Service.Reply] asks again.
func (s *Service) MayReply(ctx context.Context, by access.Caller, number string) error {
	tx := s.DB.Read()
	t, m, err := s.theirs(ctx, tx, by.UserID, number)
	if err != nil {
		return err
	}
	d, err := s.department(ctx, tx, t.DepartmentID)
	if err != nil {
		return err
	}
	return mayManage(m, d)
}

// MayRead returns nil if somebody may read a message of a ticket, with what is attached to it; otherwise
// [ticket.ErrNotFound], for a note of staff and a message of another ticket too.
func (s *Service) MayRead(ctx context.Context, by access.Caller, number, messageID string) error {
	t, _, err := s.theirs(ctx, s.DB.Read(), by.UserID, number)
	if err != nil {
		return err
	}
	return s.standsIn(ctx, t, messageID)
}

// GuestMayRead is [Service.MayRead] for whoever holds the link of a ticket whose address is confirmed.
func (s *Service) GuestMayRead(ctx context.Context, token, messageID string) error {
	t, err := s.Tickets.ByLink(ctx, s.DB.Read(), token)
	if err != nil {
		return err
	}
	if t.Guest.ConfirmedAt.IsZero() {
		return ticket.ErrNotFound
	}
	return s.standsIn(ctx, t, messageID)
}

func (s *Service) standsIn(ctx context.Context, t ticket.Ticket, messageID string) error {
	m, err := s.Tickets.Message(ctx, s.DB.Read(), messageID)
	if err == nil && (m.TicketID != t.ID || m.Internal || !m.Redacted.IsZero()) {
		err = ticket.ErrNotFound
	}
	return err
}
