package client_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/demo"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/password"
	"latchkey/internal/seal"
	"latchkey/internal/service"
	"latchkey/internal/session"
	"latchkey/internal/ticket"
	"latchkey/internal/wiring"
	"latchkey/server/client"
	"latchkey/server/web"
	"latchkey/static"

	"github.com/gofiber/fiber/v2"
)

// area is the client area of the made-up host, filled, with nobody signed in.
type area struct {
	t        *testing.T
	app      *fiber.App
	fixture  *demo.Host
	sessions *session.Sessions
}

func newArea(t *testing.T) *area {
	t.Helper()
	folder := t.TempDir()
	d, err := db.Open(t.Context(), filepath.Join(folder, "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	ring, err := seal.LoadOrCreate(filepath.Join(folder, "key"))
	if err != nil {
		t.Fatal(err)
	}
	assets, err := web.NewAssets(static.FS)
	if err != nil {
		t.Fatal(err)
	}
	fixed := clock.Fixed(time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC))
	authority := wiring.New(wiring.Parts{DB: d, Ring: ring, Clock: fixed, Hasher: password.NewHasher(password.Options{Memory: 64})})
	accounts := &account.Accounts{Clock: fixed}
	services, domains, invoices := &service.Services{Accounts: accounts}, &domain.Domains{Accounts: accounts}, &invoice.Invoices{Accounts: accounts}
	tickets := &ticket.Tickets{Accounts: accounts}
	made := &demo.Host{
		DB: d, Clock: fixed, Hasher: authority.Authn.Hasher, Users: authority.Users,
		Accounts: accounts, Services: services, Domains: domains, Invoices: invoices, Tickets: tickets, Settings: authority.Settings,
	}
	if err := made.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	site := &web.Site{
		Base: &url.URL{Scheme: "http", Host: "example.com"}, DB: d, Clock: fixed, Settings: authority.Settings, Sessions: authority.Sessions,
		Browsers: authority.Browsers, Factors: authority.Factors,
		Assets: assets, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	authority.Outbox.Demo = true
	pages := &client.Pages{
		Accounts: accounts, Services: services, Domains: domains, Invoices: invoices, Tickets: tickets, Users: authority.Users,
		Outbox: authority.Outbox, Authn: authority.Authn, Contact: authority.Contact, Credential: authority.Credential,
	}
	return &area{t: t, app: site.NewApp(pages.Routes()), fixture: made, sessions: authority.Sessions}
}

// signIn starts a session for one of the demo's people and returns its cookie.
func (a *area) signIn(email string) string {
	a.t.Helper()
	u, err := a.fixture.Users.ByEmail(a.t.Context(), a.fixture.DB.Read(), email)
	if err != nil {
		a.t.Fatal(err)
	}
	var secret string
	err = a.fixture.DB.InTx(a.t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		secret, err = a.sessions.Start(ctx, tx, session.Proofs{UserID: u.ID})
		return err
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return web.SessionCookie + "=" + secret
}

func (a *area) ask(method, path, cookie string, form url.Values) (*http.Response, string) {
	a.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", cookie)
	response, err := a.app.Test(r, -1)
	if err != nil {
		a.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return response, string(body)
}

func TestPagesShowThePersonsOwnThings(t *testing.T) {
	a := newArea(t)
	ada, bruno, layla := a.signIn("ada@example.test"), a.signIn("bruno@example.test"), a.signIn("layla@example.test")
	for _, c := range []struct{ who, path, cookie, shows, hides string }{
		{"Ada", "/dashboard", ada, "€\u00a063.90", ""},
		{"Ada", "/services", ada, "Managed WordPress", "Starter"},
		{"Ada", "/domains", ada, "adas-journal.example", "keller-bikes.example"},
		{"Ada", "/invoices", ada, "INV-2041", "INV-2040"},
		{"Ada", "/tickets", ada, "Please reactivate our journal", "T-3002"},
		{"Ada", "/profile", ada, "ada@example.test", ""},
		{"Bruno, who keeps the books", "/invoices", bruno, "INV-2041", "INV-2039"},
		{"Bruno, who keeps the books", "/tickets", bruno, "T-3014", "T-2995"},
		{"Bruno, who keeps no more than the books", "/services", bruno, "Starter", "Managed WordPress"},
		{"Layla", "/invoices", layla, "٢٤ نوفمبر ٢٠٢٦", "INV-2041"},
		{"Layla", "/domains", layla, `dir="rtl"`, "hartwell.example"},
	} {
		response, body := a.ask("GET", c.path, c.cookie, nil)
		if response.StatusCode != http.StatusOK || !strings.Contains(body, c.shows) {
			t.Errorf("%s, %s: %d, without %q", c.who, c.path, response.StatusCode, c.shows)
		}
		if c.hides != "" && strings.Contains(body, c.hides) {
			t.Errorf("%s, %s: shows %q", c.who, c.path, c.hides)
		}
	}
}

func TestAnEmptyAccountIsAPageToo(t *testing.T) {
	a := newArea(t)
	mina := a.signIn("mina@example.test")
	for _, path := range []string{"/dashboard", "/services", "/domains", "/invoices", "/tickets", "/profile"} {
		if response, _ := a.ask("GET", path, mina, nil); response.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, response.StatusCode)
		}
	}
}

// Zeros would look as if something were missing: whoever is a member of no account is told so, and where to go.
func TestWhoHasNoAccountIsToldSo(t *testing.T) {
	a := newArea(t)
	const none = "You have no client account"
	err := a.fixture.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := a.fixture.Users.Create(ctx, tx, "grace@example.test", "Grace", "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for email, want := range map[string]string{"grace@example.test": `href="/contact"`, "sven@example.test": `<a class="button" href="/desk">`} {
		_, body := a.ask("GET", "/dashboard", a.signIn(email), nil)
		if !strings.Contains(body, none) || !strings.Contains(body, want) || strings.Contains(body, `class="tiles"`) {
			t.Errorf("%s reads:\n%s", email, body)
		}
	}
	if _, body := a.ask("GET", "/dashboard", a.signIn("mina@example.test"), nil); strings.Contains(body, none) || !strings.Contains(body, "0 services") {
		t.Error("Mina, whose account is empty, is told that she has none")
	}
}

func TestTheProfileIsSaved(t *testing.T) {
	a := newArea(t)
	ada := a.signIn("ada@example.test")
	response, _ := a.ask("POST", "/profile", ada, url.Values{"name": {"  Ada <b>H.</b> "}, "language": {"ar"}})
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/profile?done=saved" {
		t.Fatalf("saving answers %d to %q", response.StatusCode, response.Header.Get("Location"))
	}
	_, body := a.ask("GET", "/profile?done=saved", ada, nil)
	for _, want := range []string{`lang="ar"`, `value="Ada &lt;b&gt;H.&lt;/b&gt;"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the profile lacks %s", want)
		}
	}
}

func TestAWrongProfileComesBack(t *testing.T) {
	a := newArea(t)
	ada := a.signIn("ada@example.test")
	for name, form := range map[string]url.Values{
		"no name":             {"name": {" "}, "language": {"en"}},
		"an endless name":     {"name": {strings.Repeat("x", 101)}, "language": {"en"}},
		"a name on two lines": {"name": {"Ada\r\nBcc: x"}, "language": {"en"}},
		"unknown language":    {"name": {"Ada"}, "language": {"tlh"}},
		"two names":           {"name": {"Ada", "Eve"}, "language": {"en"}},
	} {
		response, body := a.ask("POST", "/profile", ada, form)
		if response.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, `aria-invalid="true"`) {
			t.Errorf("%s: %d", name, response.StatusCode)
		}
	}
	u, err := a.fixture.Users.ByEmail(t.Context(), a.fixture.DB.Read(), "ada@example.test")
	if err != nil || u.Name != "Ada Hartwell" || u.Language != "" {
		t.Errorf("something was saved: %+v, %v", u, err)
	}
}

func TestNothingWithoutASession(t *testing.T) {
	a := newArea(t)
	for _, path := range []string{"/dashboard", "/services", "/domains", "/invoices", "/tickets", "/profile"} {
		response, body := a.ask("GET", path, "", nil)
		if response.StatusCode != http.StatusSeeOther || !strings.HasPrefix(response.Header.Get("Location"), "/sign-in") || body != "" {
			t.Errorf("%s: %d to %q, %d bytes", path, response.StatusCode, response.Header.Get("Location"), len(body))
		}
	}
	if response, _ := a.ask("POST", "/profile", "", url.Values{"name": {"Eve"}}); response.StatusCode != http.StatusSeeOther {
		t.Errorf("POST /profile: %d", response.StatusCode)
	}
}

// Whoever belongs to two accounts sees whose each thing is; whoever belongs to one is not told what goes without saying.
func TestThingsOfTwoAccountsAreToldApart(t *testing.T) {
	a := newArea(t)
	ada, bruno := a.signIn("ada@example.test"), a.signIn("bruno@example.test")
	if _, body := a.ask(http.MethodGet, "/invoices", bruno, nil); !strings.Contains(body, "Keller Fahrräder") {
		t.Error("Bruno does not see which invoice is his shop's")
	}
	if _, body := a.ask(http.MethodGet, "/services", ada, nil); strings.Contains(body, "<small>Hartwell") {
		t.Error("Ada, who has one account, is told its name in each row")
	}
}
