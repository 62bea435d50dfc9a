package invoice_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/account/accounttest"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/invoice"
)

func TestInvoicesAreSeenByThoseWhoMay(t *testing.T) {
	t.Parallel()
	accounttest.IsSeenByThoseWhoMay(t, func(f *accounttest.Fixture) accounttest.Thing {
		invoices := &invoice.Invoices{Accounts: f.Accounts}
		return accounttest.Thing{
			Permission: account.Invoices,
			Add: func(ctx context.Context, tx db.Tx, accountID, name string) error {
				_, err := invoices.Add(ctx, tx, invoice.Invoice{AccountID: accountID, Number: name})
				return err
			},
			List: func(ctx context.Context, tx db.Reader, userID string) (names []string, err error) {
				all, err := invoices.List(ctx, tx, userID)
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
	invoices := &invoice.Invoices{Accounts: f.Accounts}
	at := clock.At(accounttest.Now)
	var stored invoice.Invoice
	f.Write(t, func(ctx context.Context, tx db.Tx) (err error) {
		stored, err = invoices.Add(ctx, tx, invoice.Invoice{
			AccountID: f.IDs["engines"], Number: "INV-2", Description: "Hosting", Amount: -99, Currency: "KWD",
			IssuedAt: at, DueAt: at + 1, PaidAt: at + 2,
		})
		return err
	})
	if got, err := invoices.List(t.Context(), f.Read(), f.Users["ada"]); err != nil || !slices.Equal(got, []invoice.Invoice{stored}) {
		t.Errorf("got %+v, %v; want %+v", got, err, stored)
	}
}

func TestANumberIsGivenOnce(t *testing.T) {
	t.Parallel()
	f := accounttest.New(t)
	invoices := &invoice.Invoices{Accounts: f.Accounts}
	err := f.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, first := invoices.Add(ctx, tx, invoice.Invoice{AccountID: f.IDs["engines"], Number: "INV-1"})
		_, second := invoices.Add(ctx, tx, invoice.Invoice{AccountID: f.IDs["compilers"], Number: "INV-1"})
		return errors.Join(first, second)
	})
	if !errors.Is(err, invoice.ErrExists) {
		t.Errorf("error is %v", err)
	}
}

func TestInvoicesFallDue(t *testing.T) {
	t.Parallel()
	today := clock.At(accounttest.Now)
	for _, c := range []struct {
		name    string
		invoice invoice.Invoice
		want    invoice.Status
	}{
		{"due tomorrow", invoice.Invoice{DueAt: today.Add(24 * time.Hour)}, invoice.Unpaid},
		{"due now", invoice.Invoice{DueAt: today}, invoice.Unpaid},
		{"due a moment ago", invoice.Invoice{DueAt: today - 1}, invoice.Overdue},
		{"paid late", invoice.Invoice{DueAt: today - 1, PaidAt: today}, invoice.Paid},
	} {
		if got := c.invoice.Status(today); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestWhatIsDueAddsUpByCurrency(t *testing.T) {
	t.Parallel()
	open, sums := invoice.Due([]invoice.Invoice{
		{Amount: 100, Currency: "EUR"},
		{Amount: 999, Currency: "EUR", PaidAt: 1},
		{Amount: 50, Currency: "USD"},
		{Amount: 11, Currency: "EUR"},
	})
	if open != 3 || len(sums) != 2 || sums[0] != (invoice.Sum{Amount: 111, Currency: "EUR"}) ||
		sums[1] != (invoice.Sum{Amount: 50, Currency: "USD"}) {
		t.Errorf("%d open, sums %v", open, sums)
	}
	if open, sums := invoice.Due(nil); open != 0 || len(sums) != 0 {
		t.Errorf("of nothing: %d open, sums %v", open, sums)
	}
}
