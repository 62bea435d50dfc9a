package support

import (
	"context"
	"errors"
	"slices"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/ticket"
)

// List is which tickets of their accounts somebody looks at.
type List struct {
	AccountID string // "" for all of theirs
	Running   bool   // only those that are not closed, or have something unread
	After     string // the cursor of the page before
}

// Listing is a page of tickets for one of the account's people.
type Listing struct {
	Tickets         []ticket.Listed
	Next            string // the cursor of the next page; "" where this is the last
	Running, Unread int    // in all, of the same accounts; [ticket.MostCounted]+1 is more than that
}

// List lists the tickets that somebody may see, the last changed first. Of an account in which they may see none it is
// empty, as of one that there is not.
func (s *Service) List(ctx context.Context, by access.Caller, l List) (out Listing, err error) {
	tx := s.DB.Read()
	accounts, err := s.Accounts.Visible(ctx, tx, by.UserID, account.Tickets)
	if err != nil {
		return out, err
	}
	if l.AccountID != "" {
		accounts = slices.DeleteFunc(accounts, func(id string) bool { return id != l.AccountID })
	}
	out.Tickets, err = s.Tickets.Own(ctx, tx, ticket.Own{
		Accounts: accounts, UserID: by.UserID, Running: l.Running, After: l.After, Limit: PageSize + 1,
	})
	if err != nil {
		return out, err
	}
	if len(out.Tickets) > PageSize {
		out.Tickets = out.Tickets[:PageSize]
		out.Next = ticket.PlaceOf(out.Tickets[PageSize-1].Ticket, ticket.ByUpdated).Cursor()
	}
	for i := range out.Tickets {
		out.Tickets[i].Ticket = forClient(out.Tickets[i].Ticket)
	}
	out.Running, out.Unread, err = s.Tickets.CountOwn(ctx, tx, accounts, by.UserID)
	return out, err
}

// forClient is a ticket without what is for staff alone.
func forClient(t ticket.Ticket) ticket.Ticket {
	t.Assignee, t.Priority, t.LastID, t.Version = "", 0, "", 0
	return t
}

// forClients is messages without what is for staff alone: there is no note among them, whatever they were read by. Who did
// something is known by an id to the reader alone, where it was they.
func forClients(all []ticket.Message, reader string) []ticket.Message {
	all = slices.DeleteFunc(all, func(m ticket.Message) bool { return m.Internal })
	for i := range all {
		if all[i].Author == ticket.ByStaff || all[i].Author == ticket.BySystem && all[i].AuthorID != reader {
			all[i].AuthorID = ""
		}
		all[i].RedactedBy = ""
	}
	return all
}

// Thread is a ticket as one of the account's people sees it.
type Thread struct {
	Ticket     ticket.Ticket
	Department ticket.Department
	Messages   []ticket.Message // the oldest first, without the notes of staff
	Older      string           // the id of the first message, before which there are more; "" where there are none
	ReadTo     string           // the id of the last message that they had read
	About      string           // the name of what it is about; "" where they may not see that
	Followers  []Followed
	MayManage  bool // they may write, close and choose who follows
}

// theirs returns a ticket, and the membership of somebody who may see it; [ticket.ErrNotFound] to anybody else. A number of
// a ticket that was merged leads to the one that it is a part of.
func (s *Service) theirs(ctx context.Context, tx db.Reader, userID, number string) (ticket.Ticket, account.Membership, error) {
	t, err := s.Tickets.ByNumber(ctx, tx, number)
	if err == nil && t.MergedInto != "" {
		t, err = s.Tickets.ByID(ctx, tx, t.MergedInto)
	}
	if err != nil && !errors.Is(err, ticket.ErrNotFound) {
		return t, account.Membership{}, err
	}
	m, of := s.Accounts.MembershipOf(ctx, tx, t.AccountID, userID) // also where there is no ticket: it takes as long
	if of != nil && !errors.Is(of, account.ErrNotFound) {
		return t, m, of
	}
	if err != nil || of != nil || !m.Allows(account.Tickets) {
		return ticket.Ticket{}, account.Membership{}, ticket.ErrNotFound
	}
	return t, m, nil
}

// mayManage returns why somebody who may see a ticket may do nothing with it: [account.ErrForbidden], or
// [account.ErrClosed] in a closed account, in which people still write about their bill.
func mayManage(m account.Membership, d ticket.Department) error {
	switch {
	case !m.Allows(account.TicketsManage):
		return account.ErrForbidden
	case m.Closed() && !d.Billing:
		return account.ErrClosed
	}
	return nil
}

