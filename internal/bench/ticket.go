package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/search"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

const (
	messagesEach = 5
	rowsAtOnce   = 10_000
	rareWord     = "quartz"
	commonWord   = "hosting"
	rareEach     = 20_000 // of so many messages one has the rare word
)

// fillDesk writes accounts and tickets with their messages. The largest account belongs to the first person, and has a
// twentieth of the tickets.
func fillDesk(ctx context.Context, data string, accounts, tickets int) (err error) {
	d, err := db.Open(ctx, filepath.Join(data, "latchkey.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	f := deskFiller{clock: clock.System(), ids: make([]string, accounts)}
	if err := inParts(ctx, d, accounts, rowsAtOnce, f.account); err != nil {
		return err
	}
	return inParts(ctx, d, tickets, rowsAtOnce/messagesEach, f.ticket)
}

// inParts runs add for 0 … count-1, so many in one transaction.
func inParts(ctx context.Context, d *db.DB, count, atOnce int, add func(ctx context.Context, tx db.Tx, i int) error) error {
	for from := 0; from < count; from += atOnce {
		err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
			for i := from; i < min(from+atOnce, count); i++ {
				if err := add(ctx, tx, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

type deskFiller struct {
	clock *clock.Clock
	ids   []string // of accounts
}

func (f deskFiller) account(ctx context.Context, tx db.Tx, i int) error {
	accounts := &account.Accounts{Clock: f.clock}
	a, err := accounts.Create(ctx, tx, fmt.Sprintf("C-%d", i), fmt.Sprintf("Client %d", i))
	if err != nil || i > 0 {
		f.ids[i] = a.ID
		return err
	}
	f.ids[0] = a.ID
	u, err := (&user.Users{Clock: f.clock}).ByEmail(ctx, tx, "person-0@example.test")
	if err != nil {
		return err
	}
	return accounts.Join(ctx, tx, account.Membership{AccountID: a.ID, UserID: u.ID, Role: account.Owner})
}

func (f deskFiller) ticket(ctx context.Context, tx db.Tx, i int) error {
	tickets := &ticket.Tickets{Clock: f.clock}
	of := 0
	if i%20 != 1 {
		of = i % len(f.ids)
	}
	t, err := tickets.Add(ctx, tx, ticket.Ticket{
		AccountID: f.ids[of], Number: fmt.Sprintf("T-%d", i), Subject: fmt.Sprintf("Question %d", i), Status: ticket.Open,
		UpdatedAt: f.clock.Now(),
	})
	if err != nil {
		return err
	}
	for k := range messagesEach {
		body := fmt.Sprintf("Message %d about our %s and how it is set up on server %d.", k, commonWord, i%97)
		if (i*messagesEach+k)%rareEach == 0 {
			body += " It has a " + rareWord + "."
		}
		m, _, err := tickets.Write(ctx, tx, ticket.Message{
			TicketID: t.ID, Author: ticket.ByMember, AuthorName: "Client", Proven: ticket.BySession, Source: ticket.Web, Body: body,
		})
		if err != nil {
			return err
		}
		change := ticket.Change{Event: ticket.Ask, By: ticket.ByMember, Message: &m}
		if k == messagesEach-1 && i%3 > 0 { // a third stays open
			change = ticket.Change{Event: ticket.Close, By: ticket.ByStaff, Message: &m}
		}
		if k == 0 || k == messagesEach-1 {
			if t, err = tickets.Move(ctx, tx, t, change); err != nil {
				return err
			}
		}
		err = search.Put(ctx, tx, search.Document{
			Kind: search.Ticket, ID: m.ID, Of: t.Number, Account: t.AccountID, Title: t.Subject, Text: body, At: m.At,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
