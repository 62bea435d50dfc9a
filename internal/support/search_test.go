package support_test

import (
	"slices"
	"testing"

	"latchkey/internal/search"
	"latchkey/internal/support"
)

// finds are the numbers of the tickets that somebody finds.
func (d *desk) finds(scope search.Scope, text string) (numbers []string) {
	d.Helper()
	groups, err := search.Find(d.Context(), d.DB.Read(), search.Query{Scope: scope, Text: text, Limit: 20})
	d.Must(err)
	for _, g := range groups {
		for _, h := range g.Hits {
			numbers = append(numbers, h.Of)
		}
	}
	return numbers
}

// of is the scope of somebody who sees the tickets of an account.
func (d *desk) of(what string) search.Scope {
	return search.Accounts(map[search.Kind][]string{search.Ticket: {d.account[what]}})
}

func TestTicketsAreFoundByWhoMaySeeThem(t *testing.T) {
	d := open(t)
	number := d.asks("ada", "engines", "The printer smokes", "It says **zanzibar** and stops.")
	d.answers("noor", number, "Have you tried turquoise?")
	d.notes("sven", number, "A notorious grumbler.")
	guests, _ := d.guest("somebody@example.org", "I lost my xylophone.")
	for _, c := range []struct {
		matter, text string
		scope        search.Scope
		want         []string
	}{
		{"the subject", "printer", d.of("engines"), []string{number}},
		{"the number", number, d.of("engines"), []string{number}},
		{"the text", "zanzibar", d.of("engines"), []string{number}},
		{"the answer", "turquoise", d.of("engines"), []string{number}},
		{"a note, by the client", "grumbler", d.of("engines"), nil},
		{"a note, by staff", "grumbler", search.Staff(), []string{number}},
		{"another account", "zanzibar", d.of("compilers"), nil},
		{"another account's number", number, d.of("compilers"), nil},
		{"a guest's, by a client", "xylophone", d.of("engines"), nil},
		{"a guest's, by staff", "xylophone", search.Staff(), []string{guests}},
		{"a guest's address", "body@exam", search.Staff(), []string{guests}},
	} {
		t.Run(c.matter, func(t *testing.T) {
			if got := d.finds(c.scope, c.text); !slices.Equal(got, c.want) {
				t.Errorf("%q finds %q, not %q", c.text, got, c.want)
			}
		})
	}
}

func TestWhatIsRedactedIsNotFound(t *testing.T) {
	d := open(t)
	number := d.asks("ada", "engines", "My password swordfish", "It is swordfish.")
	d.answers("noor", number, "Never send that!")
	first := d.messages(number)[0]
	d.Must(d.support.Redact(d.Context(), d.by["rita"], support.Redaction{MessageID: first, Subject: "My password"}))
	for _, scope := range []search.Scope{d.of("engines"), search.Staff()} {
		if got := d.finds(scope, "swordfish"); len(got) != 0 {
			t.Errorf("the password still finds %q", got)
		}
		if got := d.finds(scope, "never"); !slices.Equal(got, []string{number}) {
			t.Errorf("the answer finds %q", got)
		}
	}
}

func TestWhatIsMergedIsFoundInTheWhole(t *testing.T) {
	d := open(t)
	part, whole := d.asks("ada", "engines", "Part", "The word is marmalade."), d.asks("ada", "engines", "Whole", "Hello.")
	d.Must(d.support.Merge(d.Context(), d.by["noor"], part, whole))
	if got := d.finds(d.of("engines"), "marmalade"); !slices.Equal(got, []string{whole}) {
		t.Errorf("found in %q, not in %q", got, whole)
	}
}

// messages are the ids of a ticket's messages, the oldest first.
func (d *desk) messages(number string) (ids []string) {
	d.Helper()
	file, err := d.support.File(d.Context(), d.by["noor"], number, "")
	d.Must(err)
	for _, m := range file.Messages {
		ids = append(ids, m.ID)
	}
	return ids
}
