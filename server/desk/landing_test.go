package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/factor/passkey/passkeytest"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// Staff come to work: what they see first is the desk, unless they asked for something else.
func TestStaffLandOnTheDesk(t *testing.T) {
	t.Parallel()
	s := hosttest.BootForPasskeys(t)
	b := s.Browser()
	password := func(b *hosttest.Browser, next string) hosttest.Page {
		return b.Post("/sign-in", "email", hosttest.Sven, "password", hosttest.SvenPassword, "next", next)
	}
	password(b, "").Leads(t, "/desk")
	b.Get("/desk").Leads(t, "/security/two-factor")
	secret := b.SetUpSecondStep()
	b.Get("/security/backup-codes?of=set-up").Says(t, http.StatusOK, "Backup codes")
	b.Post("/security/backup-codes/saved", "saved", "yes", "of", "set-up").Leads(t, "/desk?done=on")
	b.Get("/desk?done=on").Says(t, http.StatusOK, "Two-factor authentication is on.")
	for _, door := range []string{"/", "/sign-in"} {
		b.Get(door).Leads(t, "/desk")
	}
	key := passkeytest.New(t, s.URL)
	b.MakesPasskey(key, "name", "Blue key").Leads(t, "/security?done=added")

	app := b.Method("Authenticator app")
	for next, want := range map[string]string{"": "/desk", "/desk/cases": "/desk/cases", "/invoices": "/invoices", "//evil.test": "/desk"} {
		s.Clock.Advance(30 * time.Second)
		b := s.Browser()
		password(b, next).Leads(t, "/sign-in/code")
		challenge := b.Cookie(web.ChallengeCookie)
		b.Post("/sign-in/verify", "way", app, "code", s.Code(secret)).Leads(t, want)
		b.Plant(web.ChallengeCookie, challenge) // of two presses at once, the second
		b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/desk")
		s.Browser().UsesPasskey(key, "/sign-in/with-passkey", "next", next).Leads(t, want)
	}
}

// In the dialog, too, the last step of the first set-up leads to the desk.
func TestStaffWhoSetUpInTheDialogAreLedToTheDesk(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("two-factor.set-up", "dialog")
	b := s.Browser()
	b.Post("/sign-in", "email", hosttest.Noor, "password", hosttest.NoorPassword).Leads(t, "/desk")
	b.Post("/security/two-factor/start")
	secret := hosttest.Between(t, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
	b.Post("/security/two-factor/verify", "code", s.Code(secret), "saved", "yes").Leads(t, "/desk?done=on")
}

// Whoever is turned away at the desk stays signed in to it, and is answered in their own language.
func TestSupportIsToldWhatIsForAdministrators(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	support := s.Noor()
	refused := support.Get("/desk/policy")
	refused.Says(t, http.StatusForbidden, "Only an administrator can do this.")
	if !strings.Contains(refused.Body, "Hello, Noor") || !strings.Contains(refused.Body, `href="/desk"`) {
		t.Error("the page looks as if nobody were signed in")
	}
	support.Post("/profile", "name", "Noor", "language", "ar").Leads(t, "/profile?done=saved")
	support.Get("/desk/policy").Says(t, http.StatusForbidden, `lang="ar"`)
}
