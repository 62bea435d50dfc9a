package support

import (
	"cmp"
	"context"
	"slices"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/ticket"
)

// Case is a recovery case as the queue shows it.
type Case struct {
	ID, UserID  string
	Name, Email string
	State       string
	Reference   string        // the number of its phrase
	Since       clock.Instant // since when it is in this state
	OnUs        bool          // it waits for the host
	WorkerID    string        // the member of staff who works on it; "" for nobody
	Worker      string        // their name
}

// Row is a line of the queue: a ticket, or a recovery case.
type Row struct {
	Ticket     ticket.Ticket // the zero Ticket for a case
	Case       *Case
	Account    account.Account // of a ticket that is no guest's
	Who        string          // the name of whoever opened the ticket, or whose case it is
	Assignee   string          // the name of who has the ticket, or works on the case; "" for nobody
	Department string          // its id
}

// Queue is a page of the queue.
type Queue struct {
	Rows        []Row
	Next        string // the cursor of the next page; "" where this is the last
	Counts      ticket.Counts
	Departments []ticket.Department
}

// Queue returns a page of the queue with its counts: tickets, and the recovery cases that wait. It asks as often for a
// long page as for a short one. It returns [access.ErrNotStaff], and [ErrDepartment] for a department that there is not.
func (s *Service) Queue(ctx context.Context, by access.Caller, q ticket.Query) (out Queue, err error) {
	tx := s.DB.Read()
	if err := s.Gate.AtWork(ctx, tx, by); err != nil {
		return out, err
	}
	q.StaffID, q.Limit = by.UserID, PageSize+1
	if out.Departments, err = s.Tickets.Departments(ctx, tx); err != nil {
		return out, err
	}
	known := func(d ticket.Department) bool { return d.ID == q.DepartmentID }
	if q.DepartmentID != "" && !slices.ContainsFunc(out.Departments, known) {
		return out, ErrDepartment
	}
	tickets, err := s.Tickets.Page(ctx, tx, q)
	if err != nil {
		return out, err
	}
	cases, err := s.cases(ctx, tx)
	if err != nil {
		return out, err
	}
	if out.Rows, err = s.rows(ctx, tx, tickets, among(cases, q)); err != nil {
		return out, err
	}
	slices.SortStableFunc(out.Rows, func(a, b Row) int {
		if a.place(q.Order).Before(b.place(q.Order), q.Order) {
			return -1
		}
		return cmp.Compare(1, 0)
	})
	if len(out.Rows) > PageSize {
		out.Rows = out.Rows[:PageSize]
		out.Next = out.Rows[PageSize-1].place(q.Order).Cursor()
	}
	if out.Counts, err = s.Tickets.Count(ctx, tx, by.UserID, q.DepartmentID); err != nil {
		return out, err
	}
	for view, n := range out.Counts.Views {
		of := ticket.Query{View: view, StaffID: by.UserID, DepartmentID: q.DepartmentID}
		out.Counts.Views[view] = min(n+len(among(cases, of)), ticket.MostCounted+1)
	}
	return out, nil
}

func (s *Service) cases(ctx context.Context, tx db.Reader) ([]Case, error) {
	if s.Cases == nil {
		return nil, nil
	}
	return s.Cases.InQueue(ctx, tx)
}

// in reports whether a case stands in a view.
func (c Case) in(q ticket.Query) bool {
	switch q.View {
	case ticket.InProgress:
		return true
	case ticket.Mine:
		return c.WorkerID != "" && c.WorkerID == q.StaffID
	case ticket.Unassigned:
		return c.WorkerID == ""
	case ticket.OnUs:
		return c.OnUs
	case ticket.OnClient:
		return !c.OnUs
	}
	return false
}

// among returns the cases that stand in a view, behind where the page begins. They have no department.
func among(cases []Case, q ticket.Query) (out []Case) {
	after, begun := ticket.ParseCursor(q.After)
	for _, c := range cases {
		if !c.in(q) || q.DepartmentID != "" || begun && !after.Before(c.place(q.Order), q.Order) {
			continue
		}
		out = append(out, c)
	}
	return out
}

// place is where a case stands among tickets: somebody who is locked out is urgent.
func (c Case) place(o ticket.Order) ticket.Place {
	return ticket.PlaceOf(ticket.Ticket{ID: c.ID, UpdatedAt: c.Since, WaitingSince: c.Since, Priority: ticket.Urgent}, o)
}

func (r Row) place(o ticket.Order) ticket.Place {
	if r.Case != nil {
		return r.Case.place(o)
	}
	return ticket.PlaceOf(r.Ticket, o)
}

// rows names what the tickets and cases name by ids.
func (s *Service) rows(ctx context.Context, tx db.Reader, tickets []ticket.Ticket, cases []Case) ([]Row, error) {
	var accountIDs, userIDs []string
	for _, t := range tickets {
		accountIDs, userIDs = append(accountIDs, t.AccountID), append(userIDs, t.OpenedBy, t.Assignee)
	}
	accounts, err := s.Accounts.ByIDs(ctx, tx, append(accountIDs, ""))
	if err != nil {
		return nil, err
	}
	byID := map[string]account.Account{}
	for _, a := range accounts {
		byID[a.ID] = a
	}
	names, err := s.Users.Names(ctx, tx, append(userIDs, ""))
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, t := range tickets {
		rows = append(rows, Row{
			Ticket: t, Account: byID[t.AccountID], Who: cmp.Or(whoOpened(t, names), byID[t.AccountID].Name),
			Assignee: names[t.Assignee], Department: t.DepartmentID,
		})
	}
	for i, c := range cases {
		rows = append(rows, Row{Case: &cases[i], Who: c.Name, Assignee: c.Worker})
	}
	return rows, nil
}

func whoOpened(t ticket.Ticket, names map[string]string) string {
	if t.ByGuest() {
		return t.Guest.Name
	}
	return names[t.OpenedBy]
}

// Waiting is how much waits for the host, tickets and recovery cases, for the menu of staff: at most [ticket.MostCounted]
// tickets are counted.
func (s *Service) Waiting(ctx context.Context) (int, error) {
	tx := s.DB.Read()
	open, err := s.Tickets.CountOnUs(ctx, tx)
	if err != nil {
		return 0, err
	}
	cases, err := s.cases(ctx, tx)
	return open + len(among(cases, ticket.Query{View: ticket.OnUs})), err
}
