package support

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"latchkey/internal/access"
	"latchkey/internal/address"
	"latchkey/internal/announcement"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/locale"
	"latchkey/internal/ticket"
)

// Departments returns the departments that take new tickets of people with an account; to a member of staff, all of them.
func (s *Service) Departments(ctx context.Context, by access.Caller) (out []ticket.Department, err error) {
	tx := s.DB.Read()
	all, err := s.Tickets.Departments(ctx, tx)
	if err != nil || s.Gate.AtWork(ctx, tx, by) == nil {
		return all, err
	}
	for _, d := range all {
		if d.Open() {
			d.Members = nil
			out = append(out, d)
		}
	}
	return out, nil
}

// GuestDepartments returns the departments that people without an account write to.
func (s *Service) GuestDepartments(ctx context.Context) (out []ticket.Department, err error) {
	all, err := s.Tickets.Departments(ctx, s.DB.Read())
	for _, d := range all {
		if d.Open() && !d.ClientsOnly {
			d.Members = nil
			out = append(out, d)
		}
	}
	return out, err
}

// SaveDepartment adds or changes a department; for administrators. Its members must be staff ([ErrAssignee]), its name and
// signatures short ([ErrSubject]), its address one ([address.ErrEmail]).
func (s *Service) SaveDepartment(ctx context.Context, by access.Caller, d ticket.Department) (id string, err error) {
	d.Name, d.Email = locale.Bare(d.Name), locale.Bare(d.Email)
	if d.Name, err = subject(d.Name, true); err != nil {
		return "", err
	}
	if d.Email != "" {
		if _, err := address.ParseEmail(d.Email); err != nil {
			return "", err
		}
	}
	for _, text := range d.Texts {
		if utf8.RuneCountInString(text.Name) > LongestSubject || strings.ContainsFunc(text.Name, steers) ||
			utf8.RuneCountInString(text.Signature) > 1000 || !utf8.ValidString(text.Name+text.Signature) {
			return "", ErrSubject
		}
	}
	err = s.Gate.Do(ctx, by, s.Gate.Administrator, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		people, err := s.Users.ByIDs(ctx, tx, d.Members)
		if err != nil {
			return access.Nothing, err
		}
		for _, member := range d.Members {
			if !people[member].Staff() {
				return access.Nothing, ErrAssignee
			}
		}
		id, err = s.Tickets.SaveDepartment(ctx, tx, d)
		return audit.Event{Kind: "department.saved", Detail: map[string]string{"title": d.Name}}, err
	})
	return id, err
}

// RemoveDepartment removes a department that no ticket is with; for administrators. It may return [ticket.ErrInUse] and
// [ErrDepartment].
func (s *Service) RemoveDepartment(ctx context.Context, by access.Caller, id string) error {
	return s.Gate.Do(ctx, by, s.Gate.Administrator, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		d, err := s.department(ctx, tx, id)
		if err != nil {
			return access.Nothing, err
		}
		return audit.Event{Kind: "department.removed", Detail: map[string]string{"title": d.Name}}, s.Tickets.RemoveDepartment(ctx, tx, id)
	})
}

// CannedReplies returns the canned replies of a department and those for all, in a language; "" is every one.
func (s *Service) CannedReplies(ctx context.Context, by access.Caller, departmentID, language string) ([]ticket.Canned, error) {
	tx := s.DB.Read()
	if err := s.Gate.AtWork(ctx, tx, by); err != nil {
		return nil, err
	}
	return s.Tickets.CannedReplies(ctx, tx, departmentID, language)
}

