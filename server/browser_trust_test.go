package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/factor/passkey/passkeytest"
	"latchkey/server/web"
)

const trustBox = "Trust this browser for 30 days"

// A browser is trusted with a code that was sent as with one of the app; the box is ticked
// before the code is complete or after, so nothing is sent before the button is pressed.
func TestTrustWithASentCodeInABrowser(t *testing.T) {
	for _, way := range sentWays {
		for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
			t.Run(way.name+" "+name, func(t *testing.T) {
				s := inStep(boot(t))
				s.set("trust.days", "30")
				b := openTab(t, s, scripts)
				b.signsIn()
				b.loads("/dashboard", "Welcome, Ada Hartwell")
				b.turnsOnBy(way)
				s.clock.Advance(5 * time.Minute)
				b.signsOut()
				b.signsIn()
				b.steps("/sign-in/code", "Enter your code")
				if scripts {
					b.module()
				}
				b.fill("6-digit code", s.sentCode(way.by))
				b.press(trustBox)
				b.has("checkbox: " + trustBox)
				b.press("Verify")
				b.loads("/dashboard", "Welcome, Ada Hartwell")
				sent := s.codesSent()
				b.signsOut()
				b.signsIn()
				b.loads("/dashboard", "Welcome, Ada Hartwell")
				if n := s.codesSent() - sent; n != 0 {
					t.Errorf("the trusted browser was sent %d codes", n)
				}
			})
		}
	}
}

// The box stands on the step that asks for a passkey too; that step needs scripts.
func TestTrustWithAPasskeyInABrowser(t *testing.T) {
	s := inStep(bootForPasskeys(t))
	s.set("trust.days", "30")
	b := openTab(t, s, true)
	b.authenticator(true)
	b.withoutAutofill()
	b.makesAPasskey()
	b.signsOutOnly()
	b.signsIn()
	b.asksForPasskey("Use your passkey")
	b.picture("passkey-trust", true)
	b.press(trustBox)
	b.press("Use passkey or security key")
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.signsOutOnly()
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.open("/security/sessions")
	b.returns("/security/sessions", "Where you are signed in")
	b.press("Stop trusting it Chrome, Linux")
	b.steps("/security/sessions?done=trust", "Where you are signed in")
	b.signsOutOnly()
	b.signsIn()
	b.asksForPasskey("Use your passkey")
}

// The box keeps its tick when the passkey is refused, and gives nothing then; and it is not
// offered to whom it is never granted.
func TestTheTrustBoxWithAPasskey(t *testing.T) {
	s := bootForPasskeys(t)
	b, a := s.browser(), passkeytest.New(t, s.url)
	b.signIn().leads(t, "/dashboard")
	b.makes(a, "name", "Blue key").leads(t, "/security/backup-codes?of=set-up")
	b.post("/sign-out")
	b.signIn().leads(t, "/sign-in/code")
	if strings.Contains(b.get("/sign-in/passkey").body, "Trust this browser") {
		t.Error("trust is offered although the host has not turned it on")
	}
	s.set("trust.days", "30")
	b.get("/sign-in/passkey").says(t, http.StatusOK, trustBox)
	b.post("/sign-in/passkey", "answer", "{}", "trust", "yes").says(t, http.StatusUnprocessableEntity, `value="yes" checked`)
	if b.cookie(web.TrustCookie) != "" {
		t.Fatal("trusted after a passkey that was refused")
	}
	b.uses(a, "/sign-in/passkey", "trust", "yes").leads(t, "/dashboard")
	b.post("/sign-out")
	b.signIn().leads(t, "/dashboard")

	staff := s.atTheDesk(sven, svenPassword)
	staff.post("/sign-out")
	staff.post("/sign-in", "email", sven, "password", svenPassword).leads(t, "/sign-in/code")
	if strings.Contains(staff.get("/sign-in/code").body, "Trust this browser") {
		t.Error("staff are offered what they are never granted")
	}
}
