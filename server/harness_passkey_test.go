package main

import (
	"net/http"
	"net/url"
	"testing"

	"latchkey/internal/factor/passkey/passkeytest"
)

// Localhost is what the host of these tests is known by: an address has no passkeys.
func bootForPasskeys(t *testing.T) *server {
	t.Helper()
	s := boot(t)
	at, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	s.url = "http://localhost:" + at.Port()
	return s
}

// makes makes a passkey for whoever is signed in.
func (b *browser) makes(a *passkeytest.Authenticator, fields ...string) page {
	b.t.Helper()
	options := b.post("/security/passkeys/new/options", fields...)
	if options.status != http.StatusOK {
		b.t.Fatalf("no options: %d to %q", options.status, options.location)
	}
	return b.post("/security/passkeys/new", append(fields, "answer", a.Create([]byte(options.body)))...)
}

// uses answers one of the forms that take a passkey.
func (b *browser) uses(a *passkeytest.Authenticator, form string, fields ...string) page {
	b.t.Helper()
	options := b.post(form+"/options", fields...)
	if options.status != http.StatusOK {
		b.t.Fatalf("no options: %d to %q", options.status, options.location)
	}
	return b.post(form, append(fields, "answer", a.Get([]byte(options.body)))...)
}
