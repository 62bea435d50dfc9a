// Package support holds what people do with tickets: members of client accounts, guests who can't sign in, and the
// host's staff. Each act is guarded by who the caller is now, and what it changes, who is told and its row in the audit
// log are one transaction. Where tickets are stored, and in which order things can happen to one, is in package ticket.
package support

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/announcement"
	"latchkey/internal/attachment"
	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/locale"
	"latchkey/internal/message"
	"latchkey/internal/seal"
	"latchkey/internal/service"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/throttle"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// How much a ticket takes.
const (
	LongestSubject = 150    // characters
	LongestBody    = 20_000 // characters
	PageSize       = 50     // tickets of a list, and messages of a thread
	MostAtOnce     = 50     // tickets that staff change together
)

var (
	// ErrSubject refuses a subject that shows nothing, is too long or is more than a line.
	ErrSubject = errors.New("a subject takes one line of 1 to 150 characters")
	// ErrBody refuses a message that shows nothing or is too long.
	ErrBody = errors.New("a message takes 1 to 20,000 characters")
	// ErrLooksLikeCode asks whether a message with what looks like a code is to be sent all the same.
	ErrLooksLikeCode = errors.New("the message has something in it that looks like a code")
	// ErrChanged asks whether an answer is to be sent although the ticket has changed while it was typed.
	ErrChanged = errors.New("the ticket has changed since")
	// ErrDepartment refuses a department that there is not, or that takes no such ticket.
	ErrDepartment = errors.New("this department takes no such ticket")
	// ErrAbout refuses something that there is not, or that the person may not see.
	ErrAbout = errors.New("there is nothing like that which the ticket could be about")
	// ErrFollower refuses somebody who does not belong to the ticket's account.
	ErrFollower = errors.New("only members and contacts of the account follow its tickets")
	// ErrAssignee refuses somebody who is not staff.
	ErrAssignee = errors.New("only staff get tickets assigned")
	// ErrMerge refuses to merge tickets that are not of one account, or of one guest's confirmed address.
	ErrMerge = errors.New("only tickets of one account, or of one confirmed address, are merged")
	// ErrTooMany refuses to change more than [MostAtOnce] tickets together.
	ErrTooMany = errors.New("too many tickets at once")
)

// TooManyError refuses what somebody has done too often of late.
type TooManyError struct{ Refusal throttle.Refusal }

func (e TooManyError) Error() string { return "too many messages; wait " + e.Refusal.Wait.String() }

// Cases says which recovery cases there are.
type Cases interface {
	// InQueue returns those that are not over, for the queue. It asks the database once, however many there are.
	InQueue(ctx context.Context, tx db.Reader) ([]Case, error)
	// UnderWay returns the one of a person that is not over; nil if there is none. It names nobody.
	UnderWay(ctx context.Context, tx db.Reader, userID string) (*Case, error)
}

// Service acts on tickets.
type Service struct {
	DB            *db.DB
	Clock         *clock.Clock
	Users         *user.Users
	Sessions      *session.Sessions
	Accounts      *account.Accounts
	Services      *service.Services
	Domains       *domain.Domains
	Invoices      *invoice.Invoices
	Tickets       *ticket.Tickets
	Announcements *announcement.Announcements
	Settings      *setting.Settings
	Limiter       *throttle.Limiter
	Audit         *audit.Log
	Outbox        *message.Outbox
	Gate          *access.Gate
	Files         *attachment.Files

	Cases Cases // nil: there are none
}

// Post is what somebody writes.
type Post struct {
	Body string // Markdown
	Once string // of the form that it was typed into: sent twice, it is written once; "": it is not known
	Sure bool   // the writer knows that it looks like a code

	// With adds what goes with the message, in its transaction; nil: nothing does.
	With func(ctx context.Context, tx db.Tx, messageID string) error
}

// check returns why a text can't be sent, or not yet.
func (p Post) check() error {
	if n := utf8.RuneCountInString(p.Body); n > LongestBody || !utf8.ValidString(p.Body) || !locale.Visible(p.Body) ||
		strings.ContainsRune(p.Body, 0) {
		return ErrBody
	}
	if !p.Sure && code.In(p.Body) {
		return ErrLooksLikeCode
	}
	return nil
}

// subject returns a subject as it is stored.
func subject(text string, sure bool) (string, error) {
	text = locale.Bare(text)
	if n := utf8.RuneCountInString(text); n > LongestSubject || !utf8.ValidString(text) || !locale.Visible(text) ||
		strings.ContainsFunc(text, steers) {
		return "", ErrSubject
	}
	if !sure && code.In(text) {
		return "", ErrLooksLikeCode
	}
	return text, nil
}

// steers tells what breaks a line, commands a terminal or turns the text around it.
func steers(r rune) bool {
	return r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r >= 0x202a && r <= 0x202e ||
		r >= 0x2066 && r <= 0x2069
}

