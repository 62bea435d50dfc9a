package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/attachment"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// gaps are between two messages of a ticket: an answer takes some hours, and a night now and then.
var gaps = []time.Duration{2*time.Hour + 17*time.Minute, 41 * time.Minute, 5*time.Hour + 8*time.Minute, 19*time.Hour + 33*time.Minute}

// dated gives every message its time, back from the last one, which came on the ticket's day and never after now.
func dated(all []talk, today, now time.Time) {
	for i := range all {
		t := &all[i]
		at := today.AddDate(0, 0, t.day)
		if t.number == "" { // those with a number are looked for by tests, at midnight
			at = at.Add(time.Duration(8*60+i*53%600) * time.Minute)
		}
		if at.After(now) {
			at = now.Add(-time.Duration(9+i*7%50) * time.Minute)
		}
		for k := len(t.lines) - 1; k >= 0; k-- {
			t.lines[k].at = at
			at = at.Add(-gaps[(i+k)%len(gaps)])
		}
	}
}

// step is one line of one ticket.
type step struct{ talk, line int }

// speak writes tickets as they came about: message after message in the order of their times, so that the ids of what came
// later are greater. Files are what is attached, staged before.
func (f *filling) speak(ctx context.Context, all []talk, files map[step]*attachment.Staged) error {
	dated(all, f.today, f.Clock.Now().Time())
	var steps []step
	for i, t := range all {
		for k := range t.lines {
			steps = append(steps, step{i, k})
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return all[a.talk].lines[a.line].at.Compare(all[b.talk].lines[b.line].at) })
	tickets := make([]ticket.Ticket, len(all))
	for _, s := range steps {
		f.past.Set(all[s.talk].lines[s.line].at)
		t, err := f.say(ctx, tickets[s.talk], all[s.talk], s, files[s])
		if err != nil {
			return fmt.Errorf("%s: %w", all[s.talk].subject, err)
		}
		tickets[s.talk] = t
	}
	if f.Index == nil {
		return nil
	}
	for _, t := range tickets {
		if err := f.Index(ctx, f.tx, t); err != nil {
			return err
		}
	}
	return nil
}

// say writes one line, and opens the ticket with the first.
func (f *filling) say(ctx context.Context, t ticket.Ticket, of talk, s step, file *attachment.Staged) (ticket.Ticket, error) {
	client, by := f.client(of)
	var err error
	if s.line == 0 {
		if t, err = f.tickets().Add(ctx, f.tx, f.opened(of, client, s.talk)); err != nil {
			return t, err
		}
	}
	l := of.lines[s.line]
	m := ticket.Message{
		TicketID: t.ID, Author: by, AuthorID: client.ID, AuthorName: client.Name, Proven: ticket.BySession, Source: ticket.Web, Body: l.text,
	}
	if by == ticket.ByGuest {
		m.Proven = ticket.GuestConfirmed
	}
	change := ticket.Change{Event: ticket.Ask, By: by}
	switch l.kind {
	case '<', '!':
		staff := f.employees[of.staff]
		m.Author, m.AuthorID, m.AuthorName, m.Source, m.Internal = ticket.ByStaff, staff.ID, staff.Name, ticket.Desk, l.kind == '!'
		change = ticket.Change{Event: ticket.Answer, By: ticket.ByStaff, Assignee: &staff.ID}
		if m.Internal {
			change.Event = ""
		}
	case 'x':
		m.Author, m.Event, change.Event = ticket.BySystem, ticket.Close, ticket.Close
	}
	written, _, err := f.tickets().Write(ctx, f.tx, m)
	if err != nil {
		return t, err
	}
	if file != nil {
		owner := attachment.Owner{Kind: attachment.TicketMessage, ID: written.ID}
		if err := f.Files.Attach(ctx, f.tx, owner, file); err != nil {
			return t, err
		}
	}
	change.Message = &written
	t, err = f.tickets().Move(ctx, f.tx, t, change)
	if read := m.Author != ticket.ByStaff || of.number != ""; err != nil || by == ticket.ByGuest || !read {
		return t, err
	}
	return t, f.tickets().MarkRead(ctx, f.tx, t.ID, client.ID, written.ID)
}

// opened is a ticket as it begins.
func (f *filling) opened(of talk, client user.User, place int) ticket.Ticket {
	now := f.past.Now()
	t := ticket.Ticket{
		AccountID: f.ids[of.account], Number: of.number, Subject: of.subject, Status: ticket.Open, UpdatedAt: now, OpenedBy: client.ID,
		Guest: of.guest, Priority: of.priority,
	}
	switch {
	case t.Number == "":
		t.Number = fmt.Sprintf("T-%d", 1_000_000+(place+17)*7_368_787%9_000_000)
	case f.Full:
		t.Number = strings.Replace(t.Number, "T-", "T-100", 1) // as long as the others
	}
	if of.billing {
		t.DepartmentID = ticket.Billing
	}
	if of.guest.Email != "" {
		t.Guest.ConfirmedAt = now
	}
	if of.staff != "-" {
		t.Assignee = f.employees[of.staff].ID
	}
	return t
}

// client is who asks: the owner of the account, or a guest.
func (f *filling) client(of talk) (user.User, ticket.Author) {
	if of.guest.Email != "" {
		return user.User{Name: of.guest.Name}, ticket.ByGuest
	}
	return f.owners[of.account], ticket.ByMember
}

// stage puts what is attached beside the database, before the transaction. The caller discards them.
func (h *Host) stage(ctx context.Context, all []talk) (map[step]*attachment.Staged, error) {
	files := map[step]*attachment.Staged{}
	for i, t := range all {
		for k, l := range t.lines {
			if l.file[0] == "" {
				continue
			}
			s, err := h.Files.Stage(ctx, l.file[0], strings.NewReader(l.file[1]), int64(len(l.file[1])))
			if err != nil {
				return files, err
			}
			files[step{i, k}] = s
			if err := h.Files.Place(s); err != nil {
				return files, err
			}
		}
	}
	return files, nil
}

// tickets writes at the time that the clock of the filling shows.
func (f *filling) tickets() *ticket.Tickets {
	return &ticket.Tickets{Accounts: f.accounts(), Clock: f.past}
}

func (f *filling) accounts() *account.Accounts { return &account.Accounts{Clock: f.past} }
