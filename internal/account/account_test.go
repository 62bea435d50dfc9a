package account_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/user"
)

var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// fixture is a database with two people and their accounts; what an account owns bears the account's name.
type fixture struct {
	*db.DB
	accounts *account.Accounts
	users    map[string]string // name -> id
	ids      map[string]string // account -> id
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	fixed := clock.Fixed(now)
	h := &fixture{d, &account.Accounts{Clock: fixed}, map[string]string{}, map[string]string{}}
	h.write(t, func(ctx context.Context, tx db.Tx) error {
		people := &user.Users{Clock: fixed}
		for _, name := range []string{"ada", "grace", "nobody"} {
			u, err := people.Create(ctx, tx, name+"@example.test", name, "")
			if err != nil {
				return err
			}
			h.users[name] = u.ID
		}
		return h.fill(ctx, tx, "engines", "compilers")
	})
	return h
}

func (h *fixture) fill(ctx context.Context, tx db.Tx, names ...string) error {
	for _, name := range names {
		a, err := h.accounts.Create(ctx, tx, "C-"+name, name)
		if err != nil {
			return err
		}
		h.ids[name] = a.ID
		_, one := h.accounts.AddService(ctx, tx, account.Service{AccountID: a.ID, Name: name, Status: account.ServiceActive, Currency: "EUR"})
		_, two := h.accounts.AddDomain(ctx, tx, account.Domain{AccountID: a.ID, Name: name + ".example", AutoRenew: true})
		_, three := h.accounts.AddInvoice(ctx, tx, account.Invoice{AccountID: a.ID, Number: "INV-" + name, Amount: 2490, Currency: "EUR"})
		if err := errors.Join(one, two, three); err != nil {
			return err
		}
	}
	return nil
}

func (h *fixture) write(t *testing.T, work func(context.Context, db.Tx) error) {
	t.Helper()
	if err := h.InTx(t.Context(), work); err != nil {
		t.Fatal(err)
	}
}

func (h *fixture) join(t *testing.T, who, what string, role account.Role, permissions ...account.Permission) {
	t.Helper()
	h.write(t, func(ctx context.Context, tx db.Tx) error {
		return h.accounts.Join(ctx, tx, account.Membership{AccountID: h.ids[what], UserID: h.users[who], Role: role, Permissions: permissions})
	})
}

// sees lists everything that a person is shown.
func (h *fixture) sees(t *testing.T, who string) string {
	t.Helper()
	services, one := h.accounts.Services(t.Context(), h.Read(), h.users[who])
	domains, two := h.accounts.Domains(t.Context(), h.Read(), h.users[who])
	invoices, three := h.accounts.Invoices(t.Context(), h.Read(), h.users[who])
	if err := errors.Join(one, two, three); err != nil {
		t.Fatal(err)
	}
	var seen []string
	for _, s := range services {
		seen = append(seen, s.Name)
	}
	for _, d := range domains {
		seen = append(seen, d.Name)
	}
	for _, i := range invoices {
		seen = append(seen, i.Number)
	}
	slices.Sort(seen)
	return strings.Join(seen, " ")
}

func TestPeopleSeeWhatTheirMembershipsLetThemSee(t *testing.T) {
	h := newFixture(t)
	h.join(t, "ada", "engines", account.Owner)
	h.join(t, "grace", "compilers", account.Owner)
	h.join(t, "grace", "engines", account.Member, account.Invoices)
	for who, want := range map[string]string{
		"ada":    "INV-engines engines engines.example",
		"grace":  "INV-compilers INV-engines compilers compilers.example",
		"nobody": "",
	} {
		if got := h.sees(t, who); got != want {
			t.Errorf("%s sees %q, want %q", who, got, want)
		}
	}
}

func TestAMemberWithoutPermissionsSeesNothing(t *testing.T) {
	h := newFixture(t)
	h.join(t, "ada", "engines", account.Member)
	if got := h.sees(t, "ada"); got != "" {
		t.Errorf("sees %q", got)
	}
}

func TestMadeUpUsersSeeNothing(t *testing.T) {
	h := newFixture(t)
	h.join(t, "ada", "engines", account.Owner)
	for _, id := range []string{"", "%", "' OR 1=1 --", "00000000-0000-0000-0000-000000000000"} {
		h.users["forged"] = id
		if got := h.sees(t, "forged"); got != "" {
			t.Errorf("%q sees %q", id, got)
		}
	}
}

