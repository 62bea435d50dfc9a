package web

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/db"

	"github.com/gofiber/fiber/v2"
)

// Every answer bears them, also one that is given before any page is looked for.
func TestEveryAnswerBearsTheSecurityHeaders(t *testing.T) {
	w := plug(t, func(s *Site, _ *fiber.App) { s.Base.Scheme = "https" }, takesLarge())
	for name, request := range map[string]string{
		"a page that is not there":  fetch("/nothing"),
		"a health check":            fetch("/healthz"),
		"a lower-case method":       "get / HTTP/1.1\nHost: latch.test\nConnection: close\n\n",
		"an unknown method":         "BREW / HTTP/1.1\nHost: latch.test\nConnection: close\n\n",
		"a method that no page has": "DELETE /told HTTP/1.1\nHost: latch.test\nConnection: close\n\n",
		"a foreign host":            "GET / HTTP/1.1\nHost: evil.test\nConnection: close\n\n",
		"two hosts":                 "GET / HTTP/1.1\nHost: latch.test\nHost: latch.test\n\n",
		"no request at all":         "nonsense\n\n",
		"headers too large":         fetch("/", "X-Large: "+strings.Repeat("a", mostHeader)),
		"a body too large":          told("/told", mostTold+1),
	} {
		a := w.one(request)
		for _, h := range pageHeaders {
			if a.header.Get(h[0]) != h[1] {
				t.Errorf("%s: %d without %s", name, a.status, h[0])
			}
		}
		if got := a.header.Get("Strict-Transport-Security"); got != "max-age=31536000" {
			t.Errorf("%s: Strict-Transport-Security is %q", name, got)
		}
	}
	busy := readBusy(t, w.site)
	for _, h := range w.site.headers() {
		if busy.Header.Get(h[0]) != h[1] {
			t.Errorf("busy: without %s", h[0])
		}
	}
	if busy.StatusCode != http.StatusServiceUnavailable || busy.Header.Get("Retry-After") == "" {
		t.Errorf("busy: %+v", busy)
	}
}

func readBusy(t *testing.T, s *Site) *http.Response {
	t.Helper()
	response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(s.Busy())), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

// Whether subdomains may do without TLS is the host's to say.
func TestSubdomainsAreHeldToHTTPSWhereTheHostSaysSo(t *testing.T) {
	w := plug(t, func(s *Site, _ *fiber.App) { s.Base.Scheme = "https" })
	err := w.site.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return w.site.Settings.Set(ctx, tx, "security.hsts-subdomains", "on")
	})
	if err != nil {
		t.Fatal(err)
	}
	w.site.Settings.Refresh()
	if got := w.one(fetch("/healthz")).header.Get("Strict-Transport-Security"); got != "max-age=31536000; includeSubDomains" {
		t.Errorf("got %q", got)
	}
}
