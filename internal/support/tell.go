package support

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// tellStaff tells the staff whose business it is of something that happened to a ticket, each by the ways they chose. What
// they were told of and have not looked at is not told again. Besides is who did it.
func (s *Service) tellStaff(ctx context.Context, tx db.Tx, t ticket.Ticket, m ticket.Message, kind ticket.AlertKind, besides string) error {
	if t.Status == ticket.Spam {
		return nil
	}
	ids, err := s.concerned(ctx, tx, t, kind)
	if err != nil {
		return err
	}
	people, err := s.Users.ByIDs(ctx, tx, ids)
	if err != nil {
		return err
	}
	switches, err := s.Tickets.SwitchesOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		u, way := people[id], switches[id][kind]
		if !u.Staff() || u.Disabled() || id == besides || !way.Mail && !way.Page {
			continue
		}
		fresh, err := s.Tickets.Alert(ctx, tx, id, t.ID, kind, way.Page)
		if err != nil {
			return err
		}
		if !fresh || !way.Mail || !u.GetsMail() {
			continue
		}
		err = s.Outbox.Add(ctx, tx, message.Message{
			UserID: u.ID, Recipient: u.Email, Kind: staffMail[kind], Language: u.Language,
			Data: message.Data{Name: u.Name, Ticket: t.Number, Post: m.ID},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

var staffMail = map[ticket.AlertKind]message.Kind{
	ticket.AlertNew: message.StaffTicketNew, ticket.AlertReply: message.StaffTicketReply, ticket.AlertAssigned: message.StaffTicketAssigned,
}

// concerned is the ids of the staff whose business something is: who has the ticket, else its department, else all.
func (s *Service) concerned(ctx context.Context, tx db.Reader, t ticket.Ticket, kind ticket.AlertKind) (ids []string, err error) {
	if t.Assignee != "" && kind != ticket.AlertNew {
		u, err := s.Users.ByID(ctx, tx, t.Assignee)
		if err == nil && u.Staff() && !u.Disabled() { // else it is nobody's, whatever stands there
			return []string{u.ID}, nil
		}
		if err != nil && !errors.Is(err, user.ErrNotFound) {
			return nil, err
		}
	}
	d, err := s.department(ctx, tx, t.DepartmentID)
	if err != nil || len(d.Members) > 0 {
		return d.Members, err
	}
	all, err := s.Users.StaffMembers(ctx, tx)
	for _, u := range all {
		ids = append(ids, u.ID)
	}
	return slices.Clip(ids), err
}

// copies are what a contact gets of what is told to somebody who signs in.
var copies = map[message.Kind]message.Kind{
	message.TicketAnswered: message.TicketCopied, message.TicketOpened: message.TicketOpenedCopy,
}

// tellClient mails an answer of staff to the client's side. The mail holds which message it is, and not its text: that is
// read when it is sent. With opens, they have opened the ticket with it. A guest's address that is not confirmed gets nothing.
func (s *Service) tellClient(ctx context.Context, tx db.Tx, t ticket.Ticket, m ticket.Message, opens bool) error {
	if m.Internal {
		return nil
	}
	if t.ByGuest() {
		return s.tellGuest(ctx, tx, t, m)
	}
	readers, err := s.readers(ctx, tx, t)
	if err != nil {
		return err
	}
	kind := message.TicketAnswered
	if opens {
		kind = message.TicketOpened
	}
	for _, r := range readers {
		out, err := s.toReader(ctx, tx, t, r, kind)
		if err != nil {
			return err
		}
		out.Event, out.Data.Post, out.Data.Closed = "ticket/"+m.ID+"/"+r.ID, m.ID, t.Status == ticket.Closed
		if err := s.Outbox.Add(ctx, tx, out); err != nil {
			return err
		}
	}
	return nil
}

// toReader is a mail about a ticket to one of its readers: it says who has opened the ticket or follows it that they do, and to a
// contact whose contact they are.
func (s *Service) toReader(ctx context.Context, tx db.Reader, t ticket.Ticket, r reader, kind message.Kind) (message.Message, error) {
	m := message.Message{
		UserID: r.userID, Recipient: r.email, Kind: kind, Language: r.language,
		Data: message.Data{Name: r.name, Ticket: t.Number, Opened: r.userID != "" && r.userID == t.OpenedBy},
	}
	if r.Kind != ticket.FollowerContact {
		return m, nil
	}
	m.Kind = cmp.Or(copies[kind], kind)
	a, err := s.Accounts.ByID(ctx, tx, t.AccountID)
	m.Data.Contact, m.Data.Account = r.ID, a.Name
	return m, err
}

func (s *Service) tellGuest(ctx context.Context, tx db.Tx, t ticket.Ticket, m ticket.Message) error {
	if t.Guest.ConfirmedAt.IsZero() {
		return nil
	}
	token, until, err := s.Tickets.NewLink(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	return s.Outbox.Add(ctx, tx, message.Message{
		Recipient: t.Guest.Email, Kind: message.GuestAnswered, Language: t.Guest.Language, Event: "ticket/" + m.ID,
		Secret: token, ExpiresAt: until,
		Data: message.Data{Name: t.Guest.Name, Ticket: t.Number, Post: m.ID, Closed: t.Status == ticket.Closed},
	})
}

// Mailed is what a mail tells of a message.
type Mailed struct {
	Number, Subject string
	Author          string // who wrote it
	Text            string // Markdown; "" if it was redacted
	Redacted        bool
	Signature       string // of the department, in the reader's language
	ReplyTo         string // the department's address; "" is the host's
}

// StillReads reports whether a mail about a ticket's message may go still where it was to go: whoever it tells belongs to
// the ticket's account and may see its tickets, or works here; a guest's own ticket is theirs. It returns
// [ticket.ErrNotFound] if the message is gone.
func (s *Service) StillReads(ctx context.Context, m message.Message) (bool, error) {
	tx := s.DB.Read()
	p, err := s.Tickets.Posted(ctx, tx, m.Data.Post)
	if err != nil {
		return false, err
	}
	if strings.HasPrefix(string(m.Kind), "staff_") {
		u, err := s.Users.ByID(ctx, tx, m.UserID)
		return u.Staff() && u.GetsMail() && user.SameEmail(u.Email, m.Recipient), err
	}
	t, err := s.Tickets.ByID(ctx, tx, p.Message.TicketID)
	if err != nil || t.ByGuest() {
		return true, err
	}
	may, err := s.mayFollow(ctx, tx, t)
	for _, r := range may {
		if r.gets && r.userID == m.UserID && user.SameEmail(r.email, m.Recipient) {
			return true, err
		}
	}
	return false, err
}

// Mail returns what a mail tells of a message, when it is written; [ticket.ErrNotFound] for a note of staff.
func (s *Service) Mail(ctx context.Context, messageID, language string) (out Mailed, err error) {
	tx := s.DB.Read()
	p, err := s.Tickets.Posted(ctx, tx, messageID)
	if err != nil {
		return out, err
	}
	t, err := s.Tickets.ByID(ctx, tx, p.Message.TicketID)
	if err != nil {
		return out, err
	}
	d, err := s.department(ctx, tx, t.DepartmentID)
	return Mailed{
		Number: p.Number, Subject: p.Subject, Author: p.Message.AuthorName, Text: p.Message.Body, Redacted: !p.Message.Redacted.IsZero(),
		Signature: d.Texts[language].Signature, ReplyTo: d.Email,
	}, err
}
