package client_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db/dbtest"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

const (
	lost   = "You were signed out. Sign in to continue"
	kept   = "You were signed out before this was saved."
	typed  = "Ada Countess of Lovelace"
	putIn  = "This is what you entered before you were signed out."
	toLost = "/sign-in?next=%2Fprofile&said=unkept"
	toKept = "/sign-in?next=%2Fprofile&said=kept"
)

// idle is a browser in which Ada's session has run out, an hour and a half ago.
func idle(s *hosttest.Server) *hosttest.Browser {
	s.T.Helper()
	b := s.Browser()
	b.SignIn().Leads(s.T, "/dashboard")
	s.Clock.Advance(90 * time.Minute)
	return b
}

// types sends the profile's form.
func types(b *hosttest.Browser) hosttest.Page {
	b.T.Helper()
	return b.Post("/profile", "name", typed, "language", "en")
}

// shows fails the test unless the profile has what was typed, or has not.
func shows(b *hosttest.Browser, what string, want bool) {
	b.T.Helper()
	p := b.Get("/profile")
	if p.Status != http.StatusOK || strings.Contains(p.Body, typed) != want || strings.Contains(p.Body, putIn) != want {
		b.T.Errorf("%s: %d, and what was typed is there: %v", what, p.Status, !want)
	}
}

func TestALostSessionLeadsBackWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := idle(s)
	b.Get("/invoices?page=2").Leads(t, "/sign-in?next=%2Finvoices%3Fpage%3D2&said=lost")
	b.Get("/sign-in?next=%2Finvoices%3Fpage%3D2&said=lost").Says(t, http.StatusOK, lost)
	if p := b.Get("/sign-in?next=%2Finvoices&said=lost"); strings.Contains(p.Body, lost) {
		t.Error("the page believes its address")
	}
	b.Post("/sign-in", "email", hosttest.Ada, "password", hosttest.AdaPassword, "next", "/invoices?page=2").Leads(t, "/invoices?page=2")

	b = idle(s)
	types(b).Leads(t, toKept)
	b.Get(toKept).Says(t, http.StatusOK, kept)
	b.Post("/sign-in", "email", hosttest.Ada, "password", hosttest.AdaPassword, "next", "/profile").Leads(t, "/profile")
	shows(b, "back again", true)
	shows(b, "a reload", true)
	if strings.Contains(b.Get("/dashboard").Body, typed) {
		t.Error("it was saved without her")
	}
	if n := s.Count(`SELECT COUNT(*) FROM lost_session WHERE draft LIKE '%Lovelace%' OR draft LIKE '%' || $1 || '%'`, hosttest.Ada); n != 0 {
		t.Error("what was typed stands in the database as it is")
	}
	types(b).Leads(t, "/profile?done=saved")
	if s.Count(`SELECT COUNT(*) FROM lost_session WHERE draft <> ''`) != 0 || b.Cookie("draft") != "" {
		t.Error("the draft outlives its use")
	}

	// The sweep has taken the session away before the form comes: it is still known whose it was.
	b = idle(s)
	dbtest.Sweep(t, s.Host.DB, s.Host.Sessions.Sweeps(t.Context())...)
	types(b).Leads(t, toKept)

	// Who signed out in another tab is told so and led back; nothing is kept, as it is not known whose it is.
	b = s.Browser()
	types(b).Leads(t, toLost)
	if b.Cookie("draft") != "" {
		t.Error("a form of nobody's is kept")
	}
	b = s.Browser()
	b.Plant(web.SessionCookie, "made-up")
	types(b).Leads(t, toLost)
	if b.Cookie("draft") != "" {
		t.Error("a made-up session has a draft")
	}
}

