package main

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"latchkey/internal/factor"
	"latchkey/internal/message"
)

// confirms answers the page "Confirm it's you" that something has led to, as its form does.
func (b *browser) confirms(asked page, answer ...string) page {
	b.t.Helper()
	at, err := url.Parse(asked.location)
	if asked.status != http.StatusSeeOther || err != nil || at.Path != "/confirm" {
		b.t.Fatalf("got %d to %q, want 303 to /confirm", asked.status, asked.location)
	}
	shown := b.get(asked.location)
	for name, values := range at.Query() {
		shown.says(b.t, http.StatusOK, `name="`+name+`" value="`+values[0]+`"`)
		answer = append(answer, name, values[0])
	}
	return b.post("/confirm", answer...)
}

// signIn gives Ada's password.
func (b *browser) signIn() page {
	b.t.Helper()
	return b.post("/sign-in", "email", ada, "password", adaPassword)
}

// turnOn sets Ada's two-factor authentication up and returns the app's secret and
// the backup codes.
func (b *browser) turnOn() (secret string, codes []string) {
	b.t.Helper()
	b.signIn().leads(b.t, "/dashboard")
	b.post("/security/two-factor/start").leads(b.t, "/security/two-factor/scan")
	secret = between(b.t, b.get("/security/two-factor/scan").body, `data-text="`, `"`)
	b.post("/security/two-factor/verify", "code", b.s.code(secret)).leads(b.t, "/security/backup-codes?of=set-up")
	shown := b.get("/security/backup-codes?of=set-up")
	codes = strings.Split(between(b.t, shown.body, `data-text="`, `"`), "\n")
	b.post("/security/backup-codes/saved", "saved", "yes", "of", "set-up").leads(b.t, "/security?done=on")
	b.s.clock.Advance(30 * time.Second) // the code that turned it on is spent
	return secret, codes
}

// code is what an app with this secret shows now.
func (s *server) code(secret string) string {
	s.t.Helper()
	c, err := factor.At(secret, int64(s.clock.Now())/30_000)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// method is the method whose row on Security Settings shows these words.
func (b *browser) method(words string) string {
	b.t.Helper()
	_, rest, found := strings.Cut(b.get("/security").body, words)
	if !found {
		b.t.Fatalf("no method says %q", words)
	}
	return between(b.t, rest, `href="/security/methods/`, `"`)
}

// turnOnByEmail is Ada, for whom a code goes to her mailbox.
func (b *browser) turnOnByEmail() {
	b.t.Helper()
	b.signIn().leads(b.t, "/dashboard")
	b.post("/security/methods/new", "method", "email").leads(b.t, "/security/methods/email")
	b.get("/security/methods/email").says(b.t, http.StatusOK, "a•••@example.test")
	b.post("/security/methods/email", "code", b.s.sentCode(message.Email)).leads(b.t, "/security/backup-codes?of=set-up")
	b.get("/security/backup-codes?of=set-up").codes(b.t)
	b.s.clock.Advance(5 * time.Minute)
}

// in is a browser that has signed in as Ada with a code from this secret.
func (s *server) in(secret string) *browser {
	s.t.Helper()
	b := s.browser()
	b.signIn().leads(s.t, "/sign-in/code")
	b.post("/sign-in/verify", "code", s.code(secret)).leads(s.t, "/dashboard")
	s.clock.Advance(30 * time.Second)
	return b
}

// out fails the test if the browser is signed in.
func (b *browser) out(after string) {
	b.t.Helper()
	if p := b.get("/dashboard"); p.status != http.StatusSeeOther {
		b.t.Errorf("%s: still signed in (%d)", after, p.status)
	}
}
