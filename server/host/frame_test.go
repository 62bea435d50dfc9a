package host_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/server/hosttest"
)

// A mistyped address throws nobody out: whoever is signed in keeps the menu around it.
func TestAPageThatIsNotThereKeepsTheFrame(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	for _, path := range []string{"/nowhere", "/invoices/none", "/demo/mailbox/none"} {
		p := b.Get(path)
		p.Says(t, http.StatusNotFound, "Page not found")
		for _, part := range []string{"Hello, Ada", `action="/sign-out"`, `href="/invoices"`} {
			if !strings.Contains(p.Body, part) {
				t.Errorf("%s: no %s on the page", path, part)
			}
		}
	}
	if p := s.Browser().Get("/nowhere"); p.Status != http.StatusNotFound || strings.Contains(p.Body, `action="/sign-out"`) {
		t.Errorf("a stranger gets %d, and a menu", p.Status)
	}
}
