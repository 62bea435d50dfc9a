package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/factor/passkey/passkeytest"
	"latchkey/server/web"
)

// Staff come to work: what they see first is the desk, unless they asked for something else.
func TestStaffLandOnTheDesk(t *testing.T) {
	s := bootForPasskeys(t)
	b := s.browser()
	password := func(b *browser, next string) page {
		return b.post("/sign-in", "email", sven, "password", svenPassword, "next", next)
	}
	password(b, "").leads(t, "/desk")
	b.get("/desk").leads(t, "/security/two-factor")
	secret := b.setUpSecondStep()
	b.get("/security/backup-codes?of=set-up").says(t, http.StatusOK, "Backup codes")
	b.post("/security/backup-codes/saved", "saved", "yes", "of", "set-up").leads(t, "/desk?done=on")
	b.get("/desk?done=on").says(t, http.StatusOK, "Two-factor authentication is on.")
	for _, door := range []string{"/", "/sign-in"} {
		b.get(door).leads(t, "/desk")
	}
	key := passkeytest.New(t, s.url)
	b.makes(key, "name", "Blue key").leads(t, "/security?done=added")

	app := b.method("Authenticator app")
	for next, want := range map[string]string{"": "/desk", "/desk/cases": "/desk/cases", "/invoices": "/invoices", "//evil.test": "/desk"} {
		s.clock.Advance(30 * time.Second)
		b := s.browser()
		password(b, next).leads(t, "/sign-in/code")
		challenge := b.cookie(web.ChallengeCookie)
		b.post("/sign-in/verify", "way", app, "code", s.code(secret)).leads(t, want)
		b.plant(web.ChallengeCookie, challenge) // of two presses at once, the second
		b.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/desk")
		s.browser().uses(key, "/sign-in/with-passkey", "next", next).leads(t, want)
	}
}

// In the dialog, too, the last step of the first set-up leads to the desk.
func TestStaffWhoSetUpInTheDialogAreLedToTheDesk(t *testing.T) {
	s := boot(t)
	s.set("two-factor.set-up", "dialog")
	b := s.browser()
	b.post("/sign-in", "email", noor, "password", noorPassword).leads(t, "/desk")
	b.post("/security/two-factor/start")
	secret := between(t, b.get("/security/two-factor/scan").body, `data-text="`, `"`)
	b.post("/security/two-factor/verify", "code", s.code(secret), "saved", "yes").leads(t, "/desk?done=on")
}

// Whoever is turned away at the desk stays signed in to it, and is answered in their own language.
func TestSupportIsToldWhatIsForAdministrators(t *testing.T) {
	s := boot(t)
	support := s.noor()
	refused := support.get("/desk/policy")
	refused.says(t, http.StatusForbidden, "Only an administrator may do this.")
	if !strings.Contains(refused.body, "Hello, Noor") || !strings.Contains(refused.body, `href="/desk"`) {
		t.Error("the page looks as if nobody were signed in")
	}
	support.post("/profile", "name", "Noor", "language", "ar").leads(t, "/profile?done=saved")
	support.get("/desk/policy").says(t, http.StatusForbidden, `lang="ar"`)
}
