package desk_test

import (
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// A ticket that is left open at the desk asks for news without end: no member of staff stays signed in by that.
func TestTheDesksPollKeepsNobodySignedIn(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number := s.asks("The site is slow", "It takes ten seconds.")
	noor := s.Noor()
	page := noor.Get("/desk/tickets/" + number).Body
	for _, mark := range []string{`data-quiet hx-get="`, `<div data-quiet hx-get="`} {
		poll := strings.ReplaceAll(hosttest.Between(t, strings.ReplaceAll(page, "\n", ""), mark, `"`), "&amp;", "&")
		s.Browser().Get(poll).Says(t, 401, "You’re signed out")
		noor.Get(poll).Says(t, 200, `id="pulse"`)
	}
	poll := strings.ReplaceAll(hosttest.Between(t, page, `data-quiet hx-get="`, `"`), "&amp;", "&")
	for range 7 {
		s.Clock.Advance(10 * time.Minute)
		if p := noor.Get(poll); p.Status == 401 {
			p.Says(t, 401, "You’re signed out")
			if p.Location != "" || p.Header.Get("Set-Cookie") != "" {
				t.Errorf("it leads away: %v", p.Header)
			}
			return
		}
	}
	t.Error("polling keeps a member of staff signed in")
}
