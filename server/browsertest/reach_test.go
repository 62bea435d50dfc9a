package browsertest

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp/kb"
)

// becomes is the tab from now on with the cookies of a browser without a window.
func (b *tab) becomes(from *hosttest.Browser) {
	b.t.Helper()
	at, err := url.Parse(b.s.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range from.Jar.Cookies(at) {
		call(b, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: b.s.URL})
	}
}

// reachable lists what can be used on a page and is shown, by what it is; of radio buttons of one name the first, as the
// arrow keys lead to the others.
const reachable = `(() => {
	const groups = new Set();
	return window.reach = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(e => {
		if (e.disabled || e.type === "hidden" || !e.checkVisibility({visibilityProperty: true})) return false;
		if (e.type !== "radio") return true;
		const group = [...document.querySelectorAll("input[name='" + e.name + "']")], one = group.find(r => r.checked) || group[0];
		return e === one;
	});
})().length`

// reached notes what has the focus. It says whether one sees where one is, and what was not reached yet. On its own
// button within a field for a date the browser draws the focus itself, and the field has none.
const reached = `(() => {
	const at = document.activeElement;
	(window.been ||= new Set()).add(at);
	const drawn = [at, at.nextElementSibling && at.nextElementSibling.firstElementChild].filter(Boolean);
	const seen = at === document.body || !at.matches(":focus") ||
		drawn.some(e => getComputedStyle(e).outlineStyle !== "none" && getComputedStyle(e).outlineWidth !== "0px");
	const name = e => (e.innerText || e.name || e.type).replace(/\s+/g, " ").trim();
	return {unseen: seen ? "" : at.outerHTML.slice(0, 120), left: window.reach.filter(e => !window.been.has(e)).map(name)};
})()`

// isReached fails the test unless Tab reaches all that can be used on the page, in view.
func (b *tab) isReached(path string) {
	b.t.Helper()
	n := eval[int](b, reachable)
	type state struct {
		Unseen string
		Left   []string
	}
	now := eval[state](b, reached)
	for range 4*n + 5 { // a field for a date takes four
		if len(now.Left) == 0 {
			break
		}
		b.types(kb.Tab)
		if now = eval[state](b, reached); now.Unseen != "" {
			b.t.Errorf("%s: one does not see that the focus is on %s", path, now.Unseen)
			return
		}
	}
	if len(now.Left) > 0 || n == 0 {
		b.t.Errorf("%s: Tab does not reach %q of %d", path, now.Left, n)
	}
}

// Whoever has no mouse reaches all there is, on the pages of every stage: recovery, sessions,
// methods, contact details and the desk.
func TestTheKeyboardReachesEverything(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.Boot(t))
	s.Set("trust.days", "30")
	adas := s.Browser()
	secret, _ := adas.TurnOn()
	adas.Post("/security/methods/new", "method", "email").Leads(t, "/security/methods/email")
	adas.Post("/security/methods/email", "code", s.SentCode(message.Email)).Leads(t, "/security?done=added")
	adas.Post("/profile/phone", "phone", hosttest.AdaNumber).Leads(t, "/profile/phone/code")
	way := adas.Method("Email code")
	s.Clock.Advance(30 * time.Second)
	s.SignedIn(secret) // so that there is another session to end
	waits := s.Browser()
	waits.SignIn().Leads(t, "/sign-in/code")
	b := openTab(t, s, true)
	visit := func(from *hosttest.Browser, paths ...string) {
		b.becomes(from)
		for _, path := range paths {
			b.open(path)
			b.until("the page", func() error {
				return unlessTrue(eval[bool](b, `document.readyState === "complete" && location.pathname === "`+path+`"`), "it is another")
			})
			b.isReached(path)
		}
	}
	lost := s.Browser()
	lost.OpensCase()
	visit(lost, "/recovery/case", "/recovery/case/stop", "/recovery", "/recovery/join", "/forgot-password", "/register", "/contact")
	visit(waits, "/sign-in/code", "/sign-in/ways", "/sign-in/backup-code", "/sign-in/help")
	visit(adas, "/security", "/security/sessions", "/security/sessions/others/end", "/security/methods/new", "/security/methods/"+way,
		"/security/methods/"+way+"/remove", "/profile", "/profile/email", "/profile/phone", "/profile/phone/code")
	base := "/account/" + s.AccountID("C-10001")
	bruno := s.IDOf(hosttest.Bruno)
	visit(adas, "/tickets", "/tickets/new", "/tickets/T-3014", "/search", "/account", base+"/data", base+"/email", "/account/members",
		base+"/invite", base+"/members/"+bruno, base+"/members/"+bruno+"/remove", "/account/contacts", base+"/contacts/new",
		base+"/second-step", base+"/hand-over", "/account/activity", "/security/activity")
	boss := s.Sven()
	visit(boss, "/desk", "/desk/people", "/desk/people/"+s.IDOf(hosttest.Ada), "/desk/people/invite",
		"/desk/cases", boss.CaseAt(), "/desk/cases/new", "/desk/policy",
		"/desk/settings/brand", "/desk/settings/sessions", "/desk/messages", "/desk/audit")
	for _, page := range deskPages(s) {
		if path, query, _ := strings.Cut(page.path, "?"); query == "" {
			visit(boss, path)
		}
	}
}
