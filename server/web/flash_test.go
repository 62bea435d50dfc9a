package web

import (
	"net/http"
	"testing"
	"time"

	"latchkey/internal/clock"

	"github.com/gofiber/fiber/v2"
)

// A page says what was done if it was done in this browser just now, once, and never because its address says so.
func TestWhatAPageSaysIsNotBelievedFromItsAddress(t *testing.T) {
	at := clock.Fixed(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	w := plug(t, func(s *Site, _ *fiber.App) { s.Clock = at },
		text("GET", "/page", func(r *Request) string { return r.Told("done") + "," + r.Told("said") }),
		Route{Method: "POST", Path: "/do", Access: Anyone, Handle: func(r *Request) error { return r.Go(r.Saying("/page?done=on")) }},
		Route{Method: "POST", Path: "/leave", Access: Anyone, Handle: func(r *Request) error { return r.Leave(r.Saying("/page?said=out")) }},
	)
	flashed := func(path string) string {
		a := w.one(submit(path, "a=1"))
		for _, c := range (&http.Response{Header: a.header}).Cookies() {
			return "Cookie: " + c.Name + "=" + c.Value
		}
		t.Fatalf("%s says nothing", path)
		return ""
	}
	if got := w.one(fetch("/page?done=on&said=out")).body; got != "," {
		t.Errorf("the address alone says %q", got)
	}
	done, left := flashed("/do"), flashed("/leave")
	for _, c := range []struct{ name, path, cookie, want string }{
		{"what was done", "/page?done=on", done, "on,"},
		{"what was said", "/page?said=out", left, ",out"},
		{"something else", "/page?done=off", done, ","},
		{"more than that", "/page?done=on&said=out", done, ","},
		{"a cookie that was not sealed here", "/page?done=on", "Cookie: " + flashCookie + "=x.AAAA", ","},
	} {
		a := w.one(fetch(c.path, c.cookie))
		if a.body != c.want || !a.cleared()[flashCookie] {
			t.Errorf("%s: says %q, want %q; forgotten %v", c.name, a.body, c.want, a.cleared())
		}
	}
	for _, wait := range []time.Duration{flashTime, -flashTime - 2*clock.Ahead} {
		at.Advance(wait)
		if got := w.one(fetch("/page?done=on", done)).body; got != "," {
			t.Errorf("%v later it says %q", wait, got)
		}
		at.Advance(-wait)
	}
}
