package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/password"

	"github.com/gofiber/fiber/v2"
)

func fails(path string, err error) Route {
	return Route{Method: "GET", Path: path, Access: Anyone, Handle: func(*Request) error { return err }}
}

// Whatever goes wrong, people get a page that says what to do next, and nothing of
// what only the log should know.
func TestEveryFailureIsAPageThatTellsNoSecrets(t *testing.T) {
	const secret = "sql: no such table hunter2"
	w := plug(t, nil,
		fails("/broken", errors.New(secret)),
		fails("/busy", password.ErrBusy),
		fails("/fiber", fiber.NewError(fiber.StatusTeapot, secret)),
		fails("/late", context.DeadlineExceeded),
		Route{Method: "GET", Path: "/panic", Access: Anyone, Handle: func(*Request) error { panic(secret) }},
		text("POST", "/form", func(*Request) string { return "" }),
	)
	for _, c := range []struct {
		name, request string
		status        int
		words         string
	}{
		{"an error", fetch("/broken"), 500, "Something went wrong"},
		{"an error of Fiber's", fetch("/fiber"), 500, "Something went wrong"},
		{"a panic", fetch("/panic"), 500, "Something went wrong"},
		{"out of time", fetch("/late"), 503, "We couldn’t finish that in time"},
		{"Page not found", fetch("/nowhere"), 404, "Page not found"},
		{"no such asset", fetch("/static/nothing.js"), 404, "Page not found"},
		{"no such brand file", fetch("/brand/nothing.css"), 404, "Page not found"},
		{"out of the static folder", fetch("/static/../../etc/passwd"), 404, "Page not found"},
		{"out of it, encoded", fetch("/static/%2e%2e%2f%2e%2e%2fgo.mod"), 404, "Page not found"},
		{"busy", fetch("/busy"), 503, "Too busy right now"},
		{"too long", submit("/form", "a="+strings.Repeat("x", BodyLimit)), 413, "That’s too long"},
		{
			"a length that is too long",
			"POST /form HTTP/1.1\nHost: latch.test\nConnection: close\nContent-Length: 99999999999\n\n", 413, "That’s too long",
		},
		{
			"not a form", "POST /form HTTP/1.1\nHost: latch.test\nConnection: close\nContent-Type: application/json\nContent-Length: 2\n\n{}",
			415, "couldn’t read that request",
		},
		{"headers too long", fetch("/nowhere", "X-Long: "+strings.Repeat("x", 40<<10)), 431, "couldn’t read that request"},
		{"a path too long", fetch("/" + strings.Repeat("x", 40<<10)), 431, "couldn’t read that request"},
		{"not HTTP", "hello\n\n", 400, "couldn’t read that request"},
		{"another host", "GET / HTTP/1.1\nHost: evil.test\nConnection: close\n\n", 421, "Wrong address"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t = t
			a := w.one(c.request)
			if a.status != c.status || !strings.Contains(a.body, c.words) {
				t.Fatalf("got %d, want %d with %q in:\n%s", a.status, c.status, c.words, a.body)
			}
			if strings.Contains(a.body, "hunter2") || strings.Contains(strings.ToLower(a.body), "fasthttp") {
				t.Errorf("the page tells what went wrong inside:\n%s", a.body)
			}
			safe(t, a)
			if after := a.header.Get("Retry-After"); (c.status == 503) != (after != "") {
				t.Errorf("Retry-After is %q", after)
			}
		})
	}
	if !strings.Contains(w.log.String(), "hunter2") {
		t.Error("the log does not say what went wrong")
	}
}

// safe fails the test unless the answer has the headers that every answer has.
func safe(t *testing.T, a answer) {
	t.Helper()
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
		"Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin", "Permissions-Policy": "camera=()",
	} {
		if got := a.header.Get(name); !strings.HasPrefix(got, want) {
			t.Errorf("%s is %q, want %q…", name, got, want)
		}
	}
	content := a.header.Get("Content-Security-Policy")
	if strings.Contains(content, "unsafe-inline") || strings.Contains(content, "'unsafe-eval'") {
		t.Errorf("the content is loose: %s", content)
	}
	if named := a.header.Get("Server"); named != "" {
		t.Errorf("the server calls itself %q", named)
	}
}

func TestTheReferenceOnThePageIsTheOneInTheLog(t *testing.T) {
	w := plug(t, nil, fails("/broken", errors.New("a broken thing")))
	page := w.one(fetch("/broken")).body
	_, rest, found := strings.Cut(w.log.String(), `"reference":"`)
	reference, _, _ := strings.Cut(rest, `"`)
	if !found || len(reference) < 8 || !strings.Contains(page, reference) {
		t.Fatalf("reference %q stands in the log but not on the page:\n%s", reference, page)
	}
}

// A body is never unpacked: a few bytes would fill the memory.
func TestACompressedBodyIsNotUnpacked(t *testing.T) {
	w := plug(t, nil, text("POST", "/form", func(r *Request) string { return "a=" + r.Form("a") }))
	var packed bytes.Buffer
	g := gzip.NewWriter(&packed)
	for range 400 {
		_, _ = g.Write(bytes.Repeat([]byte("a=1&"), 1<<16))
	}
	_ = g.Close()
	if packed.Len() > BodyLimit {
		packed.Truncate(BodyLimit)
	}
	for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
		began := time.Now()
		answers := w.sendRaw("POST /form HTTP/1.1\r\nHost: latch.test\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Type: " + kind +
			"\r\nContent-Length: " + itoa(packed.Len()) + "\r\n\r\n" + packed.String())
		if len(answers) != 1 || answers[0].status == http.StatusOK && answers[0].body != "a=" || answers[0].status >= 500 {
			t.Errorf("%s: got %+v", kind, answers)
		}
		if took := time.Since(began); took > 400*time.Millisecond {
			t.Errorf("%s: took %v: it was unpacked", kind, took)
		}
	}
}
