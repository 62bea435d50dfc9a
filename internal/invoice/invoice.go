// Package invoice holds the invoices of client accounts. Package account decides who may see them. They are
// only shown here, neither written nor paid.
package invoice

import (
	"context"
	"errors"
	"slices"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Status is the state of an invoice.
type Status string

// The states of an invoice.
const (
	Paid    Status = "paid"
	Unpaid  Status = "unpaid"
	Overdue Status = "overdue"
)

// Invoice is one invoice of an account.
type Invoice struct {
	ID, AccountID string
	Number        string // the host's own, such as "INV-2041"
	Description   string
	Amount        int64 // in minor units of the currency
	Currency      string
	IssuedAt      clock.Instant
	DueAt         clock.Instant
	PaidAt        clock.Instant // 0: not yet
}

// Status returns the state of the invoice at the time now.
func (i Invoice) Status(now clock.Instant) Status {
	switch {
	case !i.PaidAt.IsZero():
		return Paid
	case now.After(i.DueAt):
		return Overdue
	}
	return Unpaid
}

// Sum is an amount in one currency.
type Sum struct {
	Amount   int64 // in minor units of the currency
	Currency string
}

// Due returns how many invoices are not paid, and their total in each currency, in the order in which the
// currencies appear.
func Due(invoices []Invoice) (open int, sums []Sum) {
	for _, i := range invoices {
		if !i.PaidAt.IsZero() {
			continue
		}
		open++
		n := slices.IndexFunc(sums, func(s Sum) bool { return s.Currency == i.Currency })
		if n < 0 {
			n, sums = len(sums), append(sums, Sum{Currency: i.Currency})
		}
		sums[n].Amount += i.Amount
	}
	return open, sums
}

// ErrExists refuses a number that is taken.
var ErrExists = errors.New("an invoice with this number exists already")

// Invoices stores and lists invoices.
type Invoices struct {
	Accounts *account.Accounts
}

// Add adds an invoice to its account and returns it with its id. It returns [ErrExists] if the number is taken.
func (is *Invoices) Add(ctx context.Context, tx db.Tx, i Invoice) (Invoice, error) {
	var err error
	if i.ID, err = db.NewID(); err != nil {
		return Invoice{}, err
	}
	return i, insert(ctx, tx, i)
}

// List returns the invoices that a user may see, newest first.
func (is *Invoices) List(ctx context.Context, tx db.Reader, userID string) ([]Invoice, error) {
	accounts, err := is.Accounts.Visible(ctx, tx, userID, account.Invoices)
	if err != nil {
		return nil, err
	}
	return list(ctx, tx, accounts)
}

// Of returns the invoices of a client account, for staff and for whoever is known to belong to it.
func (is *Invoices) Of(ctx context.Context, tx db.Reader, accountID string) ([]Invoice, error) {
	return list(ctx, tx, []string{accountID})
}
