package web

import (
	"net/http/httptest"
	"strings"
	"testing"

	"latchkey/internal/session"

	"github.com/gofiber/fiber/v2"
)

// A signed-in page may hold secrets beside what somebody else had typed into it: its length must not tell of them.
func TestOnlyPagesWithoutASessionAreCompressed(t *testing.T) {
	page := strings.Repeat("<p>the same again</p>", 100)
	for name, c := range map[string]struct {
		session, accepts, want string
	}{
		"a visitor":                            {"", "gzip, deflate, br", "gzip"},
		"a visitor with an older browser":      {"", "gzip", "gzip"},
		"a visitor who takes brotli alone":     {"", "br", ""},
		"a visitor who takes nothing but text": {"", "", ""},
		"somebody signed in":                   {"an id", "gzip, deflate, br", ""},
	} {
		t.Run(name, func(t *testing.T) {
			app := fiber.New()
			app.Get("/", func(fc *fiber.Ctx) error {
				r := &Request{Site: &Site{}, c: fc, Session: session.Session{ID: c.session}}
				fc.Response().AppendBodyString(page)
				r.compress()
				return nil
			})
			request := httptest.NewRequest("GET", "/", nil)
			request.Header.Set("Accept-Encoding", c.accepts)
			answer, err := app.Test(request)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			if got := answer.Header.Get("Content-Encoding"); got != c.want {
				t.Fatalf("coded as %q, want %q", got, c.want)
			}
			if small := answer.ContentLength < int64(len(page))/2; small != (c.want != "") {
				t.Fatalf("%d bytes for a page of %d", answer.ContentLength, len(page))
			}
		})
	}
}
