package main

import (
	"net/http"
	"strings"
	"testing"
)

// A mistyped address throws nobody out: whoever is signed in keeps the menu around it.
func TestAPageThatIsNotThereKeepsTheFrame(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.signIn().leads(t, "/dashboard")
	for _, path := range []string{"/nowhere", "/invoices/none", "/demo/mailbox/none"} {
		p := b.get(path)
		p.says(t, http.StatusNotFound, "There is no such page")
		for _, part := range []string{"Hello, Ada", `action="/sign-out"`, `href="/invoices"`} {
			if !strings.Contains(p.body, part) {
				t.Errorf("%s: no %s on the page", path, part)
			}
		}
	}
	if p := s.browser().get("/nowhere"); p.status != http.StatusNotFound || strings.Contains(p.body, `action="/sign-out"`) {
		t.Errorf("a stranger gets %d, and a menu", p.status)
	}
}
