package signin_test

import (
	"net/http"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// Strangers guess at the owner's password without end. The owner, in a new browser, is told the ways on, and the mailed
// link is one, however often strangers guess after it.
func TestStrangersDontKeepTheOwnerOutOfANewBrowser(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	guess := func() hosttest.Page {
		return s.Browser().Post("/sign-in", "email", hosttest.Bruno, "password", "wrong")
	}
	shut := func() {
		for guess().Status != http.StatusTooManyRequests {
		}
	}
	shut()
	owner := s.Browser()
	refused := owner.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword)
	for _, way := range []string{"Too many wrong passwords", "signed in with before", `href="/forgot-password"`, `href="/contact"`, "unlock"} {
		refused.Says(t, http.StatusTooManyRequests, way)
	}
	const fresh = "copper basket morning"
	owner.Post("/forgot-password", "email", hosttest.Bruno).Leads(t, "/forgot-password/sent")
	owner.Get("/reset-password/"+s.Mail(hosttest.Bruno, message.ResetPassword).Secret).Leads(t, "/reset-password")
	owner.Post("/reset-password", "password", fresh).Leads(t, "/sign-in?said=reset")
	shut()
	s.Browser().Post("/sign-in", "email", hosttest.Bruno, "password", fresh).Says(t, http.StatusTooManyRequests, "Too many wrong passwords")
	owner.Post("/sign-in", "email", hosttest.Bruno, "password", "wrong").Says(t, http.StatusUnprocessableEntity, "password is wrong")
	owner.Post("/sign-in", "email", hosttest.Bruno, "password", fresh).Leads(t, "/dashboard")
}

// Saying that it wasn't me makes all browsers unknown, the owner's own too: it is a mailed link as well.
func TestWhoSaysThatItWasntMeGetsBackIn(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	owner := s.Browser()
	owner.Get("/not-me/"+s.Mail(hosttest.Bruno, message.PasswordNewBrowser).NotMe).Leads(t, "/not-me")
	owner.Post("/not-me").Leads(t, "/not-me")
	for s.Browser().Post("/sign-in", "email", hosttest.Bruno, "password", "wrong").Status != http.StatusTooManyRequests {
	}
	owner.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
}

// The answer to the sign-in carries a new secret; the request after it shows that it came, and a copy of the old one
// is worth nothing from then on.
func TestATrustedBrowsersCookieChanges(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("trust.days", "30")
	secret, _ := s.Browser().TurnOn()
	b := s.Browser()
	b.SignIn().Leads(t, "/sign-in/code")
	s.Clock.Advance(time.Minute)
	b.Post("/sign-in/verify", "code", s.Code(secret), "trust", "yes").Leads(t, "/dashboard")
	old := b.Cookie(web.TrustCookie)
	thief := b.Twins(1)[0]
	thief.Plant(web.TrustCookie, old)
	b.Post("/sign-out")
	b.SignIn().Leads(t, "/dashboard")
	if now := b.Cookie(web.TrustCookie); now == old || now == "" {
		t.Fatal("the cookie is as it was")
	}
	b.Get("/dashboard").Says(t, http.StatusOK, "Welcome")
	thief.SignIn().Leads(t, "/sign-in/code")
	s.Mail(hosttest.Ada, message.BrowserCopied)
	b.Post("/sign-out")
	b.SignIn().Leads(t, "/sign-in/code")
}

// Somebody opens a mailed link and goes away. Whoever signs in to that browser next does not find it there.
func TestAnOpenedLinkIsNotTheNextPersons(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.Post("/forgot-password", "email", hosttest.Ada).Leads(t, "/forgot-password/sent")
	b.Get("/reset-password/"+s.Mail(hosttest.Ada, message.ResetPassword).Secret).Leads(t, "/reset-password")
	b.Get("/reset-password").Says(t, http.StatusOK, hosttest.Ada)
	b.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	if p := b.Get("/reset-password"); p.Status != http.StatusGone {
		t.Errorf("it opens Ada's password to Bruno: %d", p.Status)
	}
	if p := b.Post("/reset-password", "password", "copper basket morning"); p.Status != http.StatusGone {
		t.Errorf("it sets Ada's password for Bruno: %d", p.Status)
	}
}
