package signin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// A session's secret is the server's to choose, and another one at every level.
func TestNoSecretIsKeptAcrossALevel(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	planted := "planted-planted-planted-planted-planted-pla"
	b.Plant(web.SessionCookie, planted)
	b.Plant(web.ChallengeCookie, planted)
	b.Plant(web.BrowserCookie, planted)
	b.SignIn().Leads(t, "/dashboard")
	seen := map[string]string{planted: "the planted one"}
	fresh := func(when string) {
		t.Helper()
		now := b.Cookie(web.SessionCookie)
		if earlier, known := seen[now]; known || now == "" {
			t.Errorf("%s: the secret is that of %s", when, earlier)
		}
		for old, of := range seen {
			thief := s.Browser()
			thief.Plant(web.SessionCookie, old)
			thief.IsOut(when + ", with the secret of " + of)
		}
		seen[now] = when
	}
	fresh("signed in")
	if strings.Contains(b.Cookie(web.BrowserCookie), planted) {
		t.Error("the browser's name was chosen by the client")
	}
	b.Post("/confirm", "password", hosttest.AdaPassword).Leads(t, "/security")
	fresh("password confirmed")
	b.Post("/security/two-factor/start")
	secret := hosttest.Between(t, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
	b.Post("/security/two-factor/verify", "code", s.Code(secret))
	fresh("two-factor turned on")
	s.Clock.Advance(30 * time.Second)
	b.Post("/confirm", "code", s.Code(secret)).Leads(t, "/security")
	fresh("code confirmed")
	s.Clock.Advance(30 * time.Second)
	b.Post("/security/password", "current", hosttest.AdaPassword, "password", "a whole new harbour 9", "code", s.Code(secret)).
		Leads(t, "/security?done=password")
	fresh("password changed")
	s.Clock.Advance(30 * time.Second)
	b.Post("/security/two-factor/disable", "code", s.Code(secret))
	b.Post("/security/two-factor/disable/confirm").Leads(t, "/security?done=off")
	fresh("two-factor turned off")
	b.Post("/sign-in", "email", hosttest.Ada, "password", "a whole new harbour 9").Leads(t, "/dashboard")
	fresh("signed in anew")
}

func TestSigningOutEndsTheSessionOnTheServer(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	secret := b.Cookie(web.SessionCookie)
	thief := s.Browser()
	thief.Plant(web.SessionCookie, secret)
	thief.Get("/dashboard").Says(t, http.StatusOK, "Ada")

	p := b.Post("/sign-out")
	p.Leads(t, "/sign-in?said=out")
	if p.Header.Get("Clear-Site-Data") == "" || b.Cookie(web.SessionCookie) != "" {
		t.Errorf("the browser keeps what it had: %v", p.Header)
	}
	thief.IsOut("signed out")
	b.Get("/sign-out") // by a link, or Back: nothing comes of it
}

func TestADisabledPersonIsOutAtOnce(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	secret, _ := s.Browser().TurnOn()
	b, challenged := s.SignedIn(secret), s.Browser()
	challenged.SignIn().Leads(t, "/sign-in/code")
	if _, err := s.Host.Staff.DisableUser(t.Context(), hosttest.Ada); err != nil {
		t.Fatal(err)
	}
	b.IsOut("disabled")
	b.Post("/profile", "name", "Mallory", "language", "en").Leads(t, "/sign-in?next=%2Fprofile&said=unkept")
	challenged.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/sign-in?said=again")
	s.Browser().SignIn().Says(t, http.StatusUnprocessableEntity, "password is wrong")

	if _, err := s.Host.Staff.EnableUser(t.Context(), hosttest.Ada); err != nil {
		t.Fatal(err)
	}
	b.IsOut("enabled again, with the session from before")
	s.Clock.Advance(time.Minute)
	s.SignedIn(secret)
}

func TestAChangeEndsEveryOtherSession(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	for name, change := range map[string]func(b *hosttest.Browser, secret string){
		"password": func(b *hosttest.Browser, secret string) {
			b.Post("/security/password", "current", hosttest.AdaPassword, "password", "a whole new harbour 9", "code", s.Code(secret)).
				Leads(t, "/security?done=password")
			s.Clock.Advance(30 * time.Second)
			b.Post("/security/password", "current", "a whole new harbour 9", "password", hosttest.AdaPassword, "code", s.Code(secret))
			s.Clock.Advance(30 * time.Second)
			b.Post("/security/two-factor/disable", "code", s.Code(secret))
			b.Post("/security/two-factor/disable/confirm").Leads(t, "/security?done=off")
		},
		"two-factor off": func(b *hosttest.Browser, secret string) {
			b.Post("/security/two-factor/disable", "code", s.Code(secret))
			b.Post("/security/two-factor/disable/confirm").Leads(t, "/security?done=off")
		},
		"reset from the shell": func(*hosttest.Browser, string) {
			if _, err := s.Host.Staff.ResetSecondStep(t.Context(), hosttest.Ada); err != nil {
				t.Fatal(err)
			}
		},
	} {
		before := s.Browser()
		before.SignIn().Leads(t, "/dashboard")
		s.Clock.Advance(30 * time.Second)
		b := s.Browser()
		secret, _ := b.TurnOn()
		before.IsOut(name + ": turned on elsewhere")
		others := []*hosttest.Browser{s.SignedIn(secret), s.SignedIn(secret)}
		change(b, secret)
		for _, other := range others {
			other.IsOut(name)
		}
		if p := b.Get("/dashboard"); (p.Status == http.StatusOK) == (name == "reset from the shell") {
			t.Errorf("%s: the session that made the change gets %d", name, p.Status)
		}
	}
}

// next leads to a page of this site or to the dashboard, however it is given and
// however far it is carried.
func TestNextNeverLeadsElsewhere(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	secret, _ := s.Browser().TurnOn()
	for _, next := range []string{
		"//evil.test", `/\evil.test`, "/\t/evil.test", "/%09/evil.test", "https://evil.test", "javascript:alert(1)", "@evil.test",
		"/x\r\nSet-Cookie: session=evil", "//evil.test/%2f..", "／／evil.test", "/%5cevil.test", ".evil.test", "\x00//evil.test",
	} {
		b := s.Browser()
		if shown := b.Get("/sign-in?next=" + url.QueryEscape(next)).Body; strings.Contains(shown, "evil.test") {
			t.Errorf("next %q stands on the page", next)
		}
		b.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword, "next", next).Leads(t, "/dashboard")
		b.Get("/sign-in?next="+url.QueryEscape(next)).Leads(t, "/dashboard")
		b.Post("/language", "language", "en", "next", next).Leads(t, "/")
		b.Post("/confirm", "password", hosttest.BrunoPassword, "next", next).Leads(t, "/security")
		challenged := s.Browser()
		challenged.Post("/sign-in", "email", hosttest.Ada, "password", hosttest.AdaPassword, "next", next).Leads(t, "/sign-in/code")
		challenged.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
		s.Clock.Advance(30 * time.Second)
	}
	b := s.Browser()
	b.Get("/invoices?page=2").Leads(t, "/sign-in?next=%2Finvoices%3Fpage%3D2")
	b.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword, "next", "/invoices?page=2").Leads(t, "/invoices?page=2")
}
