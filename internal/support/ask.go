package support

import (
	"context"
	"errors"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/ticket"
)

// NewTicket is a ticket that one of an account's people opens.
type NewTicket struct {
	AccountID, DepartmentID string
	Subject                 string
	About                   ticket.About
	Post
}

// Sent is a ticket with the message that was written to it.
type Sent struct {
	Ticket  ticket.Ticket
	Message ticket.Message
}

func (w written) sent() Sent {
	t, m := forClient(w.ticket), w.message
	return Sent{t, m}
}

// Open opens a ticket. It returns [account.ErrNotFound] for an account in which the caller may not even see tickets,
// [account.ErrForbidden], [account.ErrClosed], [ErrDepartment], [ErrAbout], [ErrSubject], [ErrBody], [ErrLooksLikeCode], or a
// [TooManyError]. A form that comes twice opens one ticket.
func (s *Service) Open(ctx context.Context, by access.Caller, n NewTicket) (out Sent, err error) {
	title, err := subject(n.Subject, n.Sure)
	if err := errors.Join(err, n.check()); err != nil {
		return out, err
	}
	var m account.Membership
	may := func(ctx context.Context, tx db.Reader, by access.Caller) (err error) {
		m, err = s.opener(ctx, tx, by.UserID, n)
		return err
	}
	err = s.Gate.Do(ctx, by, may, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		key := onceKey("open/"+by.UserID, n.Once)
		w, err := s.again(ctx, tx, key)
		if err != nil || w.again {
			out = w.sent()
			return access.Nothing, err
		}
		if err := s.bounded(ctx, tx, openLimit(by.UserID)); err != nil {
			return access.Nothing, err
		}
		if w, err = s.begin(ctx, tx, ticket.Ticket{
			AccountID: m.AccountID, DepartmentID: n.DepartmentID, Subject: title, About: n.About, OpenedBy: by.UserID,
		}, memberWriter(by), n.Post, key); err != nil {
			return access.Nothing, err
		}
		out = w.sent()
		if err := s.Tickets.MarkRead(ctx, tx, w.ticket.ID, by.UserID, w.message.ID); err != nil {
			return access.Nothing, err
		}
		event := inAccount("ticket.opened", w.ticket)
		return event, s.tellStaff(ctx, tx, w.ticket, w.message, ticket.AlertNew, by.UserID)
	})
	return out, err
}

// opener returns the membership of somebody who may open this ticket.
func (s *Service) opener(ctx context.Context, tx db.Reader, userID string, n NewTicket) (account.Membership, error) {
	m, err := s.Accounts.MembershipOf(ctx, tx, n.AccountID, userID)
	if err != nil {
		return m, err
	}
	if !m.Allows(account.Tickets) {
		return m, account.ErrNotFound
	}
	d, err := s.department(ctx, tx, n.DepartmentID)
	if err == nil && !d.Open() {
		err = ErrDepartment
	}
	if err != nil {
		return m, err
	}
	if err := mayManage(m, d); err != nil {
		return m, err
	}
	return m, s.mayBeAbout(ctx, tx, m, n.About)
}

// begin stores a new ticket with its first message.
func (s *Service) begin(ctx context.Context, tx db.Tx, t ticket.Ticket, from writer, p Post, key string) (written, error) {
	event := ticket.Ask
	if from.author == ticket.ByStaff {
		event = ticket.Answer
	}
	next, err := ticket.None.Next(event, from.author)
	if err != nil {
		return written{}, err
	}
	t.Status, t.UpdatedAt = next, s.Clock.Now()
	if t, err = s.Tickets.Add(ctx, tx, t); err != nil {
		return written{}, err
	}
	w, err := s.write(ctx, tx, t, from, p, key, ticket.Change{Event: event})
	if err != nil {
		return w, err
	}
	return w, s.index(ctx, tx, w.ticket, w.message, true)
}

// onTicket is an act on a ticket that the caller sees as the account's member.
type onTicket func(ctx context.Context, tx db.Tx, t ticket.Ticket, m account.Membership) (audit.Event, error)

