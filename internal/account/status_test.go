package account_test

import (
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/clock"
)

func TestDomainsExpire(t *testing.T) {
	today := clock.At(now)
	const day = 24 * time.Hour
	for _, c := range []struct {
		name      string
		left      time.Duration
		autoRenew bool
		want      account.DomainStatus
	}{
		{"a year left", 365 * day, false, account.DomainActive},
		{"a little more than soon", 30*day + time.Second, false, account.DomainActive},
		{"soon", 30 * day, false, account.DomainExpiring},
		{"soon, but it renews itself", 3 * day, true, account.DomainActive},
		{"this very moment", 0, true, account.DomainExpired},
		{"last week", -7 * day, false, account.DomainExpired},
	} {
		d := account.Domain{AutoRenew: c.autoRenew, ExpiresAt: today.Add(c.left)}
		if got := d.Status(today); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestInvoicesFallDue(t *testing.T) {
	today := clock.At(now)
	for _, c := range []struct {
		name    string
		invoice account.Invoice
		want    account.InvoiceStatus
	}{
		{"due tomorrow", account.Invoice{DueAt: today.Add(24 * time.Hour)}, account.InvoiceUnpaid},
		{"due now", account.Invoice{DueAt: today}, account.InvoiceUnpaid},
		{"due a moment ago", account.Invoice{DueAt: today - 1}, account.InvoiceOverdue},
		{"paid late", account.Invoice{DueAt: today - 1, PaidAt: today}, account.InvoicePaid},
	} {
		if got := c.invoice.Status(today); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestWhatIsDueAddsUpByCurrency(t *testing.T) {
	open, sums := account.Due([]account.Invoice{
		{Amount: 100, Currency: "EUR"},
		{Amount: 999, Currency: "EUR", PaidAt: 1},
		{Amount: 50, Currency: "USD"},
		{Amount: 11, Currency: "EUR"},
	})
	if open != 3 || len(sums) != 2 || sums[0] != (account.Sum{Amount: 111, Currency: "EUR"}) || sums[1] != (account.Sum{Amount: 50, Currency: "USD"}) {
		t.Errorf("%d open, sums %v", open, sums)
	}
	if open, sums := account.Due(nil); open != 0 || len(sums) != 0 {
		t.Errorf("of nothing: %d open, sums %v", open, sums)
	}
}
