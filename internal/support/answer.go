package support

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/ticket"
)

// Answer is what staff write to the client.
type Answer struct {
	Post
	Seen   int64 // the version of the ticket that they have seen
	Anyway bool  // send it although the ticket has changed since
	Close  bool  // and close the ticket
}

// Answer writes to the client's side, which is told by mail. Whoever answers a ticket that nobody has, has it from then on.
// It returns [access.ErrNotStaff], [ticket.ErrNotFound], [ticket.ErrNotNow], [ErrBody], [ErrLooksLikeCode], or [ErrChanged]. A
// form that comes twice is written once.
func (s *Service) Answer(ctx context.Context, by access.Caller, number string, a Answer) (out Sent, err error) {
	if err := a.Check(); err != nil {
		return out, err
	}
	err = s.atWork(ctx, by, number, func(ctx context.Context, tx db.Tx, t ticket.Ticket) error {
		key := onceKey("answer/"+by.UserID+"/"+t.ID, a.Once, a.Body)
		w, err := s.again(ctx, tx, key)
		if err != nil || w.again {
			out = Sent{w.ticket, w.message}
			return err
		}
		if t.Version != a.Seen && !a.Anyway {
			return ErrChanged
		}
		c := ticket.Change{Event: ticket.Answer}
		if t.Assignee == "" {
			c.Assignee = &by.UserID
		}
		if w, err = s.write(ctx, tx, t, staffWriter(by), a.Post, key, c); err != nil {
			return err
		}
		out = Sent{w.ticket, w.message}
		if a.Close {
			if out.Ticket, err = s.closed(ctx, tx, by, w.ticket); err != nil {
				return err
			}
		}
		return errors.Join(
			s.index(ctx, tx, w.ticket, w.message, false), s.tellClient(ctx, tx, out.Ticket, w.message, false),
			s.Tickets.DoneAnswering(ctx, tx, t.ID, by.UserID), s.Tickets.Seen(ctx, tx, by.UserID, t.ID),
		)
	})
	return out, err
}

// Note writes what staff alone see. It changes nothing for the client, and tells nobody by mail.
func (s *Service) Note(ctx context.Context, by access.Caller, number string, p Post) (out Sent, err error) {
	if err := p.Check(); err != nil {
		return out, err
	}
	err = s.atWork(ctx, by, number, func(ctx context.Context, tx db.Tx, t ticket.Ticket) error {
		key := onceKey("note/"+by.UserID+"/"+t.ID, p.Once, p.Body)
		w, err := s.again(ctx, tx, key)
		if err == nil && !w.again {
			if w, err = s.write(ctx, tx, t, staffWriter(by), p, key, ticket.Change{}); err == nil {
				err = s.index(ctx, tx, w.ticket, w.message, false)
			}
		}
		out = Sent{w.ticket, w.message}
		return err
	})
	return out, err
}

// Chosen returns the tickets with these numbers, for staff who want to change them together; what there is not is left out. It may
// return [access.ErrNotStaff] and [ErrTooMany].
func (s *Service) Chosen(ctx context.Context, by access.Caller, numbers []string) ([]ticket.Ticket, error) {
	tx := s.DB.Read()
	if err := s.Gate.AtWork(ctx, tx, by); err != nil {
		return nil, err
	}
	if len(numbers) > MostAtOnce {
		return nil, ErrTooMany
	}
	byNumber, err := s.Tickets.ByNumbers(ctx, tx, numbers)
	var all []ticket.Ticket
	for _, number := range slices.Sorted(maps.Keys(byNumber)) {
		all = append(all, byNumber[number])
	}
	return all, err
}

// turn is how long one transaction works on several tickets: others write between two.
const turn = 3 * time.Millisecond