// SaveCanned adds or changes a canned reply. It may return [ErrSubject], [ErrBody], [ErrDepartment], and an
// [UnknownVariableError].
func (s *Service) SaveCanned(ctx context.Context, by access.Caller, c ticket.Canned) (id string, err error) {
	if c.Title, err = subject(c.Title, true); err != nil {
		return "", err
	}
	if err := (Post{Body: c.Body, Sure: true}).check(); err != nil {
		return "", err
	}
	if typed := unknown(c.Body); len(typed) > 0 {
		return "", UnknownVariableError{typed}
	}
	c.UpdatedBy = by.UserID
	err = s.staffOwn(ctx, by, func(ctx context.Context, tx db.Tx) error {
		if c.DepartmentID != "" {
			if _, err := s.department(ctx, tx, c.DepartmentID); err != nil {
				return err
			}
		}
		id, err = s.Tickets.SaveCanned(ctx, tx, c)
		return err
	})
	return id, err
}

// RemoveCanned removes a canned reply. It may return [ticket.ErrNotFound].
func (s *Service) RemoveCanned(ctx context.Context, by access.Caller, id string) error {
	return s.staffOwn(ctx, by, func(ctx context.Context, tx db.Tx) error { return s.Tickets.RemoveCanned(ctx, tx, id) })
}

// AddNote writes something down about a client account, for staff. It may return [ErrBody] and the error of an account that
// there is not.
func (s *Service) AddNote(ctx context.Context, by access.Caller, accountID, body string) error {
	if err := (Post{Body: body, Sure: true}).check(); err != nil {
		return err
	}
	return s.staffOwn(ctx, by, func(ctx context.Context, tx db.Tx) error {
		if _, err := s.Accounts.ByID(ctx, tx, accountID); err != nil {
			return err
		}
		_, err := s.Tickets.AddNote(ctx, tx, ticket.Note{AccountID: accountID, AuthorID: by.UserID, Body: body})
		return err
	})
}

// RemoveNote removes a note about a client account. It may return [ticket.ErrNotFound].
func (s *Service) RemoveNote(ctx context.Context, by access.Caller, id string) error {
	return s.Gate.Do(ctx, by, s.Gate.AtWork, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		return audit.Event{Kind: "note.removed"}, s.Tickets.RemoveNote(ctx, tx, id)
	})
}

// Notes returns the notes about a client account, the newest first.
func (s *Service) Notes(ctx context.Context, by access.Caller, accountID string) ([]ticket.Note, error) {
	tx := s.DB.Read()
	if err := s.Gate.AtWork(ctx, tx, by); err != nil {
		return nil, err
	}
	return s.Tickets.Notes(ctx, tx, accountID, mostNotes)
}

// ErrPeriod refuses an announcement that ends before it begins.
var ErrPeriod = errors.New("an announcement ends after it begins")

// Announce adds or changes an announcement, with a fresh proof. It may return [ErrSubject], [ErrBody] and [ErrPeriod].
func (s *Service) Announce(ctx context.Context, by access.Caller, a announcement.Announcement) (id string, err error) {
	if a.Title, err = subject(a.Title, true); err != nil {
		return "", err
	}
	if err := (Post{Body: a.Body, Sure: true}).check(); err != nil {
		return "", err
	}
	if !a.Until.IsZero() && !a.Until.After(a.From) {
		return "", ErrPeriod
	}
	a.CreatedBy = by.UserID
	err = s.Gate.Do(ctx, by, s.Gate.Staff, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		id, err = s.Announcements.Save(ctx, tx, a)
		return audit.Event{Kind: "announcement.saved", Detail: map[string]string{"title": a.Title}}, err
	})
	return id, err
}

// Withdraw removes an announcement, with a fresh proof. It may return [announcement.ErrNotFound].
func (s *Service) Withdraw(ctx context.Context, by access.Caller, id string) error {
	return s.Gate.Do(ctx, by, s.Gate.Staff, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		a, err := s.Announcements.Find(ctx, tx, id)
		if err != nil {
			return access.Nothing, err
		}
		return audit.Event{Kind: "announcement.removed", Detail: map[string]string{"title": a.Title}}, s.Announcements.Remove(ctx, tx, id)
	})
}
