package ticket_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"latchkey/internal/ticket"
	"latchkey/server/hosttest"
)

// Two tabs with the same form are two tickets; one form that is sent twice, at once too, is one, with its file once.
func TestTwoTabsAndADoubleClick(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	form := func(subject string) []string {
		var fields []string
		for name, values := range b.Get("/tickets/new").Form() {
			if !slices.Contains([]string{"subject", "message", "files", "about"}, name) {
				fields = append(fields, name, values[0])
			}
		}
		return append(fields, "department", ticket.Support, "subject", subject, "message", "Since Monday.")
	}
	one, two := form("From a tab"), form("From a tab")
	for _, tab := range [][]string{one, two} {
		if p := sends(b, "/tickets/new", nil, tab...); p.Status != http.StatusSeeOther {
			t.Fatalf("%d: %s", p.Status, p.Body)
		}
	}
	if n := s.Count(`SELECT COUNT(*) FROM ticket WHERE subject = 'From a tab'`); n != 2 {
		t.Errorf("two tabs are %d tickets", n)
	}
	twice, log := form("Clicked twice"), []file{{"trace.txt", "550 no such user"}}
	var all [6]hosttest.Page
	var wg sync.WaitGroup
	for i := range all {
		wg.Go(func() { all[i] = sends(b, "/tickets/new", log, twice...) })
	}
	wg.Wait()
	for _, p := range all {
		if p.Status != http.StatusSeeOther || p.Location != all[0].Location || !strings.HasPrefix(p.Location, "/tickets/T-") {
			t.Errorf("one click leads to %s, another to %d, %s", all[0].Location, p.Status, p.Location)
		}
	}
	if n := s.Count(`SELECT COUNT(*) FROM ticket WHERE subject = 'Clicked twice'`); n != 1 {
		t.Errorf("a double click is %d tickets", n)
	}
	if n := s.Count(`SELECT COUNT(*) FROM attachment`); n != 1 {
		t.Errorf("its file is attached %d times", n)
	}
}
