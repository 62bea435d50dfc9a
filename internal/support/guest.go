package support

import (
	"context"
	"errors"
	"slices"

	"latchkey/internal/address"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/locale"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// ContactForm is what somebody writes without signing in.
type ContactForm struct {
	Name, Email  string
	Subject      string
	DepartmentID string // "" for the first that takes such tickets
	Language     string // of the page
	Post
	By session.Client
}

// Contact stores a ticket of somebody who has not signed in, and mails a link that confirms the address; the mail quotes
// nothing that was typed. The answer is the same whosever the address is. It returns [user.ErrBadName],
// [user.ErrBadEmail], [ErrSubject], [ErrBody], [ErrLooksLikeCode], [ErrDepartment], or a [TooManyError] about the network.
// An address that has got enough mails for the day gets none, and what is written in its name is stored. A form that comes twice
// is stored once.
func (s *Service) Contact(ctx context.Context, f ContactForm) error {
	f.Name, f.Email = locale.Bare(f.Name), locale.Bare(f.Email)
	title, err := subject(f.Subject, f.Sure)
	_, parsed := address.ParseEmail(f.Email)
	if err := errors.Join(user.CheckName(f.Name), parsed, err, f.check()); err != nil {
		return err
	}
	emailKey := ticket.EmailKey(f.Email)
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		key := onceKey("contact/"+emailKey, f.Once)
		if w, err := s.again(ctx, tx, key); err != nil || w.again {
			return err
		}
		d, err := s.forGuests(ctx, tx, f.DepartmentID)
		if err != nil {
			return err
		}
		if err := s.bounded(ctx, tx, guestLimits(f.By.Address)...); err != nil {
			return err
		}
		enough, err := s.Limiter.Reserve(ctx, tx, guestMails(emailKey))
		if err != nil {
			return err
		}
		t := ticket.Ticket{
			DepartmentID: d.ID, Subject: title,
			Guest: ticket.Guest{Name: f.Name, Email: f.Email, Language: f.Language},
		}
		w, err := s.begin(ctx, tx, t, guestWriter(t), f.Post, key)
		if err != nil {
			return err
		}
		return s.confirmOrDrop(ctx, tx, w.ticket, enough == nil)
	})
}

// confirmOrDrop mails the link that confirms the address, if it may get a mail, unless it is blocked: then the ticket is spam, which
// whoever wrote it is not told.
func (s *Service) confirmOrDrop(ctx context.Context, tx db.Tx, t ticket.Ticket, may bool) error {
	blocked, err := s.Tickets.Blocked(ctx, tx, t.Guest.Email)
	if err != nil {
		return err
	}
	if blocked {
		if t, err = s.Tickets.Move(ctx, tx, t, ticket.Change{Event: ticket.Block, By: ticket.ByStaff}); err != nil {
			return err
		}
		return s.indexAll(ctx, tx, t)
	}
	if !may {
		return nil
	}
	return s.mailConfirm(ctx, tx, t)
}

// mailConfirm mails a link that confirms the address of a guest's ticket.
func (s *Service) mailConfirm(ctx context.Context, tx db.Tx, t ticket.Ticket) error {
	token, until, err := s.Tickets.NewLink(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	return s.Outbox.Add(ctx, tx, message.Message{
		Recipient: t.Guest.Email, Kind: message.GuestConfirm, Language: t.Guest.Language, Secret: token, ExpiresAt: until,
	})
}

// ContactAgain mails the link that confirms an address once more, for the last message that came from it and waits for that. Where
// there is none it does nothing, and says nothing of it. It may return [user.ErrBadEmail], or a [TooManyError] about
// the network or the address: what is sent again counts as what is written.
func (s *Service) ContactAgain(ctx context.Context, email string, by session.Client) error {
	email = locale.Bare(email)
	if _, err := address.ParseEmail(email); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := s.bounded(ctx, tx, append(guestLimits(by.Address), guestMails(ticket.EmailKey(email)))...); err != nil {
			return err
		}
		t, err := s.Tickets.Unconfirmed(ctx, tx, email)
		if errors.Is(err, ticket.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.mailConfirm(ctx, tx, t)
	})
}

// forGuests returns a department that people without an account write to.
func (s *Service) forGuests(ctx context.Context, tx db.Reader, id string) (ticket.Department, error) {
	all, err := s.Tickets.Departments(ctx, tx)
	if err != nil {
		return ticket.Department{}, err
	}
	at := slices.IndexFunc(all, func(d ticket.Department) bool { return (id == "" || d.ID == id) && d.Open() && !d.ClientsOnly })
	if at < 0 {
		return ticket.Department{}, ErrDepartment
	}
	return all[at], nil
}

// GuestThread is a ticket as whoever holds its link sees it. Before the address is confirmed it has nothing that was typed.
type GuestThread struct {
	Ticket     ticket.Ticket // of an unconfirmed one, the number and the state alone
	Department ticket.Department
	Messages   []ticket.Message
	Older      string
	Confirmed  bool
}

