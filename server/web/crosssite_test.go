package web

import (
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	reached := 0
	count := func(*Request) string { reached++; return "reached" }
	w := plug(t, func(s *Site, _ *fiber.App) { s.Hosts = []string{"www.latch.test"} },
		text("POST", "/form", count), text("GET", "/link", count))
	for _, c := range []struct {
		name    string
		headers []string
		allowed bool
	}{
		{"this site", []string{"Origin: http://latch.test", "Sec-Fetch-Site: same-origin"}, true},
		{"this site, an old browser", []string{"Origin: http://latch.test"}, true},
		{"a further host, an old browser", []string{"Origin: http://www.latch.test"}, true},
		{"typed by the person", []string{"Sec-Fetch-Site: none"}, true},
		{"no browser", nil, true},
		{"another website", []string{"Origin: https://evil.test", "Sec-Fetch-Site: cross-site"}, false},
		{"another site, an old browser", []string{"Origin: https://evil.test"}, false},
		{"a neighbouring subdomain", []string{"Origin: http://blog.latch.test", "Sec-Fetch-Site: same-site"}, false},
		{"a neighbouring subdomain, an old browser", []string{"Origin: http://blog.latch.test"}, false},
		{"a further host to the first", []string{"Origin: http://www.latch.test", "Sec-Fetch-Site: same-site"}, false},
		{"a sandboxed frame", []string{"Origin: null"}, false},
		{"a sandboxed frame, a new browser", []string{"Origin: null", "Sec-Fetch-Site: cross-site"}, false},
		{"another scheme", []string{"Origin: https://latch.test"}, false},
		{"another port", []string{"Origin: http://latch.test:8080"}, false},
		{"this site with its own port", []string{"Origin: http://latch.test:80"}, true},
		{"this site as a prefix", []string{"Origin: http://latch.test.evil.test"}, false},
		{"this site as a user", []string{"Origin: http://latch.test@evil.test"}, false},
		{"a word nobody knows", []string{"Sec-Fetch-Site: friendly"}, false},
		{"this site's word, then another's", []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-origin"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t, reached = t, 0
			a := w.one(submit("/form", "a=1", c.headers...))
			if allowed := reached == 1; allowed != c.allowed || !c.allowed && (a.status != 403 || !strings.Contains(a.body, "another website")) {
				t.Errorf("reached: %v, answered %d", allowed, a.status)
			}
			// Links from mails and other sites work.
			if a := w.one(fetch("/link", c.headers...)); a.status != 200 {
				t.Errorf("a link is answered %d", a.status)
			}
		})
	}
}

// Where port 80 leads to the server as it is, no form works: cookies are kept for https alone. So it is said.
func TestAFormOverHTTPIsToldToUseHTTPS(t *testing.T) {
	w := plug(t, func(s *Site, _ *fiber.App) { s.Base.Scheme, s.Hosts = "https", []string{"www.latch.test:8443"} },
		text("POST", "/form", func(*Request) string { t.Error("reached"); return "" }))
	for _, c := range []struct {
		headers []string
		words   string
	}{
		{[]string{"Origin: http://latch.test"}, `href="https://latch.test/"`},
		{[]string{"Origin: http://latch.test:80"}, "Use the https address"},
		{[]string{"Origin: http://www.latch.test:8443"}, "Use the https address"},
		{[]string{"Origin: http://latch.test", "Sec-Fetch-Site: cross-site"}, "Use the https address"},
		{[]string{"Origin: http://evil.test"}, "another website"},
		{[]string{"Origin: http://latch.test.evil.test"}, "another website"},
	} {
		if a := w.one(submit("/form", "a=1", c.headers...)); a.status != 403 || !strings.Contains(a.body, c.words) {
			t.Errorf("%q: answered %d without %q", c.headers, a.status, c.words)
		}
	}
}
