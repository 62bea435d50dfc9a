package browsertest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"

	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// guide leads a tab through every page of the program, in any language: it knows addresses and fields, not words.
type guide struct {
	*tab
	visit  func(name string)
	passed time.Duration // how far the server's clock is ahead of this machine's
	app    phone
	codes  []string
}

// tour calls visit on every page, in the states that people meet most.
func tour(t *testing.T, s *hosttest.Server, language string, visit func(b *tab, name string)) {
	t.Helper()
	b := openTab(t, s, true)
	b.accepts(language)
	g := &guide{tab: b, visit: func(name string) { visit(b, name) }}
	g.outside()
	g.area()
	g.support()
	g.household()
	g.setUp()
	g.wayIn()
	g.change()
	s.Set("two-factor.set-up", "dialog")
	g.dialog()
	g.desk()
}

// passes lets time go by for the server and, from the next page on, for the device.
func (g *guide) passes(d time.Duration) {
	g.t.Helper()
	g.passed += d
	g.keepTime()
	call(g.tab, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{
		Source: fmt.Sprintf(`{ const now = Date.now.bind(Date); Date.now = () => now() + %d; }`, d.Milliseconds()),
	})
}

// keepTime has the server's clock go with the device's.
func (g *guide) keepTime() { g.s.Clock.Set(time.Now().Add(g.passed)) }

func (g *guide) at(name, path string) {
	g.t.Helper()
	g.keepTime()
	g.open(path)
	g.settle()
	g.visit(name)
}

// sends fills the form with this action, sends it the plain way, and visits what comes unless it has no name.
func (g *guide) sends(name, action string, fields ...string) {
	g.t.Helper()
	g.keepTime()
	values, err := json.Marshal(append([]string{}, fields...))
	if err != nil {
		g.t.Fatal(err)
	}
	began := eval[float64](g.tab, `performance.timeOrigin`)
	eval[chromedp.Void](g.tab, `(fields => {
		const form = document.querySelector("#screen form[action='`+action+`'], form[action='`+action+`']");
		for (let i = 0; i < fields.length; i += 2) {
			const field = form.elements[fields[i]];
			if (field.type === "checkbox") field.checked = fields[i + 1] !== ""; else field.value = fields[i + 1];
		}
		form.submit();
	})(`+string(values)+`)`)
	g.until("sending "+action, func() error {
		now, err := chromedp.Run(g.ctx, chromedp.Evaluate[float64](`document.readyState === "complete" ? performance.timeOrigin : 0`))
		return cmp.Or(err, unlessTrue(now != 0 && now != began, "no page has come"))
	})
	g.settle()
	if name != "" {
		g.visit(name)
	}
}

// settle waits until a page is as people see it: with its fonts and with what the module shows.
func (g *guide) settle() {
	g.t.Helper()
	g.module()
	eval[chromedp.Void](g.tab, `document.fonts.ready.then(() => null)`)
}

func (g *guide) outside() {
	g.at("sign-in", "/sign-in")
	g.sends("sign-in-empty", "/sign-in")
	g.sends("sign-in-refused", "/sign-in", "email", hosttest.Ada, "password", "not this one")
	g.at("contact", "/contact")
	g.sends("too-long", "/contact", "name", "Ada", "email", hosttest.Ada, "subject", "All of it", "message", strings.Repeat("all ", 20<<10))
	g.at("forgot-password", "/forgot-password")
	g.at("register", "/register")
	g.at("not-found", "/no-such-page")
	g.at("mailbox-empty", "/demo/mailbox")
	g.open("/sign-in")
	g.sends("dashboard", "/sign-in", "email", hosttest.Ada, "password", hosttest.AdaPassword)
}

func (g *guide) area() {
	for _, name := range []string{"services", "domains", "invoices", "tickets", "search", "profile", "security"} {
		g.at(name, "/"+name)
	}
	g.open("/profile")
	g.sends("profile-refused", "/profile", "name", "")
	g.at("not-found-signed-in", "/no-such-page")
	eval[chromedp.Void](g.tab, `document.querySelector(".bar details.menu").open = true, null`)
	g.visit("menu") // where it lies over nothing that one presses
}

