package ticket_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// Ada owns an account, Grace belongs to it but for its invoices only, Mallory belongs to another.
func TestTicketsAreSeenByThoseWhoMayOnly(t *testing.T) {
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	fixed := clock.Fixed(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	accounts, people := &account.Accounts{Clock: fixed}, &user.Users{Clock: fixed}
	tickets := &ticket.Tickets{Accounts: accounts}
	ids := map[string]string{}
	var first, second ticket.Ticket
	err = d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		for _, name := range []string{"ada", "grace", "mallory"} {
			u, err := people.Create(ctx, tx, name+"@example.test", name, "")
			if err != nil {
				return err
			}
			ids[name] = u.ID
		}
		engines, one := accounts.Create(ctx, tx, "C-1", "Engines")
		other, two := accounts.Create(ctx, tx, "C-2", "Other")
		three := accounts.Join(ctx, tx, account.Membership{AccountID: engines.ID, UserID: ids["ada"], Role: account.Owner})
		four := accounts.Join(ctx, tx, account.Membership{
			AccountID: engines.ID, UserID: ids["grace"], Role: account.Member, Permissions: []account.Permission{account.Invoices},
		})
		five := accounts.Join(ctx, tx, account.Membership{AccountID: other.ID, UserID: ids["mallory"], Role: account.Owner})
		if err := errors.Join(one, two, three, four, five); err != nil {
			return err
		}
		first, one = tickets.Add(ctx, tx, ticket.Ticket{AccountID: engines.ID, Number: "T-1", Subject: "Mail", Status: ticket.Closed, UpdatedAt: fixed.Now()})
		second, two = tickets.Add(ctx, tx, ticket.Ticket{AccountID: engines.ID, Number: "T-2", Subject: "<b>DNS</b>", Status: ticket.Open, UpdatedAt: fixed.Now() + 1})
		return errors.Join(one, two)
	})
	if err != nil {
		t.Fatal(err)
	}
	for who, want := range map[string][]ticket.Ticket{"ada": {second, first}, "grace": nil, "mallory": nil} {
		got, err := tickets.List(t.Context(), d.Read(), ids[who])
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s sees %+v, error %v; want %+v", who, got, err, want)
		}
	}
	for name, c := range map[string]struct {
		want   error
		ticket ticket.Ticket
	}{
		"number taken":   {ticket.ErrExists, ticket.Ticket{AccountID: first.AccountID, Number: "T-1", Status: ticket.Open}},
		"no such status": {ticket.ErrUnknown, ticket.Ticket{AccountID: first.AccountID, Number: "T-3", Status: "lost"}},
	} {
		err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
			_, err := tickets.Add(ctx, tx, c.ticket)
			return err
		})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: error is %v, want %v", name, err, c.want)
		}
	}
}
