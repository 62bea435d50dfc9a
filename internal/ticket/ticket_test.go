package ticket_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/account/accounttest"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/ticket"
)

func TestTicketsAreSeenByThoseWhoMay(t *testing.T) {
	t.Parallel()
	accounttest.IsSeenByThoseWhoMay(t, func(f *accounttest.Fixture) accounttest.Thing {
		tickets := &ticket.Tickets{Accounts: f.Accounts}
		return accounttest.Thing{
			Permission: account.Tickets,
			Add: func(ctx context.Context, tx db.Tx, accountID, name string) error {
				_, err := tickets.Add(ctx, tx, ticket.Ticket{AccountID: accountID, Number: name, Status: ticket.Open})
				return err
			},
			List: func(ctx context.Context, tx db.Reader, userID string) (names []string, err error) {
				accounts, err := f.Accounts.Visible(ctx, tx, userID, account.Tickets)
				if err != nil {
					return nil, err
				}
				all, err := tickets.Own(ctx, tx, ticket.Own{Accounts: accounts, UserID: userID, Limit: 100})
				for _, one := range all {
					names = append(names, one.Number)
				}
				return names, err
			},
		}
	})
}

func TestWhatIsStoredComesBack(t *testing.T) {
	t.Parallel()
	f := accounttest.New(t)
	f.Join(t, "ada", "engines", account.Owner)
	tickets := &ticket.Tickets{Accounts: f.Accounts}
	var first, second ticket.Ticket
	f.Write(t, func(ctx context.Context, tx db.Tx) (err error) {
		at := clock.At(accounttest.Now)
		first, err = tickets.Add(ctx, tx, ticket.Ticket{
			AccountID: f.IDs["engines"], Number: "T-1", Subject: "Mail", Status: ticket.Closed, UpdatedAt: at,
		})
		if err != nil {
			return err
		}
		second, err = tickets.Add(ctx, tx, ticket.Ticket{
			AccountID: f.IDs["engines"], Number: "T-2", Subject: "<b>DNS</b>", Status: ticket.Open, UpdatedAt: at + 1,
		})
		return err
	})
	got, err := tickets.Own(t.Context(), f.Read(), ticket.Own{Accounts: []string{f.IDs["engines"]}, UserID: f.Users["ada"], Limit: 100})
	if err != nil || !slices.Equal(got, []ticket.Listed{{Ticket: second}, {Ticket: first}}) {
		t.Errorf("got %+v, %v; want %+v, %+v", got, err, second, first)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	f := accounttest.New(t)
	tickets := &ticket.Tickets{Accounts: f.Accounts}
	id := f.IDs["engines"]
	f.Write(t, func(ctx context.Context, tx db.Tx) error {
		_, err := tickets.Add(ctx, tx, ticket.Ticket{AccountID: id, Number: "T-1", Status: ticket.Open})
		return err
	})
	for name, c := range map[string]struct {
		want   error
		ticket ticket.Ticket
	}{
		"number taken":   {ticket.ErrExists, ticket.Ticket{AccountID: id, Number: "T-1", Status: ticket.Open}},
		"no such status": {ticket.ErrUnknown, ticket.Ticket{AccountID: id, Number: "T-3", Status: "lost"}},
	} {
		err := f.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
			_, err := tickets.Add(ctx, tx, c.ticket)
			return err
		})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: error is %v, want %v", name, err, c.want)
		}
	}
}
