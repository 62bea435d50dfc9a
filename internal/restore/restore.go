// Package restore deals with a database that was put back, or whose end was cut off. What was granted in it may have
// been ended since, what was used is unused again, and what waits to be sent may have been sent: so everything that is
// granted ends, codes of now are spent, and messages wait until an administrator lets them go. Each table's owner says
// what that is for its rows.
package restore

import (
	"context"
	"errors"
	"strconv"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/challenge"
	"latchkey/internal/clock"
	"latchkey/internal/contact"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/recovery"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
	"latchkey/internal/wiring"
)

// Why is how it was noticed that a database was put back.
type Why string

// The reasons.
const (
	Copy     Why = "copy"     // it is a copy that `latchkey backup` made
	Behind   Why = "behind"   // its audit log has not come as far as its mark says
	Unmarked Why = "unmarked" // its audit log says that a mark is kept, and there is none

	Unreadable Why = "unreadable" // the mark is there and does not open
)

// ErrNothing says that there is nothing to acknowledge, or that nothing is held.
var ErrNothing = errors.New("there is nothing of a restore left to do")

const (
	restored     = "database.restored"
	acknowledged = "database.acknowledged"
)

// Service acts when a database was put back.
type Service struct {
	DB         *db.DB
	Users      *user.Users
	Sessions   *session.Sessions
	Browsers   *session.Browsers
	Challenges *challenge.Challenges
	Factors    *factor.Factors
	Audit      *audit.Log
	Outbox     *message.Outbox
	Gate       *access.Gate
	Notices    *notice.Notices
	Contact    *contact.Service
	Accounts   *account.Accounts
	Links      *signin.Links
	Cases      *recovery.Cases
	Tickets    *ticket.Tickets
}

// New returns the service of a host.
func New(a *wiring.Authority, cases *recovery.Cases) *Service {
	return &Service{
		DB: a.DB, Users: a.Users, Sessions: a.Sessions, Browsers: a.Browsers, Challenges: a.Challenges, Factors: a.Factors,
		Audit: a.Audit, Outbox: a.Outbox, Gate: a.Gate, Notices: a.Notices, Contact: a.Contact, Accounts: a.Accounts, Links: a.Links,
		Cases: cases, Tickets: a.Tickets,
	}
}

// Noticed returns why the database counts as put back, before it is served; "" if it does not. Mark is the audit log's
// mark as it is kept outside, see [audit.Log.Compare].
func (s *Service) Noticed(ctx context.Context, mark string) (Why, error) {
	if isCopy, err := s.DB.IsCopy(ctx); err != nil || isCopy {
		return Copy, err
	}
	standing, err := s.Audit.Compare(ctx, s.DB.Read(), mark)
	return map[audit.Standing]Why{audit.Behind: Behind, audit.Unmarked: Unmarked, audit.Unreadable: Unreadable}[standing], err
}

// Begin makes the database ready to be served, before anybody reaches it: if it was put back, everything that it grants
// ends, in one transaction with the row that says so. It also has the log say that a mark is kept.
func (s *Service) Begin(ctx context.Context, why Why) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if why != "" {
			if err := s.end(ctx, tx, why); err != nil {
				return err
			}
		}
		return s.Audit.KeepMarks(ctx, tx)
	})
}

func (s *Service) end(ctx context.Context, tx db.Tx, why Why) error {
	for _, end := range []func(context.Context, db.Tx) error{
		s.Sessions.Restored, s.Browsers.Restored, s.Challenges.Restored, s.Factors.Restored, s.Notices.Restored,
		s.Contact.Restored, s.Accounts.Restored, s.Links.Restored, s.Cases.Restored, s.Tickets.Restored,
		s.endSetUpLink,
	} {
		if err := end(ctx, tx); err != nil {
			return err
		}
	}
	compared, err := db.Compared(ctx, tx)
	if err == nil && !compared {
		err = s.Factors.DoubtCodes(ctx, tx)
	}
	if err != nil {
		return err
	}
	held, err := s.Outbox.HoldAll(ctx, tx)
	if err != nil {
		return err
	}
	if err := db.NoCopy(ctx, tx); err != nil {
		return err
	}
	err = s.Audit.Append(ctx, tx, audit.Event{Kind: restored, Detail: map[string]string{
		"why": string(why), "held": strconv.FormatInt(held, 10),
	}})
	if err != nil {
		return err
	}
	return s.notify(ctx, tx)
}

