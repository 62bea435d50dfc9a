package client_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/session"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// area is the client area of the made-up host, filled, with nobody signed in.
type area struct {
	*hosttest.Server
	t *testing.T
}

func newArea(t *testing.T) *area {
	t.Helper()
	return &area{hosttest.Boot(t), t}
}

// signIn starts a session for one of the demo's people and returns its cookie.
func (a *area) signIn(email string) string {
	a.t.Helper()
	var secret string
	err := a.Host.DB.InTx(a.t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		secret, err = a.Host.Sessions.Start(ctx, tx, session.Proofs{UserID: a.IDOf(email)})
		return err
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return web.SessionCookie + "=" + secret
}

func (a *area) ask(method, path, cookie string, form url.Values) (hosttest.Page, string) {
	a.t.Helper()
	r, err := http.NewRequest(method, a.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		a.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", cookie)
	p := a.Browser().Do(r)
	return p, p.Body
}

func TestPagesShowThePersonsOwnThings(t *testing.T) {
	t.Parallel()
	a := newArea(t)
	ada, bruno, layla := a.signIn("ada@example.test"), a.signIn("bruno@example.test"), a.signIn("layla@example.test")
	books := bruno + "; " + web.AccountCookie + "=" + a.account("C-10001")
	foreign := bruno + "; " + web.AccountCookie + "=" + a.account("C-10003")
	for _, c := range []struct{ who, path, cookie, shows, hides string }{
		{"Ada", "/dashboard", ada, "€\u00a063.90", ""},
		{"Ada", "/services", ada, "Managed WordPress", "Starter"},
		{"Ada", "/domains", ada, "adas-journal.example", "keller-bikes.example"},
		{"Ada", "/invoices", ada, "INV-2041", "INV-2040"},
		{"Ada", "/tickets", ada, "Please reactivate our journal", "T-3002"},
		{"Ada", "/profile", ada, "ada@example.test", ""},
		{"Bruno, who keeps the books", "/invoices", books, "INV-2041", "INV-2040"},
		{"Bruno, who keeps the books", "/invoices", books, "INV-2041", "INV-2039"},
		{"Bruno, who keeps no more than the books", "/services", books, "You can’t see the services of", "Managed WordPress"},
		{"Bruno, who keeps no more than the books", "/services", books, "You can’t see the services of", "Starter"},
		{"Bruno, who looks at his own account", "/services", bruno, "Starter", "Managed WordPress"},
		{"Bruno, who looks at his own account", "/invoices", bruno, "INV-2040", "INV-2041"},
		{"Bruno, who looks at his own account", "/tickets", bruno, "T-3002", "T-3014"},
		{"Bruno, who keeps the books", "/tickets", books, "T-3014", "T-3002"},
		{"Bruno, whose cookie names an account of others", "/services", foreign, "Starter", "Managed WordPress"},
		{"Layla", "/invoices", layla, "٢٤ نوفمبر ٢٠٢٦", "INV-2041"},
		{"Layla", "/domains", layla, `dir="rtl"`, "hartwell.example"},
	} {
		response, body := a.ask("GET", c.path, c.cookie, nil)
		if response.Status != http.StatusOK || !strings.Contains(body, c.shows) {
			t.Errorf("%s, %s: %d, without %q", c.who, c.path, response.Status, c.shows)
		}
		if c.hides != "" && strings.Contains(body, c.hides) {
			t.Errorf("%s, %s: shows %q", c.who, c.path, c.hides)
		}
	}
}

// account returns the id of the account with that number.
func (a *area) account(number string) string {
	a.t.Helper()
	one, err := a.Host.Accounts.ByNumber(a.t.Context(), a.Host.DB.Read(), number)
	if err != nil {
		a.t.Fatal(err)
	}
	return one.ID
}

func TestAnEmptyAccountIsAPageToo(t *testing.T) {
	t.Parallel()
	a := newArea(t)
	mina := a.signIn("mina@example.test")
	for _, path := range []string{"/dashboard", "/services", "/domains", "/invoices", "/tickets", "/profile"} {
		if response, _ := a.ask("GET", path, mina, nil); response.Status != http.StatusOK {
			t.Errorf("%s: %d", path, response.Status)
		}
	}
}

// Zeros would look as if something were missing: whoever is a member of no account is told so, and where to go.
func TestWhoHasNoAccountIsToldSo(t *testing.T) {
	t.Parallel()
	a := newArea(t)
	const none = "No services yet"
	err := a.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := a.Host.Users.Create(ctx, tx, "grace@example.test", "Grace", "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sven := web.SessionCookie + "=" + a.Sven().Cookie(web.SessionCookie)
	for cookie, want := range map[string]string{a.signIn("grace@example.test"): `href="/contact"`, sven: `<a class="button" href="/desk">`} {
		_, body := a.ask("GET", "/dashboard", cookie, nil)
		if !strings.Contains(body, none) || !strings.Contains(body, want) || strings.Contains(body, `class="tiles"`) {
			t.Errorf("with %q one reads:\n%s", want, body)
		}
	}
	for _, path := range []string{"/services", "/domains", "/invoices", "/tickets"} { // in the same words
		if _, body := a.ask("GET", path, a.signIn("grace@example.test"), nil); !strings.Contains(body, "isn’t linked to a client account") {
			t.Errorf("%s says something else than the dashboard", path)
		}
		if _, body := a.ask("GET", path, a.signIn("mina@example.test"), nil); strings.Contains(body, "isn’t linked") {
			t.Errorf("%s tells Mina that she has no account", path)
		}
	}
	_, empty := a.ask("GET", "/dashboard", a.signIn("mina@example.test"), nil)
	if strings.Contains(empty, none) || !strings.Contains(empty, `class="tiles"`) {
		t.Error("Mina, whose account is empty, is told that she has none")
	}
}

func TestTheProfileIsSaved(t *testing.T) {
	t.Parallel()
	a := newArea(t)
	ada := a.signIn("ada@example.test")
	response, _ := a.ask("POST", "/profile", ada, url.Values{"name": {"  Ada <b>H.</b> "}, "language": {"ar"}})
	if response.Status != http.StatusSeeOther || response.Location != "/profile?done=saved" {
		t.Fatalf("saving answers %d to %q", response.Status, response.Location)
	}
	_, body := a.ask("GET", "/profile?done=saved", ada, nil)
	for _, want := range []string{`lang="ar"`, `value="Ada &lt;b&gt;H.&lt;/b&gt;"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the profile lacks %s", want)
		}
	}
}

func TestAWrongProfileComesBack(t *testing.T) {
	t.Parallel()
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
		if response.Status != http.StatusUnprocessableEntity || !strings.Contains(body, `aria-invalid="true"`) {
			t.Errorf("%s: %d", name, response.Status)
		}
	}
	u, err := a.Host.Users.ByEmail(t.Context(), a.Host.DB.Read(), "ada@example.test")
	if err != nil || u.Name != "Ada Hartwell" || u.Language != "" {
		t.Errorf("something was saved: %+v, %v", u, err)
	}
}

func TestNothingWithoutASession(t *testing.T) {
	t.Parallel()
	a := newArea(t)
	for _, path := range []string{"/dashboard", "/services", "/domains", "/invoices", "/tickets", "/profile"} {
		response, body := a.ask("GET", path, "", nil)
		if response.Status != http.StatusSeeOther || !strings.HasPrefix(response.Location, "/sign-in") || body != "" {
			t.Errorf("%s: %d to %q, %d bytes", path, response.Status, response.Location, len(body))
		}
	}
	if response, _ := a.ask("POST", "/profile", "", url.Values{"name": {"Eve"}}); response.Status != http.StatusSeeOther {
		t.Errorf("POST /profile: %d", response.Status)
	}
}

// Whoever belongs to two accounts sees whose each thing is; whoever belongs to one is not told what goes without saying.
func TestThingsOfTwoAccountsAreToldApart(t *testing.T) {
	t.Parallel()
	a := newArea(t)
	ada, bruno := a.signIn("ada@example.test"), a.signIn("bruno@example.test")
	if _, body := a.ask(http.MethodGet, "/invoices", bruno, nil); !strings.Contains(body, "Keller Fahrräder") {
		t.Error("Bruno does not see which invoice is his shop's")
	}
	if _, body := a.ask(http.MethodGet, "/services", ada, nil); strings.Contains(body, "<small>Hartwell") {
		t.Error("Ada, who has one account, is told its name in each row")
	}
}
