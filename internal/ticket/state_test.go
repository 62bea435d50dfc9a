package ticket_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"latchkey/internal/ticket"
)

// Every event in every state by everyone: what is not written here can't happen.
func TestWhatCanHappenToATicket(t *testing.T) {
	t.Parallel()
	const client, staff, all = "member guest", "staff", "member guest staff"
	may := map[string]struct {
		to ticket.Status
		by string
	}{
		" ask": {ticket.Open, client}, " answer": {ticket.Answered, staff},
		"open ask": {ticket.Open, client}, "open answer": {ticket.Answered, staff}, "open close": {ticket.Closed, all},
		"open merge": {ticket.Merged, staff}, "open absorb": {ticket.Open, staff}, "open block": {ticket.Spam, staff},
		"answered ask": {ticket.Open, client}, "answered answer": {ticket.Answered, staff}, "answered close": {ticket.Closed, all},
		"answered reopen": {ticket.Open, all}, "answered merge": {ticket.Merged, staff}, "answered absorb": {ticket.Answered, staff},
		"answered block": {ticket.Spam, staff},
		"closed ask":     {ticket.Open, client}, "closed answer": {ticket.Answered, staff}, "closed reopen": {ticket.Open, all},
		"closed merge": {ticket.Merged, staff}, "closed absorb": {ticket.Closed, staff}, "closed block": {ticket.Spam, staff},
		"spam ask": {ticket.Spam, client}, "spam close": {ticket.Spam, client}, "spam unblock": {ticket.Open, staff},
	}
	events := []ticket.Event{
		ticket.Ask, ticket.Answer, ticket.Close, ticket.Resume, ticket.Merge, ticket.Absorb, ticket.Block, ticket.Unblock, "", "none",
	}
	for _, from := range append([]ticket.Status{ticket.None, "none"}, ticket.Statuses...) {
		for _, e := range events {
			for _, by := range []ticket.Author{ticket.ByMember, ticket.ByGuest, ticket.ByStaff, ticket.BySystem, ""} {
				want, known := may[fmt.Sprintf("%s %s", from, e)]
				allowed := known && by != "" && strings.Contains(want.by, string(by))
				to, err := from.Next(e, by)
				if (err == nil) != allowed || err == nil && to != want.to || err != nil && (!errors.Is(err, ticket.ErrNotNow) || to != from) {
					t.Errorf("%q, %s by %q: %q, %v", from, e, by, to, err)
				}
			}
		}
	}
}

// A cursor that somebody made up begins a list at its beginning.
func TestCursors(t *testing.T) {
	t.Parallel()
	p := ticket.Place{Priority: ticket.High, At: 42, ID: "x.y"}
	if got, ok := ticket.ParseCursor(p.Cursor()); !ok || got != p {
		t.Errorf("%+v, %v", got, ok)
	}
	for _, text := range []string{"", ".", "1.2", "1.2.", "x.2.y", "1.y.z", "' OR 1=1 --"} {
		if _, ok := ticket.ParseCursor(text); ok {
			t.Errorf("%q is a cursor", text)
		}
	}
}
