package support

import (
	"context"
	"slices"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/invoice"
	"latchkey/internal/service"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// How much of what stands beside a ticket is shown.
const (
	mostRelated = 10
	mostNotes   = 50
)

// File is a ticket as staff see it, with what they need to know of whose it is.
type File struct {
	Ticket     ticket.Ticket
	Department ticket.Department
	All        []ticket.Department // the host's
	Messages   []ticket.Message    // with the notes of staff
	Older      string              // the id of the first message, before which there are more; "" where there are none
	About      string              // the name of what it is about; "" where that is gone
	Followers  []Followed

	Account  account.Account // the zero Account for a guest
	Opener   user.User       // for a guest the zero User; of one who was removed the name alone
	Case     *Case           // the opener's recovery case, if one is under way
	Services []service.Service
	Unpaid   []invoice.Invoice
	Related  []ticket.Ticket // other tickets of the account, or of the guest's confirmed address
	Notes    []ticket.Note   // about the account, for staff

	Blocked bool // it is spam, and its sender is blocked
	Present
	Names map[string]string // of the staff whom the ticket and the notes name, and of people who were removed, by id
}

// Present is the names of the other staff who have a ticket open.
type Present struct {
	Answering []string // an answer of theirs is under way
	Open      []string // they only have it open, or had it a moment ago
}

// File returns a ticket for staff, with the last of its messages or, with before, with those before that message, and records
// who reads it. It returns [access.ErrNotStaff] and [ticket.ErrNotFound].
func (s *Service) File(ctx context.Context, by access.Caller, number, before string) (out File, err error) {
	tx := s.DB.Read()
	if err := s.Gate.AtWork(ctx, tx, by); err != nil {
		return out, err
	}
	if out.Ticket, err = s.current(ctx, tx, number); err != nil {
		return out, err
	}
	t := out.Ticket
	if err := s.read(ctx, by, t); err != nil {
		return File{}, err
	}
	if out.Messages, out.Older, err = s.messages(ctx, tx, t.ID, before, true); err != nil {
		return out, err
	}
	if out.All, err = s.Tickets.Departments(ctx, tx); err != nil {
		return out, err
	}
	if out.Department, err = departmentIn(out.All, t.DepartmentID); err != nil {
		return out, err
	}
	if out.Related, err = s.Tickets.Related(ctx, tx, t, mostRelated); err != nil {
		return out, err
	}
	if !t.ByGuest() {
		err = s.beside(ctx, tx, t, &out)
	} else if t.Status == ticket.Spam {
		out.Blocked, err = s.Tickets.Blocked(ctx, tx, t.Guest.Email)
	}
	if err != nil {
		return out, err
	}
	if err := s.names(ctx, tx, by, &out); err != nil || out.Opener.ID == "" || s.Cases == nil {
		return out, err
	}
	out.Case, err = s.Cases.UnderWay(ctx, tx, out.Opener.ID)
	return out, err
}

// current returns a ticket, or the one that it is a part of.
func (s *Service) current(ctx context.Context, tx db.Reader, number string) (ticket.Ticket, error) {
	t, err := s.Tickets.ByNumber(ctx, tx, number)
	if err == nil && t.MergedInto != "" {
		return s.Tickets.ByID(ctx, tx, t.MergedInto)
	}
	return t, err
}

// beside is what stands beside a ticket of an account.
func (s *Service) beside(ctx context.Context, tx db.Reader, t ticket.Ticket, out *File) (err error) {
	if out.Account, err = s.Accounts.ByID(ctx, tx, t.AccountID); err != nil {
		return err
	}
	if out.Services, err = s.Services.Of(ctx, tx, t.AccountID); err != nil {
		return err
	}
	all, err := s.Invoices.Of(ctx, tx, t.AccountID)
	if err != nil {
		return err
	}
	for _, i := range all {
		if i.PaidAt.IsZero() {
			out.Unpaid = append(out.Unpaid, i)
		}
	}
	if out.Notes, err = s.Tickets.Notes(ctx, tx, t.AccountID, mostNotes); err != nil {
		return err
	}
	if out.Followers, err = s.followers(ctx, tx, t, func(ticket.Follower) bool { return true }); err != nil {
		return err
	}
	out.About, err = s.aboutName(ctx, tx, t, func(account.Permission) bool { return true })
	return err
}

func (s *Service) names(ctx context.Context, tx db.Reader, by access.Caller, out *File) error {
	present, err := s.Tickets.PresentNow(ctx, tx, out.Ticket.ID)
	if err != nil {
		return err
	}
	ids := []string{out.Ticket.Assignee, out.Ticket.OpenedBy}
	for _, p := range present {
		ids = append(ids, p.UserID)
	}
	for _, n := range out.Notes {
		ids = append(ids, n.AuthorID)
	}
	people, err := s.Users.ByIDs(ctx, tx, ids)
	if err != nil {
		return err
	}
	if out.Names, err = s.Users.RemovedNames(ctx, tx, ids); err != nil {
		return err
	}
	out.Opener = people[out.Ticket.OpenedBy]
	if out.Opener.ID == "" {
		out.Opener.Name = out.Names[out.Ticket.OpenedBy]
	}
	for id, u := range people {
		if u.Staff() {
			out.Names[id] = u.Name
		}
	}
	for _, p := range present {
		switch u := people[p.UserID]; {
		case p.UserID == by.UserID || !u.Staff() || u.Disabled():
		case p.Answering:
			out.Answering = append(out.Answering, u.Name)
		default:
			out.Open = append(out.Open, u.Name)
		}
	}
	return nil
}

// DeskNews is what has come to a ticket since a member of staff last looked, and who else is there.
type DeskNews struct {
	Messages []ticket.Message
	Ticket   ticket.Ticket
	Present
}

// DeskSince returns what came to a ticket after the message with the id after, notes too.
func (s *Service) DeskSince(ctx context.Context, by access.Caller, number, after string) (out DeskNews, err error) {
	tx := s.DB.Read()
	if err := s.Gate.AtWork(ctx, tx, by); err != nil {
		return out, err
	}
	if out.Ticket, err = s.current(ctx, tx, number); err != nil {
		return out, err
	}
	out.Messages, err = s.Tickets.Thread(ctx, tx, out.Ticket.ID, ticket.Part{After: after, Notes: true, Limit: PageSize})
	if err != nil {
		return out, err
	}
	f := File{Ticket: out.Ticket}
	err = s.names(ctx, tx, by, &f)
	out.Present = f.Present
	return out, err
}

// Looked records that a member of staff has a ticket open and, with answering, that they have an answer under way: the
// others are told for a moment. What they were told of the ticket they have seen.
func (s *Service) Looked(ctx context.Context, by access.Caller, number string, answering bool) error {
	return s.atWork(ctx, by, number, func(ctx context.Context, tx db.Tx, t ticket.Ticket) error {
		if err := s.Tickets.Seen(ctx, tx, by.UserID, t.ID); err != nil {
			return err
		}
		if !answering {
			if err := s.Tickets.DoneAnswering(ctx, tx, t.ID, by.UserID); err != nil {
				return err
			}
		}
		return s.Tickets.Present(ctx, tx, t.ID, by.UserID, answering)
	})
}

// Watches records that a member of staff has a ticket open still, as a page that asks by itself knows. It writes a few times a
// minute, however often that is.
func (s *Service) Watches(ctx context.Context, by access.Caller, number string, answering bool) error {
	tx := s.DB.Read()
	if err := s.Gate.AtWork(ctx, tx, by); err != nil {
		return err
	}
	t, err := s.current(ctx, tx, number)
	if err != nil {
		return err
	}
	present, err := s.Tickets.PresentNow(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	if slices.ContainsFunc(present, func(p ticket.Presence) bool { return p.UserID == by.UserID && p.Suffices(now, answering) }) {
		return nil
	}
	return s.atWork(ctx, by, number, func(ctx context.Context, tx db.Tx, t ticket.Ticket) error {
		return s.Tickets.Present(ctx, tx, t.ID, by.UserID, answering)
	})
}

// atWork runs an act of staff on a ticket that leaves no row in the audit log, in one transaction.
func (s *Service) atWork(ctx context.Context, by access.Caller, number string,
	act func(ctx context.Context, tx db.Tx, t ticket.Ticket) error,
) error {
	return s.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		if err := s.Gate.AtWork(ctx, tx, by); err != nil {
			return err
		}
		t, err := s.current(ctx, tx, number)
		if err != nil {
			return err
		}
		return act(ctx, tx, t)
	})
}