// endSetUpLink ends the link that makes the first administrator; the start prints another where there is none.
func (s *Service) endSetUpLink(ctx context.Context, tx db.Tx) error {
	return s.Users.KeepLink(ctx, tx, "", clock.Instant(0))
}

// notify writes to every administrator. These messages are new, so they go out.
func (s *Service) notify(ctx context.Context, tx db.Tx) error {
	ids, err := s.Users.AdministratorIDs(ctx, tx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		u, err := s.Users.ByID(ctx, tx, id)
		if err != nil {
			return err
		}
		err = s.Outbox.Add(ctx, tx, message.Message{
			UserID: u.ID, Recipient: u.Email, Language: u.Language, Kind: message.DatabaseRestored, Data: message.Data{Name: u.Name},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// State is what is left to do after a restore.
type State struct {
	Why    Why           // "" if an administrator has acknowledged the last one, or there was none
	At     clock.Instant // when it was noticed
	OnHold int           // messages that wait for an administrator
}

// State returns what is left to do.
func (s *Service) State(ctx context.Context, tx db.Reader) (state State, err error) {
	if state.OnHold, err = s.Outbox.CountHeld(ctx, tx); err != nil {
		return state, err
	}
	was, found, err := s.latest(ctx, tx, restored)
	if err != nil || !found {
		return state, err
	}
	seen, found, err := s.latest(ctx, tx, acknowledged)
	if err != nil || found && seen.Seq > was.Seq {
		return state, err
	}
	state.Why, state.At = Why(was.Detail["why"]), was.At
	if state.Why == "" { // its details were let go of
		state.Why = Copy
	}
	return state, nil
}

func (s *Service) latest(ctx context.Context, tx db.Reader, kind string) (audit.Record, bool, error) {
	found, _, err := audit.Find(ctx, tx, audit.Filter{Kind: kind}, 0, 1)
	if err != nil || len(found) == 0 {
		return audit.Record{}, false, err
	}
	return found[0], true, nil
}

// Acknowledge records that an administrator knows of the restore; until then everybody at the desk is told of it. It
// returns [ErrNothing] if there is none to know of.
func (s *Service) Acknowledge(ctx context.Context, by access.Caller) error {
	return s.Gate.Do(ctx, by, s.Gate.Administrator, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		state, err := s.State(ctx, tx)
		if err == nil && state.Why == "" {
			err = ErrNothing
		}
		return audit.Event{Kind: acknowledged}, err
	})
}

// SendHeld has the held messages sent; for administrators. It returns [ErrNothing] if none is held.
func (s *Service) SendHeld(ctx context.Context, by access.Caller) error {
	return s.release(ctx, by, "messages.sent-after-restore", s.Outbox.SendHeld)
}

// DropHeld gives the held messages up; for administrators. It returns [ErrNothing] if none is held.
func (s *Service) DropHeld(ctx context.Context, by access.Caller) error {
	return s.release(ctx, by, "messages.dropped-after-restore", s.Outbox.DropHeld)
}

func (s *Service) release(ctx context.Context, by access.Caller, kind string, do func(context.Context, db.Tx) (int64, error)) error {
	return s.Gate.Do(ctx, by, s.Gate.Administrator, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		n, err := do(ctx, tx)
		if err == nil && n == 0 {
			err = ErrNothing
		}
		return audit.Event{Kind: kind, Detail: map[string]string{"messages": strconv.FormatInt(n, 10)}}, err
	})
}
