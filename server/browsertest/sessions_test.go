package browsertest

import (
	"slices"
	"testing"
	"time"

	"latchkey/server/hosttest"
	"latchkey/server/web"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Two browsers, one of which is trusted: each sees the other, and ends it.
func TestSessionsAndTrustInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			s.Set("trust.days", "30")
			b := openTab(t, s, scripts)
			app, _ := b.turnsOn()
			b.signsOut()
			b.signsIn()
			b.steps("/sign-in/code", "Enter your code")
			b.fill("6-digit code", b.code(app))
			b.has("checkbox: Trust this browser for 30 days")
			b.press("Trust this browser for 30 days")
			b.press("Verify")
			b.loads("/dashboard", "Welcome, Ada Hartwell")
			b.signsOut()
			b.signsIn()
			b.loads("/dashboard", "Welcome, Ada Hartwell")

			s.Clock.Advance(30 * time.Second)
			other := s.SignedIn(app.secret)
			b.open("/security")
			b.returns("/security", "Security Settings")
			b.press("See where")
			b.steps("/security/sessions", "Where you’re signed in")
			b.sees("This browser", "Unknown browser", "Trusted browsers")
			b.press("Sign out everywhere else")
			b.steps("/confirm?next=%2Fsecurity%2Fsessions%2Fothers%2Fend", "Confirm it’s you")
			s.Clock.Advance(30 * time.Second)
			b.confirms(app)
			b.steps("/security/sessions?done=others", "Where you’re signed in")
			b.announces("status", "You’ve signed out everywhere else.")
			other.IsOut("ended from the other browser")
		})
	}
}

// After signing out the browser keeps the device cookie and the assets, and nothing of the account.
func TestWhatABrowserKeepsAfterSigningOut(t *testing.T) {
	t.Parallel()
	b := openTab(t, inStep(hosttest.Boot(t)), true)
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	eval[chromedp.Void](b, `localStorage.setItem("kept", "something")`)
	b.press("Hello, Ada!")
	b.press("Sign out")
	b.loads("/sign-in?said=out", "Sign in")
	kept, err := chromedp.Call(b.ctx, network.GetCookies, network.GetCookiesParams{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range kept.Cookies {
		names = append(names, c.Name)
	}
	if !slices.Contains(names, web.BrowserCookie) || slices.Contains(names, web.SessionCookie) {
		t.Errorf("it keeps the cookies %s", names)
	}
	if stored := eval[string](b, `localStorage.getItem("kept") ?? ""`); stored != "" {
		t.Errorf("storage holds %q", stored)
	}
	loaded := eval[int](b, `performance.getEntriesByType("resource").filter(e =>
		e.name.includes("/static/") && e.transferSize > 0 && e.decodedBodySize > 0 && !e.deliveryType).length`)
	if loaded != 0 {
		t.Errorf("%d assets were loaded anew", loaded)
	}
}