// Alerts returns what the caller was told of on the page and has not looked at.
func (s *Service) Alerts(ctx context.Context, by access.Caller) ([]ticket.Alert, error) {
	tx := s.DB.Read()
	if err := s.Gate.AtWork(ctx, tx, by); err != nil {
		return nil, err
	}
	return s.Tickets.Alerts(ctx, tx, by.UserID, ticket.MostAlerts)
}

// CountAlerts returns how much [Service.Alerts] has for a member of staff, at most [ticket.MostAlerts]+1, for the menu.
func (s *Service) CountAlerts(ctx context.Context, userID string) (int, error) {
	return s.Tickets.CountAlerts(ctx, s.DB.Read(), userID)
}

// SeeAlerts has the caller have seen all that they were told of.
func (s *Service) SeeAlerts(ctx context.Context, by access.Caller) error {
	return s.staffOwn(ctx, by, func(ctx context.Context, tx db.Tx) error { return s.Tickets.Seen(ctx, tx, by.UserID, "") })
}

// Switches returns by which ways the caller is told of what happens to tickets.
func (s *Service) Switches(ctx context.Context, by access.Caller) (ticket.Switches, error) {
	tx := s.DB.Read()
	if err := s.Gate.AtWork(ctx, tx, by); err != nil {
		return nil, err
	}
	all, err := s.Tickets.SwitchesOf(ctx, tx, []string{by.UserID})
	return all[by.UserID], err
}

// SetSwitches changes by which ways the caller is told.
func (s *Service) SetSwitches(ctx context.Context, by access.Caller, switches ticket.Switches) error {
	return s.staffOwn(ctx, by, func(ctx context.Context, tx db.Tx) error { return s.Tickets.SetSwitches(ctx, tx, by.UserID, switches) })
}

// staffOwn runs an act of staff on what is their own.
func (s *Service) staffOwn(ctx context.Context, by access.Caller, act func(ctx context.Context, tx db.Tx) error) error {
	return s.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		if err := s.Gate.AtWork(ctx, tx, by); err != nil {
			return err
		}
		return act(ctx, tx)
	})
}