// each runs an act of staff on several tickets, on as many in a transaction as fit in a turn, each once; numbers that there are not
// are left out, and so is what the act returns [ticket.ErrNotNow] of. It returns on how many it was done: that stays done before an
// error. It may return [ErrTooMany].
func (s *Service) each(ctx context.Context, by access.Caller, numbers []string,
	act func(ctx context.Context, tx db.Tx, t ticket.Ticket) error,
) (done int, err error) {
	if len(numbers) > MostAtOnce {
		return 0, ErrTooMany
	}
	for left := slices.Compact(slices.Sorted(slices.Values(numbers))); len(left) > 0; {
		now := 0
		err := s.staffOwn(ctx, by, func(ctx context.Context, tx db.Tx) error {
			for began := time.Now(); len(left) > 0 && time.Since(began) < turn; left = left[1:] {
				t, err := s.Tickets.ByNumber(ctx, tx, left[0])
				if errors.Is(err, ticket.ErrNotFound) || err == nil && t.Status == ticket.Merged {
					continue
				}
				if err == nil {
					err = act(ctx, tx, t)
				}
				if errors.Is(err, ticket.ErrNotNow) {
					continue
				}
				if err != nil {
					return err
				}
				now++
			}
			return nil
		})
		if err != nil {
			return done, err
		}
		done += now
	}
	return done, nil
}

// Assign gives tickets to a member of staff, who is told unless it is the caller; "" takes them from whoever has them. It
// returns how many they have then, and may return [ErrAssignee] and [ErrTooMany].
func (s *Service) Assign(ctx context.Context, by access.Caller, userID string, numbers ...string) (int, error) {
	return s.each(ctx, by, numbers, func(ctx context.Context, tx db.Tx, t ticket.Ticket) error {
		done := line{event: ticket.Unassign}
		if userID != "" {
			u, err := s.Users.ByID(ctx, tx, userID)
			if err != nil || !u.Staff() || u.Disabled() {
				return errors.Join(ErrAssignee, err)
			}
			if done = (line{ticket.Assign, u.Name}); u.ID == by.UserID {
				done = line{event: ticket.Claim}
			}
		}
		if t.Assignee == userID {
			return nil
		}
		t, err := s.arranged(ctx, tx, t, staffWriter(by), ticket.Change{Assignee: &userID}, done)
		if err != nil || userID == "" {
			return err
		}
		return s.tellStaff(ctx, tx, t, ticket.Message{ID: t.LastPublicID}, ticket.AlertAssigned, by.UserID)
	})
}

// CloseAll closes tickets, and returns how many; those that can't be closed stay as they are. It may return [ErrTooMany].
func (s *Service) CloseAll(ctx context.Context, by access.Caller, numbers ...string) (int, error) {
	return s.each(ctx, by, numbers, func(ctx context.Context, tx db.Tx, t ticket.Ticket) error {
		_, err := s.closed(ctx, tx, by, t)
		return err
	})
}

// closed is what staff do who close a ticket.
func (s *Service) closed(ctx context.Context, tx db.Tx, by access.Caller, t ticket.Ticket) (ticket.Ticket, error) {
	t, err := s.happened(ctx, tx, t, staffWriter(by), ticket.Change{Event: ticket.Close}, "")
	if err != nil {
		return t, err
	}
	return t, s.turnedByStaff(ctx, tx, by, t, ticket.Close)
}

// ResumeAtDesk has a ticket wait for the host again. It may return [ticket.ErrNotNow].
func (s *Service) ResumeAtDesk(ctx context.Context, by access.Caller, number string) error {
	return s.atWork(ctx, by, number, func(ctx context.Context, tx db.Tx, t ticket.Ticket) error {
		t, err := s.happened(ctx, tx, t, staffWriter(by), ticket.Change{Event: ticket.Resume}, "")
		if err != nil {
			return err
		}
		return s.turnedByStaff(ctx, tx, by, t, ticket.Resume)
	})
}

