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

// A form that comes twice is one message only as long as it says the same of the same ticket. What somebody wrote after going
// back to it, or to another ticket, is sent and not swallowed.
func TestAFormThatSaysSomethingElseIsAnother(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := ada(s)
	one, other := opens(b, "My site", "It is down."), opens(b, "My mail", "It bounces.")
	for range 2 {
		sends(b, one, nil, "message", "First", "once", "zz").Leads(t, one+"?done=sent")
	}
	sends(b, one, nil, "message", "Second, after Back", "once", "zz").Leads(t, one+"?done=sent")
	b.Get(one).Says(t, http.StatusOK, "Second, after Back")
	sends(b, other, nil, "message", "First", "once", "zz").Leads(t, other+"?done=sent")
	b.Get(other).Says(t, http.StatusOK, "First")
	if n := s.Count(`SELECT COUNT(*) FROM ticket_message WHERE body = 'First'`); n != 2 {
		t.Errorf("it is written %d times to two tickets", n)
	}
}
