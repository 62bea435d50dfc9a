package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

const (
	messagesEach = 5
	rowsAtOnce   = 10_000
)

// size is how much a host has. In a small one the first account has every ticket, unless they are spread over all.
type size struct {
	accounts, tickets int
	spread            bool
}

// fillDesk writes accounts with an owner each, and tickets with their messages. The first account, its owner is the first person,
// has a twentieth of the tickets, and all of a few; the last person is staff and has a sixth of them.
func fillDesk(ctx context.Context, data string, of size, people []*person) (err error) {
	d, err := db.Open(ctx, filepath.Join(data, "latchkey.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	f := &deskFiller{clock: clock.System(), people: people, language: newLanguage(), spread: of.spread}
	if err := d.InTx(ctx, f.staffed); err != nil {
		return err
	}
	if err := inParts(ctx, d, of.accounts, rowsAtOnce, each(f.account)); err != nil {
		return err
	}
	return inParts(ctx, d, of.tickets, rowsAtOnce/messagesEach, each(f.ticket))
}

// inParts runs add for 0 … count-1 in parts of so many, each a transaction.
func inParts(ctx context.Context, d *db.DB, count, atOnce int, add func(ctx context.Context, tx db.Tx, from, to int) error) error {
	for from := 0; from < count; from += atOnce {
		err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return add(ctx, tx, from, min(from+atOnce, count)) })
		if err != nil {
			return err
		}
	}
	return nil
}

// each runs add for each of a part.
func each(add func(ctx context.Context, tx db.Tx, i int) error) func(ctx context.Context, tx db.Tx, from, to int) error {
	return func(ctx context.Context, tx db.Tx, from, to int) error {
		for i := from; i < to; i++ {
			if err := add(ctx, tx, i); err != nil {
				return err
			}
		}
		return nil
	}
}

type deskFiller struct {
	clock    *clock.Clock
	people   []*person
	language *language
	spread   bool

	accounts, owners []string // ids
	staff            string   // the id
}

// staffed finds the administrator.
func (f *deskFiller) staffed(ctx context.Context, tx db.Tx) error {
	u, err := (&user.Users{Clock: f.clock}).ByEmail(ctx, tx, f.people[len(f.people)-1].Email)
	f.staff = u.ID
	return err
}

func (f *deskFiller) account(ctx context.Context, tx db.Tx, i int) error {
	accounts := &account.Accounts{Clock: f.clock}
	a, err := accounts.Create(ctx, tx, fmt.Sprintf("C-%05d", i), fmt.Sprintf("Client %d", i))
	if err != nil {
		return err
	}
	u, err := (&user.Users{Clock: f.clock}).ByEmail(ctx, tx, f.people[i].Email)
	if err != nil {
		return err
	}
	f.accounts, f.owners = append(f.accounts, a.ID), append(f.owners, u.ID)
	return accounts.Join(ctx, tx, account.Membership{AccountID: a.ID, UserID: u.ID, Role: account.Owner})
}

// of is the number of the account that has the i-th ticket.
func (f *deskFiller) of(i int) int {
	if !f.spread && (i%20 == 1 || i < fewTickets) {
		return 0
	}
	return i % len(f.accounts)
}

func (f *deskFiller) ticket(ctx context.Context, tx db.Tx, i int) error {
	tickets, of := &ticket.Tickets{Clock: f.clock}, f.of(i)
	t := ticket.Ticket{
		AccountID: f.accounts[of], Number: fmt.Sprintf("T-%d", i), Subject: fmt.Sprintf("Question %d", i), Status: ticket.Open,
		UpdatedAt: f.clock.Now(), OpenedBy: f.owners[of], Priority: ticket.Priorities[i%len(ticket.Priorities)],
	}
	if i%4 == 0 {
		t.DepartmentID = ticket.Billing
	}
	if i%6 == 0 {
		t.Assignee = f.staff
	}
	t, err := tickets.Add(ctx, tx, t)
	if err != nil {
		return err
	}
	for k := range messagesEach {
		if t, err = f.message(ctx, tx, t, i, k); err != nil {
			return err
		}
	}
	return nil
}

// ends is what becomes of tickets: a third is open, a third waits for the client, a third is closed. Those of a host with few
// all run.
func ends(i int) ticket.Event {
	if i < fewTickets && i%3 == 2 {
		return ticket.Ask
	}
	return []ticket.Event{ticket.Ask, ticket.Answer, ticket.Close}[i%3]
}

// message writes the k-th message of the i-th ticket.
func (f *deskFiller) message(ctx context.Context, tx db.Tx, t ticket.Ticket, i, k int) (ticket.Ticket, error) {
	tickets := &ticket.Tickets{Clock: f.clock}
	event, by := ticket.Ask, ticket.ByMember
	if k == messagesEach-1 {
		event = ends(i)
	}
	if event != ticket.Ask {
		by = ticket.ByStaff
	}
	m, _, err := tickets.Write(ctx, tx, ticket.Message{
		TicketID: t.ID, Author: by, AuthorName: "Somebody", Proven: ticket.BySession, Source: ticket.Web,
		Body: f.language.message(i*messagesEach + k),
	})
	if err != nil {
		return t, err
	}
	if k == 0 || k == messagesEach-1 {
		if t, err = tickets.Move(ctx, tx, t, ticket.Change{Event: event, By: by, Message: &m}); err != nil {
			return t, err
		}
	}
	return t, nil
}
