package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

// Links are made from the base URL, and requests for any other host are refused: nobody
// can have a mail's link or a redirect lead to a host of theirs.
func TestOnlyTheHostsOfThisSiteAreAnswered(t *testing.T) {
	w := plug(t, func(s *Site, _ *fiber.App) { s.Hosts = []string{"www.latch.test:8443"} },
		text("GET", "/link", func(r *Request) string { return r.Site.URL("/contact") }))
	for name, c := range map[string]struct {
		request string
		status  int
	}{
		"the base URL's host":            {"GET /link HTTP/1.1\nHost: latch.test\nConnection: close\n\n", 200},
		"in capitals":                    {"GET /link HTTP/1.1\nHost: LATCH.test\nConnection: close\n\n", 200},
		"a further host":                 {"GET /link HTTP/1.1\nHost: www.latch.test:8443\nConnection: close\n\n", 200},
		"a further host, another port":   {"GET /link HTTP/1.1\nHost: www.latch.test\nConnection: close\n\n", 421},
		"the host with a port":           {"GET /link HTTP/1.1\nHost: latch.test:81\nConnection: close\n\n", 421},
		"the host with its own port":     {"GET /link HTTP/1.1\nHost: latch.test:80\nConnection: close\n\n", 200},
		"the host in capitals":           {"GET /link HTTP/1.1\nHost: LATCH.test:80\nConnection: close\n\n", 200},
		"another host":                   {"GET /link HTTP/1.1\nHost: evil.test\nConnection: close\n\n", 421},
		"the host as a prefix":           {"GET /link HTTP/1.1\nHost: latch.test.evil.test\nConnection: close\n\n", 421},
		"the host as a user":             {"GET /link HTTP/1.1\nHost: latch.test@evil.test\nConnection: close\n\n", 421},
		"the host behind a user":         {"GET /link HTTP/1.1\nHost: evil@latch.test\nConnection: close\n\n", 421},
		"the host behind a word":         {"GET /link HTTP/1.1\nHost: evil:word@latch.test\nConnection: close\n\n", 421},
		"the host before a path":         {"GET /link HTTP/1.1\nHost: latch.test/evil\nConnection: close\n\n", 400},
		"the host before a query":        {"GET /link HTTP/1.1\nHost: latch.test?evil\nConnection: close\n\n", 400},
		"the host before a fragment":     {"GET /link HTTP/1.1\nHost: latch.test#evil\nConnection: close\n\n", 400},
		"the host, escaped":              {"GET /link HTTP/1.1\nHost: %6catch.test\nConnection: close\n\n", 400},
		"an empty host":                  {"GET /link HTTP/1.1\nHost:\nConnection: close\n\n", 400},
		"no host, HTTP/1.0":              {"GET /link HTTP/1.0\n\n", 421},
		"the host, HTTP/1.0":             {"GET /link HTTP/1.0\nHost: latch.test\n\n", 200},
		"an absolute form, another host": {"GET http://evil.test/link HTTP/1.1\nHost: latch.test\nConnection: close\n\n", 421},
		"an absolute form, with a user":  {"GET http://evil@latch.test/link HTTP/1.1\nHost: latch.test\nConnection: close\n\n", 421},
		"an absolute form that fits":     {"GET http://latch.test/link HTTP/1.1\nHost: latch.test\nConnection: close\n\n", 200},
		// RFC 9112, section 3.2.2
		"an absolute form, evil Host line": {"GET http://latch.test/link HTTP/1.1\nHost: evil.test\nConnection: close\n\n", 200},
		"a forwarded host": {"GET /link HTTP/1.1\nHost: latch.test\nX-Forwarded-Host: evil.test\n" +
			"X-Forwarded-Proto: https\nForwarded: host=evil.test\nConnection: close\n\n", 200},
	} {
		t.Run(name, func(t *testing.T) {
			w.t = t
			a := w.one(c.request)
			absolute := strings.HasPrefix(c.request, "GET http://")
			// Two hosts in one request may also be refused as a whole.
			if a.status != c.status && !(absolute && c.status == 421 && a.status == http.StatusBadRequest) {
				t.Fatalf("got %d, want %d:\n%s", a.status, c.status, a.body)
			}
			if a.status == 200 && a.body != "http://latch.test/contact" {
				t.Errorf("the link is %q", a.body)
			}
			if everything := a.body + a.header.Get("Location"); strings.Contains(everything, "evil") {
				t.Errorf("the answer names the other host:\n%s", everything)
			}
		})
	}
}

// A load balancer asks by address, with no name: alive and ready tell nothing else.
func TestHealthIsAnsweredUnderAnyName(t *testing.T) {
	w := plug(t, nil)
	for path, want := range map[string]string{"/healthz": "ok\n", "/readyz": "ready\n"} {
		a := w.one("GET " + path + " HTTP/1.1\nHost: 10.1.2.3:8080\nConnection: close\n\n")
		if a.status != 200 || a.body != want || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: got %+v", path, a)
		}
	}
	w.site.DB = openDB(t)
	if err := w.site.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if a := w.one(fetch("/readyz")); a.status != http.StatusServiceUnavailable || strings.Contains(a.body, "sql") {
		t.Errorf("ready without a database: %+v", a)
	}
}

// Whoever shares requests out learns that this one is about to end, and in a word what is wrong with one that is not.
func TestReadySaysWhyNot(t *testing.T) {
	w := plug(t, nil)
	w.site.DB = openDB(t)
	if err := w.site.DB.Close(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if a := w.one(fetch("/readyz")); a.status != http.StatusServiceUnavailable || a.body != "not ready: database\n" {
			t.Errorf("without a database: %+v", a)
		}
	}
	if n := strings.Count(w.log.String(), `"msg":"not ready"`); n != 1 {
		t.Errorf("three questions are logged %d times, want once", n)
	}
	w.site.DB = openDB(t)
	if a := w.one(fetch("/readyz")); a.status != http.StatusOK {
		t.Errorf("with a database: %+v", a)
	}
	w.site.Stop()
	if a := w.one(fetch("/readyz")); a.status != http.StatusServiceUnavailable || a.body != "not ready: stopping\n" {
		t.Errorf("while it stops: %+v", a)
	}
	if a := w.one(fetch("/healthz")); a.status != http.StatusOK {
		t.Errorf("alive while it stops: %+v", a)
	}
}
