package hosttest

import (
	"net/http"
	"net/url"
	"testing"

	"latchkey/internal/factor/passkey/passkeytest"
)

// BootForPasskeys is [Boot] at a host name instead of an IP address: browsers have no passkeys for IP
// addresses.
func BootForPasskeys(t *testing.T) *Server {
	t.Helper()
	s := Boot(t)
	at, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	s.URL = "http://localhost:" + at.Port()
	return s
}

// MakesPasskey creates a passkey for the signed-in person.
func (b *Browser) MakesPasskey(a *passkeytest.Authenticator, fields ...string) Page {
	b.T.Helper()
	options := b.Post("/security/passkeys/new/options", fields...)
	if options.Status != http.StatusOK {
		b.T.Fatalf("no options: %d to %q", options.Status, options.Location)
	}
	return b.Post("/security/passkeys/new", append(fields, "answer", a.Create([]byte(options.Body)))...)
}

// UsesPasskey answers one of the forms that take a passkey.
func (b *Browser) UsesPasskey(a *passkeytest.Authenticator, form string, fields ...string) Page {
	b.T.Helper()
	options := b.Post(form+"/options", fields...)
	if options.Status != http.StatusOK {
		b.T.Fatalf("no options: %d to %q", options.Status, options.Location)
	}
	return b.Post(form, append(fields, "answer", a.Get([]byte(options.Body)))...)
}