// onTheirs runs an act on a ticket that the caller may manage, in one transaction.
func (s *Service) onTheirs(ctx context.Context, by access.Caller, number string, act onTicket) error {
	return s.onOne(ctx, by, number, act, func(ctx context.Context, tx db.Reader, t ticket.Ticket, m account.Membership) error {
		d, err := s.department(ctx, tx, t.DepartmentID)
		if err != nil {
			return err
		}
		return mayManage(m, d)
	})
}

// onSeen runs an act on a ticket that the caller may see.
func (s *Service) onSeen(ctx context.Context, by access.Caller, number string, act onTicket) error {
	return s.onOne(ctx, by, number, act, func(context.Context, db.Reader, ticket.Ticket, account.Membership) error { return nil })
}

func (s *Service) onOne(ctx context.Context, by access.Caller, number string, act onTicket,
	rule func(ctx context.Context, tx db.Reader, t ticket.Ticket, m account.Membership) error,
) error {
	var t ticket.Ticket
	var m account.Membership
	may := func(ctx context.Context, tx db.Reader, by access.Caller) (err error) {
		if t, m, err = s.theirs(ctx, tx, by.UserID, number); err != nil {
			return err
		}
		return rule(ctx, tx, t, m)
	}
	return s.Gate.Do(ctx, by, may, func(ctx context.Context, tx db.Tx) (audit.Event, error) { return act(ctx, tx, t, m) })
}

// Reply writes to a ticket; a closed one is open again. It returns [ticket.ErrNotFound], [account.ErrForbidden],
// [account.ErrClosed], [ErrBody], [ErrLooksLikeCode], or a [TooManyError]. A form that comes twice is written once.
func (s *Service) Reply(ctx context.Context, by access.Caller, number string, p Post) (out Sent, err error) {
	if err := p.check(); err != nil {
		return out, err
	}
	err = s.onTheirs(ctx, by, number, func(ctx context.Context, tx db.Tx, t ticket.Ticket, _ account.Membership) (audit.Event, error) {
		key := onceKey("reply/"+by.UserID, p.Once)
		w, err := s.again(ctx, tx, key)
		if err != nil || w.again {
			out = w.sent()
			return access.Nothing, err
		}
		if err := s.bounded(ctx, tx, replyLimit(by.UserID)); err != nil {
			return access.Nothing, err
		}
		if w, err = s.ask(ctx, tx, t, memberWriter(by), p, key); err != nil {
			return access.Nothing, err
		}
		out = w.sent()
		event := access.Nothing
		if t.Status == ticket.Closed {
			event = turned(ticket.Ask, w.ticket)
		}
		return event, s.Tickets.MarkRead(ctx, tx, t.ID, by.UserID, w.message.ID)
	})
	return out, err
}

// ask is what the client's side writes.
func (s *Service) ask(ctx context.Context, tx db.Tx, t ticket.Ticket, from writer, p Post, key string) (written, error) {
	w, err := s.write(ctx, tx, t, from, p, key, ticket.Change{Event: ticket.Ask})
	if err != nil || w.again {
		return w, err
	}
	if err := s.index(ctx, tx, w.ticket, w.message, false); err != nil {
		return w, err
	}
	return w, s.tellStaff(ctx, tx, w.ticket, w.message, ticket.AlertReply, from.id)
}

// Close closes a ticket.
func (s *Service) Close(ctx context.Context, by access.Caller, number string) error {
	return s.turn(ctx, by, number, ticket.Close)
}

// Resume has a ticket wait for the host again. It may return [ticket.ErrNotNow].
func (s *Service) Resume(ctx context.Context, by access.Caller, number string) error {
	return s.turn(ctx, by, number, ticket.Resume)
}

func (s *Service) turn(ctx context.Context, by access.Caller, number string, e ticket.Event) error {
	return s.onTheirs(ctx, by, number, func(ctx context.Context, tx db.Tx, t ticket.Ticket, _ account.Membership) (audit.Event, error) {
		if err := s.bounded(ctx, tx, replyLimit(by.UserID)); err != nil {
			return access.Nothing, err
		}
		t, err := s.happened(ctx, tx, t, memberWriter(by), ticket.Change{Event: e}, "")
		if err != nil {
			return access.Nothing, err
		}
		return turned(e, t), s.Tickets.MarkRead(ctx, tx, t.ID, by.UserID, t.LastPublicID)
	})
}
