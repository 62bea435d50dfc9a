package host_test

import (
	"net/url"
	"testing"

	"latchkey/server/host"
	"latchkey/server/hosttest"
)

// Who names localhost in --listen is led there: browsers make passkeys for a name, not for 127.0.0.1.
func TestANameToListenOnStaysAName(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t, func(o *host.Options) { o.Listen = "localhost:0" })
	at, err := url.Parse(s.URL)
	if err != nil || at.Hostname() != "localhost" || at.Port() == "0" {
		t.Fatalf("it says %s, %v", s.URL, err)
	}
	s.Browser().Get("/sign-in").Says(t, 200, "Sign in")
}