// onceKey is the key of a form that somebody sent: nobody else's form is taken for it.
func onceKey(scope, once string) string {
	if once == "" {
		return ""
	}
	return seal.HashToken(scope + "/" + once)
}

// writer is who writes a message.
type writer struct {
	author   ticket.Author
	id, name string
	proven   ticket.Proof
	source   ticket.Source
}

func memberWriter(by access.Caller) writer {
	return writer{ticket.ByMember, by.UserID, by.Name, ticket.BySession, ticket.Web}
}

func staffWriter(by access.Caller) writer {
	return writer{ticket.ByStaff, by.UserID, by.Name, ticket.BySession, ticket.Desk}
}

func guestWriter(t ticket.Ticket) writer {
	w := writer{author: ticket.ByGuest, name: t.Guest.Name, source: ticket.Web}
	if !t.Guest.ConfirmedAt.IsZero() {
		w.proven = ticket.GuestConfirmed
	}
	return w
}

// written is a ticket with the message that was just written to it.
type written struct {
	ticket  ticket.Ticket
	message ticket.Message
	again   bool // it was written before: the form came twice
}

// again returns what the form with this key has written before.
func (s *Service) again(ctx context.Context, tx db.Reader, key string) (w written, err error) {
	if key == "" {
		return w, nil
	}
	w.message, err = s.Tickets.ByOnce(ctx, tx, key)
	if errors.Is(err, ticket.ErrNotFound) {
		return written{}, nil
	}
	if err != nil {
		return w, err
	}
	w.again = true
	w.ticket, err = s.Tickets.ByID(ctx, tx, w.message.TicketID)
	return w, err
}

// write adds a message to a ticket and moves it on.
func (s *Service) write(
	ctx context.Context, tx db.Tx, t ticket.Ticket, from writer, p Post, key string, c ticket.Change,
) (w written, err error) {
	m := ticket.Message{
		TicketID: t.ID, Author: from.author, AuthorID: from.id, AuthorName: from.name, Proven: from.proven, Source: from.source,
		Body: p.Body, Internal: c.Event == "", Once: key,
	}
	m, added, err := s.Tickets.Write(ctx, tx, m)
	if err != nil || !added {
		return written{ticket: t, message: m, again: true}, err
	}
	if p.With != nil {
		if err := p.With(ctx, tx, m.ID); err != nil {
			return w, err
		}
	}
	c.By, c.Message = from.author, &m
	if t, err = s.Tickets.Move(ctx, tx, t, c); err != nil {
		return w, err
	}
	return written{ticket: t, message: m}, nil
}

// happened writes down in the thread that something happened, and moves the ticket on.
func (s *Service) happened(
	ctx context.Context, tx db.Tx, t ticket.Ticket, from writer, c ticket.Change, body string,
) (ticket.Ticket, error) {
	m, _, err := s.Tickets.Write(ctx, tx, ticket.Message{
		TicketID: t.ID, Author: ticket.BySystem, AuthorID: from.id, AuthorName: from.name, Proven: from.proven, Source: from.source,
		Event: c.Event, Body: body,
	})
	if err != nil {
		return t, err
	}
	c.By, c.Message = from.author, &m
	return s.Tickets.Move(ctx, tx, t, c)
}

// line is something that staff have arranged, as it stands in the thread for them.
type line struct {
	event ticket.Event
	body  string
}

// arranged writes down in the thread what a member of staff has arranged, for staff alone, and changes the ticket.
func (s *Service) arranged(
	ctx context.Context, tx db.Tx, t ticket.Ticket, from writer, c ticket.Change, lines ...line,
) (ticket.Ticket, error) {
	for _, l := range lines {
		m, _, err := s.Tickets.Write(ctx, tx, ticket.Message{
			TicketID: t.ID, Author: ticket.BySystem, AuthorID: from.id, AuthorName: from.name, Proven: from.proven, Source: from.source,
			Event: l.event, Body: l.body, Internal: true,
		})
		if err != nil {
			return t, err
		}
		c.Message = &m
	}
	return s.Tickets.Move(ctx, tx, t, c)
}

// department returns a department, [ErrDepartment] if there is none with that id.
func (s *Service) department(ctx context.Context, tx db.Reader, id string) (ticket.Department, error) {
	all, err := s.Tickets.Departments(ctx, tx)
	if err != nil {
		return ticket.Department{}, err
	}
	return departmentIn(all, id)
}

func departmentIn(all []ticket.Department, id string) (ticket.Department, error) {
	at := slices.IndexFunc(all, func(d ticket.Department) bool { return d.ID == id })
	if at < 0 {
		return ticket.Department{}, ErrDepartment
	}
	return all[at], nil
}
