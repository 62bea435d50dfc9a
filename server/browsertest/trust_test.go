package browsertest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/factor/passkey/passkeytest"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

const trustBox = "Trust this browser for 30 days"

// A browser is trusted with a code that was sent as with one of the app; the box is ticked
// before the code is complete or after, so nothing is sent before the button is pressed.
func TestTrustWithASentCodeInABrowser(t *testing.T) {
	t.Parallel()
	for _, way := range sentWays {
		for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
			t.Run(way.name+" "+name, func(t *testing.T) {
				t.Parallel()
				s := inStep(hosttest.Boot(t))
				s.Set("trust.days", "30")
				b := openTab(t, s, scripts)
				b.signsIn()
				b.loads("/dashboard", "Welcome, Ada Hartwell")
				b.turnsOnBy(way)
				s.Clock.Advance(5 * time.Minute)
				b.signsOut()
				b.signsIn()
				b.steps("/sign-in/code", "Enter your code")
				if scripts {
					b.module()
				}
				b.fill("6-digit code", s.SentCode(way.by))
				b.press(trustBox)
				b.has("checkbox: " + trustBox)
				b.press("Verify")
				b.loads("/dashboard", "Welcome, Ada Hartwell")
				sent := s.CodesSent()
				b.signsOut()
				b.signsIn()
				b.loads("/dashboard", "Welcome, Ada Hartwell")
				if n := s.CodesSent() - sent; n != 0 {
					t.Errorf("the trusted browser was sent %d codes", n)
				}
			})
		}
	}
}

// The box stands on the step that asks for a passkey too; that step needs scripts.
func TestTrustWithAPasskeyInABrowser(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.BootForPasskeys(t))
	s.Set("trust.days", "30")
	b := openTab(t, s, true)
	b.authenticator(true)
	b.withoutAutofill()
	b.makesAPasskey()
	b.signsOutOnly()
	b.signsIn()
	b.asksForPasskey("Use your passkey")
	b.picture("passkey-trust", true)
	b.press(trustBox)
	b.press("Use a passkey or security key")
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.signsOutOnly()
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.open("/security/sessions")
	b.returns("/security/sessions", "Where you’re signed in")
	b.press("Remove Chrome, Linux")
	b.steps("/security/sessions?done=trust", "Where you’re signed in")
	b.signsOutOnly()
	b.signsIn()
	b.asksForPasskey("Use your passkey")
}

// The box keeps its tick when the passkey is refused, and gives nothing then; and it is not
// offered to whom it is never granted.
func TestTheTrustBoxWithAPasskey(t *testing.T) {
	t.Parallel()
	s := hosttest.BootForPasskeys(t)
	b, a := s.Browser(), passkeytest.New(t, s.URL)
	b.SignIn().Leads(t, "/dashboard")
	b.MakesPasskey(a, "name", "Blue key").Leads(t, "/security/backup-codes?of=set-up")
	b.Post("/sign-out")
	b.SignIn().Leads(t, "/sign-in/code")
	if strings.Contains(b.Get("/sign-in/passkey").Body, "Trust this browser") {
		t.Error("trust is offered although the host has not turned it on")
	}
	s.Set("trust.days", "30")
	b.Get("/sign-in/passkey").Says(t, http.StatusOK, trustBox)
	b.Post("/sign-in/passkey", "answer", "{}", "trust", "yes").Says(t, http.StatusUnprocessableEntity, `value="yes" checked`)
	if b.Cookie(web.TrustCookie) != "" {
		t.Fatal("trusted after a passkey that was refused")
	}
	b.UsesPasskey(a, "/sign-in/passkey", "trust", "yes").Leads(t, "/dashboard")
	b.Post("/sign-out")
	b.SignIn().Leads(t, "/dashboard")

	staff := s.AtTheDesk(hosttest.Sven, hosttest.SvenPassword)
	staff.Post("/sign-out")
	staff.Post("/sign-in", "email", hosttest.Sven, "password", hosttest.SvenPassword).Leads(t, "/sign-in/code")
	if strings.Contains(staff.Get("/sign-in/code").Body, "Trust this browser") {
		t.Error("staff are offered what they are never granted")
	}
}