func (g *guide) setUp() {
	g.passes(11 * time.Minute)
	g.at("confirm-password", "/confirm?next=/security/two-factor")
	g.sends("confirm-password-refused", "/confirm", "password", "not this one")
	g.sends("explain", "/confirm", "password", hosttest.AdaPassword)
	g.sends("choose-method", "/security/two-factor/start")
	g.sends("scan", "/security/methods/new")
	app := g.photograph()
	g.sends("scan-refused", "/security/two-factor/verify", "code", "12345")
	g.sends("backup-codes", "/security/two-factor/verify", "code", g.code(app))
	g.sends("backup-codes-unsaved", "/security/backup-codes/saved")
	g.at("codes-gone", "/security/backup-codes")
	g.at("security-unsaved", "/security")
	g.at("new-codes", "/security/backup-codes/new")
	g.sends("", "/security/backup-codes/new")
	g.sends("security-on", "/security/backup-codes/saved", "saved", "yes")
	g.at("dashboard-protected", "/dashboard")
	g.passes(11 * time.Minute)
	g.at("confirm-code", "/security/backup-codes/new")
	g.sends("", "/confirm", "code", g.code(app))
	g.sends("backup-codes-anew", "/security/backup-codes/new")
	g.codes, g.app = g.shownCodes(), app
	g.sends("", "/security/backup-codes/saved", "saved", "yes")
}

func (g *guide) shownCodes() []string {
	return eval[[]string](g.tab, `[...document.querySelectorAll("#codes li")].map(li => li.innerText)`)
}

func (g *guide) wayIn() {
	g.sends("signed-out", "/sign-out")
	g.sends("code", "/sign-in", "email", hosttest.Ada, "password", hosttest.AdaPassword)
	g.sends("code-refused", "/sign-in/verify", "code", "12345")
	g.sends("code-clock", "/sign-in/verify", "code", g.app.shows(g.s.Clock.Now().Time().Add(-3*time.Minute)))
	g.at("ways", "/sign-in/ways")
	g.at("help", "/sign-in/help")
	g.at("backup-code", "/sign-in/backup-code")
	g.sends("backup-code-refused", "/sign-in/backup-code", "backup_code", "aaaa-aaaa-aaaa")
	g.sends("security-by-backup-code", "/sign-in/backup-code", "backup_code", g.codes[0])
}

func (g *guide) change() {
	g.at("password", "/security/password")
	g.sends("password-refused", "/security/password", "current", "x", "password", "short")
	g.at("mailbox", "/demo/mailbox")
	g.at("mail", eval[string](g.tab, `new URL(document.querySelector("#screen a").href).pathname`))
	g.passes(time.Minute)
	g.at("disable", "/security/two-factor/disable")
	g.sends("disable-refused", "/security/two-factor/disable", "code", "12345")
	g.sends("disable-confirm", "/security/two-factor/disable", "code", g.code(g.app))
	g.sends("security-off", "/security/two-factor/disable/confirm")
}

func (g *guide) dialog() {
	g.passes(11 * time.Minute)
	g.open("/confirm?next=/security/two-factor")
	g.sends("explain-dialog", "/confirm", "password", hosttest.AdaPassword)
	g.sends("dialog", "/security/two-factor/start")
	g.sends("dialog-unsaved", "/security/two-factor/verify", "code", "123456")
	g.sends("dialog-refused", "/security/two-factor/verify", "code", "12345", "saved", "yes")
}

// desk is what an administrator has of tickets, accounts and people.
func (g *guide) desk() {
	g.s.Set("two-factor.set-up", "stepwise")
	g.keepTime()
	g.becomes(g.s.Sven())
	for _, page := range deskPages(g.s) {
		g.at("desk-"+page.name, page.path)
	}
}

type namedPage struct{ name, path string }

// deskPages are the pages of the desk that everybody of the staff works with, and those that an administrator sets them up by.
func deskPages(s *hosttest.Server) (pages []namedPage) {
	person, account := "/desk/people/"+s.IDOf(hosttest.Ada), "/desk/accounts/"+s.AccountID("C-10001")
	for name, path := range map[string]string{
		"queue": "/desk/queue", "queue-none": "/desk/queue?view=spam", "keys": "/desk/keys",
		"ticket": "/desk/tickets/T-3014", "merge": "/desk/tickets/T-3014/merge", "new": "/desk/tickets/new",
		"new-for": "/desk/tickets/new?account=C-10001", "departments": "/desk/departments", "department": "/desk/departments/new",
		"canned": "/desk/canned", "canned-new": "/desk/canned/new", "announcements": "/desk/announcements",
		"announcement": "/desk/announcements/new", "alerts": "/desk/alerts", "blocked": "/desk/blocked", "mails": person + "/mails",
		"accounts": "/desk/accounts", "account": account, "account-edit": account + "/edit", "account-new": "/desk/accounts/new",
		"account-close": account + "/close", "search": "/desk/search?q=hartwell",
	} {
		pages = append(pages, namedPage{name, path})
	}
	slices.SortFunc(pages, func(a, b namedPage) int { return cmp.Compare(a.name, b.name) })
	return pages
}