func TestWhatIsStoredComesBack(t *testing.T) {
	h := newFixture(t)
	h.join(t, "ada", "engines", account.Owner)
	at := clock.At(now)
	var domain account.Domain
	var invoice account.Invoice
	var service account.Service
	h.write(t, func(ctx context.Context, tx db.Tx) (err error) {
		id := h.ids["engines"]
		domain, err = h.accounts.AddDomain(ctx, tx, account.Domain{AccountID: id, Name: "zz.example", ExpiresAt: at})
		if err != nil {
			return err
		}
		invoice, err = h.accounts.AddInvoice(ctx, tx, account.Invoice{
			AccountID: id, Number: "INV-2", Description: "Hosting", Amount: -99, Currency: "KWD", IssuedAt: at, DueAt: at + 1, PaidAt: at + 2,
		})
		if err != nil {
			return err
		}
		service, err = h.accounts.AddService(ctx, tx, account.Service{
			AccountID: id, Name: "zz", Plan: "Plan", Domain: "zz.example", Status: account.ServiceSuspended, Price: 1, Currency: "USD", RenewsAt: at,
		})
		return err
	})
	domains, _ := h.accounts.Domains(t.Context(), h.Read(), h.users["ada"])
	invoices, _ := h.accounts.Invoices(t.Context(), h.Read(), h.users["ada"])
	services, _ := h.accounts.Services(t.Context(), h.Read(), h.users["ada"])
	if !slices.Contains(domains, domain) {
		t.Errorf("domains are %+v, want %+v among them", domains, domain)
	}
	if !slices.Contains(invoices, invoice) {
		t.Errorf("invoices are %+v, want %+v among them", invoices, invoice)
	}
	if !slices.Contains(services, service) {
		t.Errorf("services are %+v, want %+v among them", services, service)
	}
	if len(domains) > 0 && !domains[0].AutoRenew {
		t.Error("renewing by itself did not come back")
	}
}

func TestRefusals(t *testing.T) {
	h := newFixture(t)
	h.join(t, "ada", "engines", account.Owner)
	id := h.ids["engines"]
	for name, c := range map[string]struct {
		want error
		work func(ctx context.Context, tx db.Tx) error
	}{
		"account number taken": {account.ErrExists, func(ctx context.Context, tx db.Tx) error {
			_, err := h.accounts.Create(ctx, tx, "C-engines", "Another")
			return err
		}},
		"member already": {account.ErrExists, func(ctx context.Context, tx db.Tx) error {
			return h.accounts.Join(ctx, tx, account.Membership{AccountID: id, UserID: h.users["ada"], Role: account.Member})
		}},
		"domain taken, by another account": {account.ErrExists, func(ctx context.Context, tx db.Tx) error {
			_, err := h.accounts.AddDomain(ctx, tx, account.Domain{AccountID: id, Name: "compilers.example"})
			return err
		}},
		"invoice number taken": {account.ErrExists, func(ctx context.Context, tx db.Tx) error {
			_, err := h.accounts.AddInvoice(ctx, tx, account.Invoice{AccountID: id, Number: "INV-engines"})
			return err
		}},
		"no such role": {account.ErrUnknown, func(ctx context.Context, tx db.Tx) error {
			return h.accounts.Join(ctx, tx, account.Membership{AccountID: id, UserID: h.users["grace"], Role: "admin"})
		}},
		"no such permission": {account.ErrUnknown, func(ctx context.Context, tx db.Tx) error {
			return h.accounts.Join(ctx, tx, account.Membership{
				AccountID: id, UserID: h.users["grace"], Role: account.Member, Permissions: []account.Permission{"services domains"},
			})
		}},
		"no such status": {account.ErrUnknown, func(ctx context.Context, tx db.Tx) error {
			_, err := h.accounts.AddService(ctx, tx, account.Service{AccountID: id, Status: "fine"})
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if err := h.InTx(t.Context(), c.work); !errors.Is(err, c.want) {
				t.Errorf("error is %v, want %v", err, c.want)
			}
		})
	}
}

func TestWhatBelongsToNoAccountIsRefused(t *testing.T) {
	h := newFixture(t)
	err := h.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := h.accounts.AddDomain(ctx, tx, account.Domain{AccountID: "none", Name: "none.example"})
		return err
	})
	if err == nil {
		t.Error("a domain without an account was stored")
	}
}