// Thread returns a ticket, with the last of its messages or, with before, with those before the message with that id.
func (s *Service) Thread(ctx context.Context, by access.Caller, number, before string) (out Thread, err error) {
	tx := s.DB.Read()
	t, m, err := s.theirs(ctx, tx, by.UserID, number)
	if err != nil {
		return out, err
	}
	out.Ticket = forClient(t)
	if out.Messages, out.Older, err = s.messages(ctx, tx, t.ID, before, false); err != nil {
		return out, err
	}
	out.Messages = forClients(out.Messages, by.UserID)
	if out.Department, err = s.department(ctx, tx, t.DepartmentID); err != nil {
		return out, err
	}
	out.MayManage = mayManage(m, out.Department) == nil
	if out.ReadTo, err = s.Tickets.ReadTo(ctx, tx, t.ID, by.UserID); err != nil {
		return out, err
	}
	if out.Followers, err = s.followers(ctx, tx, t, func(f ticket.Follower) bool { return knows(m, f) }); err != nil {
		return out, err
	}
	out.About, err = s.aboutName(ctx, tx, t, m.Allows)
	return out, err
}

// messages returns a page of a thread, and the id before which there are more.
func (s *Service) messages(ctx context.Context, tx db.Reader, ticketID, before string, notes bool) ([]ticket.Message, string, error) {
	all, err := s.Tickets.Thread(ctx, tx, ticketID, ticket.Part{Before: before, Notes: notes, Limit: PageSize + 1})
	if err != nil || len(all) <= PageSize {
		return all, "", err
	}
	all = all[1:]
	return all, all[0].ID, nil
}

// News is what has come since somebody last looked.
type News struct {
	Messages []ticket.Message
	Status   ticket.Status
}

// Since returns what came to a ticket after the message with the id after.
func (s *Service) Since(ctx context.Context, by access.Caller, number, after string) (News, error) {
	tx := s.DB.Read()
	t, _, err := s.theirs(ctx, tx, by.UserID, number)
	if err != nil {
		return News{}, err
	}
	all, err := s.Tickets.Thread(ctx, tx, t.ID, ticket.Part{After: after, Limit: PageSize})
	return News{forClients(all, by.UserID), t.Status}, err
}

// MarkRead records that somebody has read up to a message of a ticket.
func (s *Service) MarkRead(ctx context.Context, by access.Caller, number, messageID string) error {
	return s.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		t, _, err := s.theirs(ctx, tx, by.UserID, number)
		if err != nil {
			return err
		}
		m, err := s.Tickets.Message(ctx, tx, messageID)
		if err != nil {
			return err
		}
		if m.TicketID != t.ID || m.Internal {
			return ticket.ErrNotFound
		}
		return s.Tickets.MarkRead(ctx, tx, t.ID, by.UserID, m.ID)
	})
}

// aboutName is what the thing that a ticket is about is called; "" where it is gone, or the one who asks may not see it.
func (s *Service) aboutName(ctx context.Context, tx db.Reader, t ticket.Ticket, allows func(account.Permission) bool) (string, error) {
	if t.AccountID == "" || !allows(partOf(t.About.Kind)) {
		return "", nil
	}
	things, err := s.things(ctx, tx, t.AccountID, t.About.Kind)
	return things[t.About.ID], err
}

// partOf is what one must be allowed to see of an account for a thing of a kind.
func partOf(kind ticket.Thing) account.Permission {
	return map[ticket.Thing]account.Permission{
		ticket.AboutService: account.Services, ticket.AboutDomain: account.Domains, ticket.AboutInvoice: account.Invoices,
	}[kind]
}

// things is the things of a kind that an account has: their names by their ids.
func (s *Service) things(ctx context.Context, tx db.Reader, accountID string, kind ticket.Thing) (map[string]string, error) {
	names := map[string]string{}
	switch kind {
	case ticket.AboutService:
		all, err := s.Services.Of(ctx, tx, accountID)
		for _, one := range all {
			names[one.ID] = one.Name
			if one.Domain != "" {
				names[one.ID] += " (" + one.Domain + ")"
			}
		}
		return names, err
	case ticket.AboutDomain:
		all, err := s.Domains.Of(ctx, tx, accountID)
		for _, one := range all {
			names[one.ID] = one.Name
		}
		return names, err
	case ticket.AboutInvoice:
		all, err := s.Invoices.Of(ctx, tx, accountID)
		for _, one := range all {
			names[one.ID] = one.Number
		}
		return names, err
	}
	return names, nil
}

// takes reports whether somebody with this membership can open a ticket about a thing of a kind: in a closed account people
// write about their bill.
func takes(m account.Membership, kind ticket.Thing) bool {
	if m.Closed() && kind != ticket.AboutNothing && kind != ticket.AboutInvoice {
		return false
	}
	part := partOf(kind)
	return part == "" || m.Allows(part)
}

// mayBeAbout returns [ErrAbout] unless a ticket of an account can be about this, for somebody with this membership.
func (s *Service) mayBeAbout(ctx context.Context, tx db.Reader, m account.Membership, a ticket.About) error {
	switch a.Kind {
	case ticket.AboutNothing, ticket.AboutSecurity:
		if a.ID == "" && takes(m, a.Kind) {
			return nil
		}
		return ErrAbout
	case ticket.AboutService, ticket.AboutDomain, ticket.AboutInvoice:
	default:
		return ErrAbout
	}
	if !takes(m, a.Kind) {
		return ErrAbout
	}
	things, err := s.things(ctx, tx, m.AccountID, a.Kind)
	if _, there := things[a.ID]; err == nil && !there {
		err = ErrAbout
	}
	return err
}
