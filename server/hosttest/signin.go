package hosttest

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"latchkey/internal/factor"
	"latchkey/internal/message"
)

// Confirms posts answer to "Confirm it’s you", the page that asked leads to.
func (b *Browser) Confirms(asked Page, answer ...string) Page {
	b.T.Helper()
	at, err := url.Parse(asked.Location)
	if asked.Status != http.StatusSeeOther || err != nil || at.Path != "/confirm" {
		b.T.Fatalf("got %d to %q, want 303 to /confirm", asked.Status, asked.Location)
	}
	shown := b.Get(asked.Location)
	for name, values := range at.Query() {
		shown.Says(b.T, http.StatusOK, `name="`+name+`" value="`+values[0]+`"`)
		answer = append(answer, name, values[0])
	}
	return b.Post("/confirm", answer...)
}

// SignIn posts Ada's address and password.
func (b *Browser) SignIn() Page {
	b.T.Helper()
	return b.Post("/sign-in", "email", Ada, "password", AdaPassword)
}

// TurnOn signs Ada in, turns two-factor on for her, and returns the app's secret and the backup codes.
func (b *Browser) TurnOn() (secret string, codes []string) {
	b.T.Helper()
	b.SignIn().Leads(b.T, "/dashboard")
	b.Post("/security/two-factor/start").Leads(b.T, "/security/two-factor/scan")
	secret = Between(b.T, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
	b.Post("/security/two-factor/verify", "code", b.Server.Code(secret)).Leads(b.T, "/security/backup-codes?of=set-up")
	shown := b.Get("/security/backup-codes?of=set-up")
	codes = strings.Split(Between(b.T, shown.Body, `data-text="`, `"`), "\n")
	b.Post("/security/backup-codes/saved", "saved", "yes", "of", "set-up").Leads(b.T, "/security?done=on")
	b.Server.Clock.Advance(30 * time.Second) // the code that turned it on is spent
	return secret, codes
}

// Code returns what an app with this secret shows now.
func (s *Server) Code(secret string) string {
	s.T.Helper()
	c, err := factor.At(secret, int64(s.Clock.Now())/30_000)
	if err != nil {
		s.T.Fatal(err)
	}
	return c
}

// Method returns the id of the method whose row on Security Settings contains words.
func (b *Browser) Method(words string) string {
	b.T.Helper()
	_, rest, found := strings.Cut(b.Get("/security").Body, words)
	if !found {
		b.T.Fatalf("no method says %q", words)
	}
	return Between(b.T, rest, `href="/security/methods/`, `"`)
}

// TurnOnByEmail signs Ada in and turns two-factor on for her, with codes by e-mail.
func (b *Browser) TurnOnByEmail() {
	b.T.Helper()
	b.SignIn().Leads(b.T, "/dashboard")
	b.Post("/security/methods/new", "method", "email").Leads(b.T, "/security/methods/email")
	b.Get("/security/methods/email").Says(b.T, http.StatusOK, "ada@example.test")
	b.Post("/security/methods/email", "code", b.Server.SentCode(message.Email)).Leads(b.T, "/security/backup-codes?of=set-up")
	b.Get("/security/backup-codes?of=set-up").Codes(b.T)
	b.Server.Clock.Advance(5 * time.Minute)
}

// SignedIn returns a browser in which Ada is signed in, with a code of this secret.
func (s *Server) SignedIn(secret string) *Browser {
	s.T.Helper()
	b := s.Browser()
	b.SignIn().Leads(s.T, "/sign-in/code")
	b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(s.T, "/dashboard")
	s.Clock.Advance(30 * time.Second)
	return b
}

// IsOut fails the test if the browser is signed in; after says what should have signed it out.
func (b *Browser) IsOut(after string) {
	b.T.Helper()
	if p := b.Get("/dashboard"); p.Status != http.StatusSeeOther {
		b.T.Errorf("%s: still signed in (%d)", after, p.Status)
	}
}
