package browsertest

import (
	"testing"

	"latchkey/server/hosttest"

	"github.com/chromedp/cdproto/emulation"
)

// The scripts say where the browser is; from then on times are in that zone, also where no scripts run.
func TestTheBrowserNamesItsTimeZone(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.Boot(t))
	b := openTab(t, s, true)
	call(b, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Africa/Cairo"})
	b.open("/sign-in")
	b.returns("/sign-in", "Sign in")
	b.module()
	b.fill("Email address", hosttest.Ada)
	b.fill("Password", hosttest.AdaPassword)
	b.press("Sign in")
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.open("/security/sessions")
	b.shows("times in Cairo", `document.querySelector("time").title.endsWith("EET")`)
	if s.Count(`SELECT COUNT(*) FROM users WHERE email = $1 AND zone = 'Africa/Cairo'`, hosttest.Ada) != 1 {
		t.Error("the zone is not kept")
	}
}
