package demo_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/attachment"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/demo"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/password"
	"latchkey/internal/service"
	"latchkey/internal/setting"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

func newFixture(t *testing.T) *demo.Host {
	t.Helper()
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "demo.db"))
	fixed := clock.Fixed(time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC))
	accounts, settings := &account.Accounts{Clock: fixed}, setting.New(d)
	return &demo.Host{
		DB: d, Clock: fixed, Hasher: password.NewHasher(password.Options{Memory: 64}), Users: &user.Users{Clock: fixed},
		Accounts: accounts, Services: &service.Services{Accounts: accounts}, Domains: &domain.Domains{Accounts: accounts},
		Invoices: &invoice.Invoices{Accounts: accounts}, Tickets: &ticket.Tickets{Accounts: accounts}, Settings: settings,
		Files: attachment.New(d, fixed, settings),
	}
}

// ticketsOf are those that a person may see.
func ticketsOf(t *testing.T, h *demo.Host, userID string) ([]ticket.Listed, error) {
	t.Helper()
	accounts, err := h.Accounts.Visible(t.Context(), h.DB.Read(), userID, account.Tickets)
	if err != nil {
		return nil, err
	}
	return h.Tickets.Own(t.Context(), h.DB.Read(), ticket.Own{Accounts: accounts, UserID: userID, Limit: 200})
}

// shown is what a person finds, in numbers: services, domains, invoices, tickets.
func shown(t *testing.T, h *demo.Host, email string) string {
	t.Helper()
	u, err := h.Users.ByEmail(t.Context(), h.DB.Read(), email)
	if err != nil {
		t.Fatal(err)
	}
	services, err1 := h.Services.List(t.Context(), h.DB.Read(), u.ID)
	domains, err2 := h.Domains.List(t.Context(), h.DB.Read(), u.ID)
	invoices, err3 := h.Invoices.List(t.Context(), h.DB.Read(), u.ID)
	tickets, err4 := ticketsOf(t, h, u.ID)
	for _, err := range []error{err1, err2, err3, err4} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return fmt.Sprint(len(services), len(domains), len(invoices), len(tickets))
}

func TestTheMadeUpHost(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	if err := h.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	for email, want := range map[string]string{
		"ada@example.test":   "4 4 6 3",
		"bruno@example.test": "1 1 8 4", // his own, and the invoices and tickets of Ada's studio
		"layla@example.test": "2 2 2 1",
		"mina@example.test":  "0 0 0 0",
	} {
		if got := shown(t, h, email); got != want {
			t.Errorf("%s finds %s, want %s", email, got, want)
		}
	}
	if name := h.Settings.Choices(t.Context()).BrandName; name != "Fjordlight Hosting" {
		t.Errorf("the host is called %q", name)
	}
}

func TestItsPeopleCanSignInWithWhatIsPrinted(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	if err := h.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	judge := password.NewStrengthChecker(nil)
	for _, p := range demo.People {
		u, err := h.Users.ByEmail(t.Context(), h.DB.Read(), p.Email)
		if err != nil {
			t.Fatal(err)
		}
		if ok, _, err := h.Hasher.Verify(t.Context(), u.PasswordHash, p.Password); !ok || err != nil {
			t.Errorf("%s: ok %v, error %v", p.Email, ok, err)
		}
		if u.Language != p.Language || u.Name != p.Name {
			t.Errorf("%s is stored as %q, language %q", p.Email, u.Name, u.Language)
		}
		if verdict := judge.Check(p.Password, p.Email, p.Name, "Fjordlight Hosting"); !verdict.OK || verdict.Score < 3 {
			t.Errorf("%s would not be let choose %q: %+v", p.Email, p.Password, verdict)
		}
		if !strings.HasSuffix(p.Email, "@example.test") {
			t.Errorf("%s might be somebody's address", p.Email)
		}
	}
}