// GuestTicket returns the ticket that a link with this token leads to; [ticket.ErrNotFound] for one that does not work.
func (s *Service) GuestTicket(ctx context.Context, token, before string) (out GuestThread, err error) {
	tx := s.DB.Read()
	t, err := s.Tickets.ByLink(ctx, tx, token)
	if err != nil {
		return out, err
	}
	if t.Guest.ConfirmedAt.IsZero() {
		out.Ticket = ticket.Ticket{Number: t.Number, OpenedAt: t.OpenedAt, Guest: ticket.Guest{Email: t.Guest.Email}}
		return out, nil
	}
	out.Ticket, out.Confirmed = forGuest(t), true
	if out.Messages, out.Older, err = s.messages(ctx, tx, t.ID, before, false); err != nil {
		return out, err
	}
	out.Messages = forClients(out.Messages, "")
	out.Department, err = s.department(ctx, tx, t.DepartmentID)
	return out, err
}

// forGuest is a ticket as its guest sees it: one that staff have taken for spam looks closed.
func forGuest(t ticket.Ticket) ticket.Ticket {
	t = forClient(t)
	if t.Status == ticket.Spam {
		t.Status = ticket.Closed
	}
	return t
}

// GuestSince is [Service.Since] for whoever holds the link of a ticket whose address is confirmed.
func (s *Service) GuestSince(ctx context.Context, token, after string) (News, error) {
	tx := s.DB.Read()
	t, err := s.Tickets.ByLink(ctx, tx, token)
	if err == nil && t.Guest.ConfirmedAt.IsZero() {
		err = ticket.ErrNotFound
	}
	if err != nil {
		return News{}, err
	}
	all, err := s.Tickets.Thread(ctx, tx, t.ID, ticket.Part{After: after, Limit: PageSize})
	return News{forClients(all, ""), forGuest(t).Status}, err
}

// ConfirmGuest records that whoever holds the link reads the guest's mailbox. Staff are told of the ticket then, and not
// before. A second time it changes nothing. It returns [ticket.ErrNotFound].
func (s *Service) ConfirmGuest(ctx context.Context, token string, by session.Client) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		t, err := s.Tickets.ByLink(ctx, tx, token)
		if err != nil || !t.Guest.ConfirmedAt.IsZero() {
			return err
		}
		if t, err = s.Tickets.Confirm(ctx, tx, t); err != nil {
			return err
		}
		err = s.Audit.Append(ctx, tx, audit.Event{
			Kind: "ticket.guest-confirmed", Network: by.Network(), Detail: map[string]string{"ticket": t.Number},
		})
		if err != nil || t.Status == ticket.Spam {
			return err
		}
		m, err := s.Tickets.Message(ctx, tx, t.LastPublicID)
		if err != nil {
			return err
		}
		return s.tellStaff(ctx, tx, t, m, ticket.AlertNew, "")
	})
}

// onGuests runs an act on the ticket that a link leads to, once the address is confirmed.
func (s *Service) onGuests(ctx context.Context, token string, act func(ctx context.Context, tx db.Tx, t ticket.Ticket) error) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		t, err := s.Tickets.ByLink(ctx, tx, token)
		if err == nil && t.Guest.ConfirmedAt.IsZero() {
			err = ticket.ErrNotFound
		}
		if err != nil {
			return err
		}
		return act(ctx, tx, t)
	})
}

// GuestReply writes to the ticket that a link leads to. It returns [ticket.ErrNotFound], [ErrBody], [ErrLooksLikeCode], or a
// [TooManyError]. A form that comes twice is written once.
func (s *Service) GuestReply(ctx context.Context, token string, p Post) error {
	if err := p.check(); err != nil {
		return err
	}
	return s.onGuests(ctx, token, func(ctx context.Context, tx db.Tx, t ticket.Ticket) error {
		key := onceKey("guest/"+t.ID, p.Once)
		if w, err := s.again(ctx, tx, key); err != nil || w.again {
			return err
		}
		if err := s.bounded(ctx, tx, replyLimit(t.ID)); err != nil {
			return err
		}
		_, err := s.ask(ctx, tx, t, guestWriter(t), p, key)
		return err
	})
}

// GuestClose closes the ticket that a link leads to. It returns [ticket.ErrNotFound] or [ticket.ErrNotNow].
func (s *Service) GuestClose(ctx context.Context, token string) error {
	return s.onGuests(ctx, token, func(ctx context.Context, tx db.Tx, t ticket.Ticket) error {
		if err := s.bounded(ctx, tx, replyLimit(t.ID)); err != nil {
			return err
		}
		_, err := s.happened(ctx, tx, t, guestWriter(t), ticket.Change{Event: ticket.Close}, "")
		return err
	})
}