// Sort gives a ticket to a department, and a priority; the zero values leave either as it is. Whoever belongs to a department
// that gets a ticket which nobody has is told as of a new one. It may return [ErrDepartment] and [ticket.ErrUnknown].
func (s *Service) Sort(ctx context.Context, by access.Caller, number, departmentID string, priority ticket.Priority) error {
	if priority < 0 || priority > ticket.Low {
		return ticket.ErrUnknown
	}
	return s.atWork(ctx, by, number, func(ctx context.Context, tx db.Tx, t ticket.Ticket) error {
		if departmentID != "" {
			if _, err := s.department(ctx, tx, departmentID); err != nil {
				return err
			}
		}
		before, done := t.DepartmentID, []line(nil)
		if departmentID != "" && departmentID != t.DepartmentID {
			done = append(done, line{ticket.ToDepartment, departmentID})
		}
		if priority != 0 && priority != t.Priority {
			done = append(done, line{ticket.ToPriority, strconv.Itoa(int(priority))})
		}
		if len(done) == 0 {
			return nil
		}
		t, err := s.arranged(ctx, tx, t, staffWriter(by), ticket.Change{DepartmentID: departmentID, Priority: priority}, done...)
		if err != nil || t.DepartmentID == before || t.Assignee != "" || t.Status != ticket.Open {
			return err
		}
		return s.tellStaff(ctx, tx, t, ticket.Message{ID: t.LastPublicID}, ticket.AlertNew, by.UserID)
	})
}

// ForClient is a ticket that staff open for somebody of an account.
type ForClient struct {
	NewTicket
	UserID string // "" for the owner; an account without one has the ticket all the same
}

// OpenFor opens a ticket for a client, who is told by mail. In an account without an owner it waits for whoever becomes that, and
// only contacts get mail until then. It returns [access.ErrNotStaff], [account.ErrNotFound] unless the
// person may see the account's tickets, [ErrDepartment], [ErrSubject], [ErrBody], or [ErrLooksLikeCode].
func (s *Service) OpenFor(ctx context.Context, by access.Caller, f ForClient) (out Sent, err error) {
	title, err := subject(f.Subject, f.Sure)
	if err := errors.Join(err, f.Check()); err != nil {
		return out, err
	}
	err = s.Gate.Do(ctx, by, s.Gate.AtWork, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		key := onceKey("open-for/"+by.UserID+"/"+f.AccountID, f.Once, title, f.Body)
		w, err := s.again(ctx, tx, key)
		if err != nil || w.again {
			out = Sent{w.ticket, w.message}
			return access.Nothing, err
		}
		m, err := s.of(ctx, tx, f)
		if err != nil {
			return access.Nothing, err
		}
		w, err = s.begin(ctx, tx, ticket.Ticket{
			AccountID: m.AccountID, DepartmentID: f.DepartmentID, Subject: title, About: f.About, OpenedBy: m.UserID, Assignee: by.UserID,
			OpenedFor: by.Name,
		}, staffWriter(by), f.Post, key)
		if err != nil {
			return access.Nothing, err
		}
		out = Sent{w.ticket, w.message}
		event := inAccount("ticket.opened-for", w.ticket)
		event.Detail["member"] = m.UserID
		return event, s.tellClient(ctx, tx, w.ticket, w.message, true)
	})
	return out, err
}

// of returns the membership of the person whom a ticket is opened for.
func (s *Service) of(ctx context.Context, tx db.Reader, f ForClient) (m account.Membership, err error) {
	if f.UserID == "" {
		if f.UserID, err = s.Accounts.OwnerOf(ctx, tx, f.AccountID); err != nil {
			return m, err
		}
	}
	if f.UserID == "" {
		a, err := s.Accounts.ByID(ctx, tx, f.AccountID)
		if err == nil {
			_, err = s.department(ctx, tx, f.DepartmentID)
		}
		if err == nil && f.About != (ticket.About{}) {
			err = ErrAbout
		}
		return account.Membership{AccountID: a.ID}, err
	}
	if m, err = s.Accounts.MembershipOf(ctx, tx, f.AccountID, f.UserID); err != nil {
		return m, err
	}
	if !m.Allows(account.Tickets) {
		return m, account.ErrNotFound
	}
	if _, err := s.department(ctx, tx, f.DepartmentID); err != nil {
		return m, err
	}
	return m, s.mayBeAbout(ctx, tx, m, f.About)
}
