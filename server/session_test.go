package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"latchkey/server/web"
)

// A session's secret is the server's to choose, and another one at every level.
func TestNoSecretIsKeptAcrossALevel(t *testing.T) {
	s := boot(t)
	b := s.browser()
	planted := "planted-planted-planted-planted-planted-pla"
	b.plant(web.SessionCookie, planted)
	b.plant(web.ChallengeCookie, planted)
	b.plant(web.BrowserCookie, planted)
	b.signIn().leads(t, "/dashboard")
	seen := map[string]string{planted: "the planted one"}
	fresh := func(when string) {
		t.Helper()
		now := b.cookie(web.SessionCookie)
		if earlier, known := seen[now]; known || now == "" {
			t.Errorf("%s: the secret is that of %s", when, earlier)
		}
		for old, of := range seen {
			thief := s.browser()
			thief.plant(web.SessionCookie, old)
			thief.out(when + ", with the secret of " + of)
		}
		seen[now] = when
	}
	fresh("signed in")
	if strings.Contains(b.cookie(web.BrowserCookie), planted) {
		t.Error("the browser's name was chosen by the client")
	}
	b.post("/confirm", "password", adaPassword).leads(t, "/security")
	fresh("password confirmed")
	b.post("/security/two-factor/start")
	secret := between(t, b.get("/security/two-factor/scan").body, `data-text="`, `"`)
	b.post("/security/two-factor/verify", "code", s.code(secret))
	fresh("two-factor turned on")
	s.clock.Advance(30 * time.Second)
	b.post("/confirm", "code", s.code(secret)).leads(t, "/security")
	fresh("code confirmed")
	s.clock.Advance(30 * time.Second)
	b.post("/security/password", "current", adaPassword, "password", "a whole new harbour 9", "code", s.code(secret)).leads(t, "/security?done=password")
	fresh("password changed")
	s.clock.Advance(30 * time.Second)
	b.post("/security/two-factor/disable", "code", s.code(secret))
	b.post("/security/two-factor/disable/confirm").leads(t, "/security?done=off")
	fresh("two-factor turned off")
	b.post("/sign-in", "email", ada, "password", "a whole new harbour 9").leads(t, "/dashboard")
	fresh("signed in anew")
}

func TestSigningOutEndsTheSessionOnTheServer(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.signIn()
	secret := b.cookie(web.SessionCookie)
	thief := s.browser()
	thief.plant(web.SessionCookie, secret)
	thief.get("/dashboard").says(t, http.StatusOK, "Ada")

	p := b.post("/sign-out")
	p.leads(t, "/sign-in?said=out")
	if p.header.Get("Clear-Site-Data") == "" || b.cookie(web.SessionCookie) != "" {
		t.Errorf("the browser keeps what it had: %v", p.header)
	}
	thief.out("signed out")
	b.get("/sign-out") // by a link, or Back: nothing comes of it
}

func TestADisabledPersonIsOutAtOnce(t *testing.T) {
	s := boot(t)
	secret, _ := s.browser().turnOn()
	b, challenged := s.in(secret), s.browser()
	challenged.signIn().leads(t, "/sign-in/code")
	if _, err := s.host.Changes.DisableUser(t.Context(), ada); err != nil {
		t.Fatal(err)
	}
	b.out("disabled")
	b.post("/profile", "name", "Mallory", "language", "en").leads(t, "/sign-in?next=%2Fsecurity")
	challenged.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/sign-in?said=again")
	s.browser().signIn().says(t, http.StatusUnprocessableEntity, "do not match")

	if _, err := s.host.Changes.EnableUser(t.Context(), ada); err != nil {
		t.Fatal(err)
	}
	b.out("enabled again, with the session from before")
	s.clock.Advance(time.Minute)
	s.in(secret)
}

func TestAChangeEndsEveryOtherSession(t *testing.T) {
	s := boot(t)
	for name, change := range map[string]func(b *browser, secret string){
		"password": func(b *browser, secret string) {
			b.post("/security/password", "current", adaPassword, "password", "a whole new harbour 9", "code", s.code(secret)).leads(t, "/security?done=password")
			s.clock.Advance(30 * time.Second)
			b.post("/security/password", "current", "a whole new harbour 9", "password", adaPassword, "code", s.code(secret))
			s.clock.Advance(30 * time.Second)
			b.post("/security/two-factor/disable", "code", s.code(secret))
			b.post("/security/two-factor/disable/confirm").leads(t, "/security?done=off")
		},
		"two-factor off": func(b *browser, secret string) {
			b.post("/security/two-factor/disable", "code", s.code(secret))
			b.post("/security/two-factor/disable/confirm").leads(t, "/security?done=off")
		},
		"reset from the shell": func(*browser, string) {
			if _, err := s.host.Changes.ResetSecondStep(t.Context(), ada); err != nil {
				t.Fatal(err)
			}
		},
	} {
		before := s.browser()
		before.signIn().leads(t, "/dashboard")
		s.clock.Advance(30 * time.Second)
		b := s.browser()
		secret, _ := b.turnOn()
		before.out(name + ": turned on elsewhere")
		others := []*browser{s.in(secret), s.in(secret)}
		change(b, secret)
		for _, other := range others {
			other.out(name)
		}
		if p := b.get("/dashboard"); (p.status == http.StatusOK) == (name == "reset from the shell") {
			t.Errorf("%s: the session that made the change gets %d", name, p.status)
		}
	}
}

// next leads to a page of this site or to the dashboard, however it is given and
// however far it is carried.
func TestNextNeverLeadsElsewhere(t *testing.T) {
	s := boot(t)
	secret, _ := s.browser().turnOn()
	for _, next := range []string{
		"//evil.test", `/\evil.test`, "/\t/evil.test", "/%09/evil.test", "https://evil.test", "javascript:alert(1)", "@evil.test",
		"/x\r\nSet-Cookie: session=evil", "//evil.test/%2f..", "／／evil.test", "/%5cevil.test", ".evil.test", "\x00//evil.test",
	} {
		b := s.browser()
		if shown := b.get("/sign-in?next=" + url.QueryEscape(next)).body; strings.Contains(shown, "evil.test") {
			t.Errorf("next %q stands on the page", next)
		}
		b.post("/sign-in", "email", bruno, "password", brunoPassword, "next", next).leads(t, "/dashboard")
		b.get("/sign-in?next="+url.QueryEscape(next)).leads(t, "/dashboard")
		b.post("/language", "language", "en", "next", next).leads(t, "/")
		b.post("/confirm", "password", brunoPassword, "next", next).leads(t, "/security")
		challenged := s.browser()
		challenged.post("/sign-in", "email", ada, "password", adaPassword, "next", next).leads(t, "/sign-in/code")
		challenged.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/dashboard")
		s.clock.Advance(30 * time.Second)
	}
	b := s.browser()
	b.get("/invoices?page=2").leads(t, "/sign-in?next=%2Finvoices%3Fpage%3D2")
	b.post("/sign-in", "email", bruno, "password", brunoPassword, "next", "/invoices?page=2").leads(t, "/invoices?page=2")
}