// Nobody was billed, nor asked anything, before they were a client.
func TestNothingIsOlderThanItsAccount(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	if err := h.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	since := map[string]clock.Instant{}
	accounts, err := h.Accounts.List(t.Context(), h.DB.Read(), "", "", 1000)
	for _, a := range accounts {
		since[a.ID] = a.CreatedAt
	}
	for _, p := range demo.People {
		u, err2 := h.Users.ByEmail(t.Context(), h.DB.Read(), p.Email)
		invoices, err3 := h.Invoices.List(t.Context(), h.DB.Read(), u.ID)
		tickets, err4 := ticketsOf(t, h, u.ID)
		if err := errors.Join(err, err2, err3, err4); err != nil {
			t.Fatal(err)
		}
		for _, i := range invoices {
			if i.IssuedAt.Before(since[i.AccountID]) {
				t.Errorf("%s is older than its account", i.Number)
			}
		}
		for _, k := range tickets {
			if k.UpdatedAt.Before(since[k.AccountID]) {
				t.Errorf("%s is older than its account", k.Number)
			}
		}
	}
}

func TestEveryStateIsThereToLookAt(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	if err := h.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	ada, err := h.Users.ByEmail(t.Context(), h.DB.Read(), "ada@example.test")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	services, _ := h.Services.List(t.Context(), h.DB.Read(), ada.ID)
	for _, s := range services {
		seen["service "+string(s.Status)] = true
	}
	domains, _ := h.Domains.List(t.Context(), h.DB.Read(), ada.ID)
	for _, d := range domains {
		seen["domain "+string(d.Status(h.Clock.Now()))] = true
	}
	invoices, _ := h.Invoices.List(t.Context(), h.DB.Read(), ada.ID)
	for _, i := range invoices {
		seen["invoice "+string(i.Status(h.Clock.Now()))] = true
	}
	tickets, _ := ticketsOf(t, h, ada.ID)
	for _, k := range tickets {
		seen["ticket "+string(k.Status)] = true
	}
	for _, state := range []string{
		"service active", "service suspended", "service pending", "domain active", "domain expiring", "domain expired",
		"invoice paid", "invoice unpaid", "invoice overdue", "ticket open", "ticket answered", "ticket closed",
	} {
		if !seen[state] {
			t.Errorf("Ada has no %s", state)
		}
	}
}

func TestFillingAgainKeepsWhatPeopleChanged(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	if err := h.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	ada, err := h.Users.ByEmail(t.Context(), h.DB.Read(), "ada@example.test")
	if err != nil {
		t.Fatal(err)
	}
	err = h.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		if err := h.Settings.Set(ctx, tx, "brand.name", "Mine"); err != nil {
			return err
		}
		return h.Users.SetProfile(ctx, tx, ada.ID, user.Profile{Name: "Ada H.", Language: "ar"})
	})
	if err != nil {
		t.Fatal(err)
	}
	h.Clock.Advance(40 * 24 * time.Hour)
	if err := h.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	again, err := h.Users.ByID(t.Context(), h.DB.Read(), ada.ID)
	if err != nil || again.Name != "Ada H." || again.Language != "ar" {
		t.Errorf("Ada is now %+v, error %v", again, err)
	}
	if name := h.Settings.Choices(t.Context()).BrandName; name != "Mine" {
		t.Errorf("the host is called %q again", name)
	}
	if got := shown(t, h, "ada@example.test"); got != "4 4 6 3" {
		t.Errorf("Ada now finds %s", got)
	}
}

// A server asks at every start whether it serves a demo's people: it looks for their addresses as they are written.
func TestTheAddressesOfTheDemoAreTheirOwnKeys(t *testing.T) {
	t.Parallel()
	people := slices.Clone(demo.People)
	for _, e := range demo.Staff {
		people = append(people, e.Person)
	}
	for _, p := range people {
		if key, err := user.EmailKey(p.Email); key != p.Email || err != nil {
			t.Errorf("%s is found by %q, %v", p.Email, key, err)
		}
	}
}
