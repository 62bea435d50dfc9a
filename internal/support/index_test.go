package support_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"latchkey/internal/search"
	"latchkey/internal/support"
)

// finds returns the tickets that a search leads to.
func (d *desk) finds(scope search.Scope, words string) (subjects []string) {
	d.Helper()
	groups, err := search.Find(d.Context(), d.DB.Read(), search.Query{Scope: scope, Text: words, Limit: 20})
	d.Must(err)
	for _, group := range groups {
		for _, hit := range group.Hits {
			subjects = append(subjects, hit.Of)
		}
	}
	slices.Sort(subjects)
	return slices.Compact(subjects)
}

// What is said in tickets is found by whoever may read it, and by nobody else; what is redacted by nobody.
func TestWhatIsFoundOfTickets(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Must(search.Rebuild(t.Context(), d.DB, map[search.Kind]search.Feeder{search.Ticket: d.support.Feed}))
	number, second := d.asks("ada", "engines", "Mail bounces", "The postmaster says no."), d.asks("ada", "engines", "More", "A pantechnicon.")
	guest, _ := d.confirmed("mina@example.org", "My telescope is gone.")
	d.notes("noor", number, "She never pays, this curmudgeon.")
	answer := d.answers("noor", number, "The password is a flibbertigibbet.")
	spam, _ := d.confirmed("spam@example.org", "Buy a balalaika.")
	d.Must(d.support.MarkSpam(t.Context(), d.by["noor"], spam, false))
	staff := search.Staff()
	ada := search.Accounts(map[search.Kind][]string{search.Ticket: {d.account["engines"]}})
	eve := search.Accounts(map[search.Kind][]string{search.Ticket: {d.account["compilers"]}})
	look := func(when string) {
		t.Helper()
		for _, c := range []struct {
			words           string
			staff, ada, eve []string
		}{
			{"postmaster", []string{number}, []string{number}, nil},
			{"bounces", []string{number}, []string{number}, nil},
			{"curmudgeon", []string{number}, nil, nil},
			{"telescope", []string{guest}, nil, nil},
			{"mina@example.org", []string{guest}, nil, nil},
			{number, []string{number}, []string{number}, nil},
			{"balalaika", nil, nil, nil},
		} {
			got := [][]string{d.finds(staff, c.words), d.finds(ada, c.words), d.finds(eve, c.words)}
			if fmt.Sprint(got) != fmt.Sprint([][]string{c.staff, c.ada, c.eve}) {
				t.Errorf("%s, %q: staff, the owner and a stranger find %v, want %v", when, c.words, got, c)
			}
		}
	}
	look("as it was written")
	d.Write(search.Forget)
	d.Must(search.Rebuild(t.Context(), d.DB, map[search.Kind]search.Feeder{search.Ticket: d.support.Feed}))
	look("made anew")
	if got := d.finds(staff, "flibbertigibbet"); len(got) != 1 {
		t.Errorf("%q", got)
	}
	d.Must(d.support.Redact(t.Context(), d.by["noor"], support.Redaction{MessageID: answer}))
	if got := d.finds(staff, "flibbertigibbet"); len(got) != 0 {
		t.Errorf("what was redacted is found: %q", got)
	}
	d.Must(d.support.Merge(t.Context(), d.by["noor"], second, number))
	if a, b := d.finds(ada, second), d.finds(ada, "pantechnicon"); !slices.Equal(a, []string{number}) || !slices.Equal(b, a) {
		t.Errorf("what was merged leads to %q and %q", a, b)
	}
	d.Must(errors.Join(d.support.NotSpam(t.Context(), d.by["noor"], spam, false)))
	if got := d.finds(staff, "balalaika"); !slices.Equal(got, []string{spam}) {
		t.Errorf("what is no spam any more: %q", got)
	}
}
