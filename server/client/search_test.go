package client_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/invoice"
)

// searches asks for a page of the search as htmx does, where partial is true.
func (a *area) searches(path, cookie string, partial bool) (status int, headers http.Header, body string) {
	a.t.Helper()
	r, err := http.NewRequest(http.MethodGet, a.URL+path, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	r.Header.Set("Cookie", cookie)
	if partial {
		r.Header.Set("HX-Request", "true")
	}
	p := a.Browser().Do(r)
	return p.Status, p.Header, p.Body
}

func TestClientsFindTheirOwnThings(t *testing.T) {
	t.Parallel()
	a := newArea(t)
	ada, bruno := a.signIn("ada@example.test"), a.signIn("bruno@example.test")
	for _, c := range []struct{ who, query, cookie, shows, hides string }{
		{"Ada's invoice", "INV-2041", ada, `href="/invoices?account=`, "Nothing found"},
		{"the middle of a number", "2041", ada, "INV-", "Nothing found"},
		{"Ada's service", "wordpr", ada, "<mark>WordPress</mark>", ""},
		{"Ada's domain", "journal.exa", ada, `href="/domains?account=`, ""},
		{"Bruno's invoice, by Ada", "INV-2040", ada, "Nothing found", "<mark>"},
		{"a person", "bruno", ada, "Nothing found", "/desk/"},
		{"an account", "C-10001", ada, "Nothing found", "/desk/"},
		{"what Bruno may not see of an account", "wordpr&kind=service", bruno, "Nothing found", "<mark>"},
		{"what Bruno may see of it", "INV-2041", bruno, `href="/invoices?account=`, ""},
		{"a kind that clients do not search", "bruno&kind=person", ada, "Nothing found", "/desk/"},
		{"an account that is somebody else's", "INV-2041&account=" + a.accountOf("C-10003"), ada, `href="/invoices?account=`, "selected"},
		{"markup", "%3Cscript%3Ealert(1)%3C/script%3E", ada, "&lt;script&gt;", "<script>alert"},
	} {
		t.Run(c.who, func(t *testing.T) {
			for path, partial := range map[string]bool{"/search?q=": false, "/search/results?q=": true, "/search/panel?q=": true} {
				status, headers, body := a.searches(path+c.query, c.cookie, partial)
				if c.who == "markup" && partial {
					c.shows = ""
				}
				if status != http.StatusOK || !strings.Contains(body, c.shows) || c.hides != "" && strings.Contains(body, c.hides) {
					t.Errorf("%s%s: %d, wants %q and not %q:\n%s", path, c.query, status, c.shows, c.hides, body)
				}
				if !strings.Contains(headers.Get("Cache-Control"), "no-store") {
					t.Errorf("%s is kept: %s", path, headers.Get("Cache-Control"))
				}
			}
		})
	}
	status, headers, _ := a.searches("/search/panel?q=a+b", ada, false)
	if to := headers.Get("Location"); status != http.StatusSeeOther || to != "/search?q=a+b" {
		t.Errorf("without htmx the panel answers %d and leads to %q", status, to)
	}
}

func (a *area) accountOf(number string) (id string) {
	a.t.Helper()
	found, err := a.Host.Accounts.ByNumber(a.t.Context(), a.Host.DB.Read(), number)
	if err != nil {
		a.t.Fatal(err)
	}
	return found.ID
}

// A membership counts as it is when somebody searches, and what a title holds is text.
func TestASearchFollowsTheMembership(t *testing.T) {
	t.Parallel()
	a := newArea(t)
	bruno := a.signIn("bruno@example.test")
	hartwell := a.accountOf("C-10001")
	change := func(do func(ctx context.Context, tx db.Tx) error) {
		t.Helper()
		if err := a.Host.DB.InTx(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}
	change(func(ctx context.Context, tx db.Tx) error {
		_, err := a.Host.Invoices.Add(ctx, tx, invoice.Invoice{
			AccountID: hartwell, Number: "INV-9001", Description: `Pantechnicon <img src=x onerror="alert(1)">`, Currency: "EUR",
			IssuedAt: 1, DueAt: 2,
		})
		return err
	})
	_, _, body := a.searches("/search?q=pantechnicon+img", bruno, false)
	if !strings.Contains(body, "&lt;<mark>img</mark> src=x") || strings.Contains(body, "<img src=x") {
		t.Errorf("what somebody typed is markup:\n%s", body)
	}
	change(func(ctx context.Context, tx db.Tx) error {
		return a.Host.Accounts.SetPermissions(ctx, tx, hartwell, a.IDOf("bruno@example.test"), []account.Permission{account.Tickets})
	})
	if _, _, body := a.searches("/search?q=pantechnicon", bruno, false); !strings.Contains(body, "Nothing found") {
		t.Errorf("an invoice is found by somebody who may not see invoices any more:\n%s", body)
	}
}

// A result leads to the thing itself and says what it is: a row of a list is shown on the account that it is of, whichever the
// browser showed before.
func TestAResultLeadsToTheThingItself(t *testing.T) {
	t.Parallel()
	a := newArea(t)
	ada := a.signIn("ada@example.test")
	for query, want := range map[string][2]string{
		"INV-2041":            {"/invoices", "invoice-"},
		"journal.exa":         {"/domains", "domain-"},
		"wordpr&kind=service": {"/services", "service-"},
	} {
		_, _, body := a.searches("/search?q="+query, ada, false)
		_, link, _ := strings.Cut(body, `href="`+want[0]+`?account=`)
		link, _, _ = strings.Cut(link, `"`)
		link = strings.ReplaceAll(want[0]+"?account="+link, "&amp;", "&")
		page, row, found := strings.Cut(link, "#")
		if !found || !strings.HasPrefix(row, want[1]) {
			t.Errorf("%s leads to %q", query, link)
			continue
		}
		if _, _, list := a.searches(page, ada, false); !strings.Contains(list, `id="`+row+`"`) {
			t.Errorf("%s has no row %s", page, row)
		}
	}
	bruno := a.signIn("bruno@example.test")
	foreign := a.accountOf("C-10003")
	if _, headers, list := a.searches("/invoices?account="+foreign, bruno, false); strings.Contains(headers.Get("Set-Cookie"), foreign) ||
		strings.Contains(list, foreign) {
		t.Error("an account of somebody else's is chosen by an address")
	}
}
