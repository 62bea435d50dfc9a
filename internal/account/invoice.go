package account

import (
	"context"
	"slices"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// InvoiceStatus says how an invoice stands.
type InvoiceStatus string

// What an invoice can be.
const (
	InvoicePaid    InvoiceStatus = "paid"
	InvoiceUnpaid  InvoiceStatus = "unpaid"
	InvoiceOverdue InvoiceStatus = "overdue"
)

// Invoice is what an account is asked to pay.
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

// Status says how the invoice stands at a time.
func (i Invoice) Status(now clock.Instant) InvoiceStatus {
	switch {
	case !i.PaidAt.IsZero():
		return InvoicePaid
	case now.After(i.DueAt):
		return InvoiceOverdue
	}
	return InvoiceUnpaid
}

// Sum is an amount in one currency.
type Sum struct {
	Amount   int64
	Currency string
}

// Due returns how many invoices are open, and what they come to in each currency, in the order they appear.
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

// AddInvoice adds an invoice to its account and returns it with its id. ErrExists if the number is taken.
func (as *Accounts) AddInvoice(ctx context.Context, tx db.Tx, i Invoice) (Invoice, error) {
	var err error
	if i.ID, err = newID(); err != nil {
		return Invoice{}, err
	}
	return i, insertInvoice(ctx, tx, i)
}

// Invoices lists the invoices that a user may see, the latest first.
func (as *Accounts) Invoices(ctx context.Context, tx db.Tx, userID string) ([]Invoice, error) {
	ids, err := as.Visible(ctx, tx, userID, Invoices)
	if err != nil {
		return nil, err
	}
	return list[Invoice](ctx, tx, "invoice", "issued_at DESC, number DESC", ids)
}