func TestADraftIsShownToNobodyElse(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := idle(s)
	secret := b.Cookie(web.SessionCookie)
	types(b).Leads(t, toKept)
	token := b.Cookie("draft")

	b.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	shows(b, "somebody else at the same browser", false)
	b.Post("/profile", "name", "Bruno", "language", "en").Leads(t, "/profile?done=saved")
	b.Post("/sign-out")
	b.SignIn().Leads(t, "/dashboard")
	shows(b, "its person again", true)

	other := s.Browser()
	other.SignIn().Leads(t, "/dashboard")
	shows(other, "its person at another browser", false)
	sven := s.Sven()
	sven.Plant("draft", token)
	shows(sven, "staff with the token", false)

	// Whoever has the session that ran out, on a machine of their own, puts nothing into her form.
	thief := s.Browser()
	thief.Plant(web.SessionCookie, secret)
	thief.Post("/profile", "name", "Mallory", "language", "en").Leads(t, toKept)
	if p := b.Get("/profile"); strings.Contains(p.Body, "Mallory") {
		t.Error("a thief's words stand in her form")
	}
}

func TestWhatIsNotKept(t *testing.T) {
	t.Parallel()
	for what, happens := range map[string]func(s *hosttest.Server, b *hosttest.Browser){
		"she has signed out": func(s *hosttest.Server, b *hosttest.Browser) {
			b.SignIn().Leads(t, "/dashboard")
			secret := b.Cookie(web.SessionCookie)
			b.Post("/sign-out")
			b.Plant(web.SessionCookie, secret)
		},
		"a day has passed": func(s *hosttest.Server, b *hosttest.Browser) {
			secret := b.Cookie(web.SessionCookie)
			b.Get("/profile")
			b.Plant(web.SessionCookie, secret)
			s.Clock.Advance(24*time.Hour + time.Minute)
		},
		"all other sessions were ended since": func(s *hosttest.Server, b *hosttest.Browser) {
			dbtest.Sweep(t, s.Host.DB, s.Host.Sessions.Sweeps(t.Context())...)
			other := s.Browser()
			other.SignIn().Leads(t, "/dashboard")
			other.Post("/security/sessions/others/end")
		},
		"the password was changed since": func(s *hosttest.Server, b *hosttest.Browser) {
			other := s.Browser()
			other.SignIn().Leads(t, "/dashboard")
			other.Post("/security/password", "current", hosttest.AdaPassword, "password", hosttest.FreshPassword).Leads(t, "/security?done=password")
		},
		"she was shut out since": func(s *hosttest.Server, b *hosttest.Browser) {
			s.Sven().Post("/desk/people/" + s.IDOf(hosttest.Ada) + "/disable")
		},
	} {
		t.Run(what, func(t *testing.T) {
			s := hosttest.Boot(t)
			b := idle(s)
			happens(s, b)
			if p := types(b); strings.HasSuffix(p.Location, "said=kept") || b.Cookie("draft") != "" {
				t.Errorf("it is kept: %q", p.Location)
			}
		})
	}
	s := hosttest.Boot(t)
	b := idle(s)
	if p := b.Post("/profile", "name", strings.Repeat("x", web.BodyLimit), "language", "en"); p.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("a form without end: %d to %q", p.Status, p.Location)
	}
	b = idle(s)
	b.Post("/security/password", "current", hosttest.AdaPassword, "password", hosttest.FreshPassword).
		Leads(t, "/sign-in?next=%2Fsecurity%2Fpassword&said=lost")
	b = idle(s)
	b.Post("/profile", "name", "no \xff text", "language", "\xff").Leads(t, toLost)
	if n := s.Count(`SELECT COUNT(*) FROM lost_session WHERE draft <> ''`); n != 0 {
		t.Errorf("%d drafts are kept", n)
	}
}

// A draft ends with what ends sessions, and after its day.
func TestADraftEnds(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("session.idle", "24h")
	s.Set("session.lifetime", "24h")
	b := s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	s.Clock.Advance(25 * time.Hour)
	types(b).Leads(t, toKept)
	b.SignIn().Leads(t, "/dashboard")
	shows(b, "at once", true)
	s.Clock.Advance(23*time.Hour + 59*time.Minute)
	shows(b, "within the day", true)
	s.Clock.Advance(2 * time.Minute)
	b.SignIn()
	shows(b, "after it", false)
	dbtest.Sweep(t, s.Host.DB, s.Host.Sessions.Sweeps(t.Context())...)
	if n := s.Count(`SELECT COUNT(*) FROM lost_session WHERE draft <> ''`); n != 0 {
		t.Errorf("%d are left", n)
	}
}
