package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"latchkey/internal/db"
)

// everyTerm is by which an expression looks for what was typed where nothing is left out.
func everyTerm(text string) (all []terms) {
	for _, c := range parse(text) {
		all = append(all, c.terms())
	}
	return all
}

// By the rare ones of what was typed the very same is found as by all of it, on however many shelves it stands.
func TestByRareTermsTheSameIsFound(t *testing.T) {
	d := open(t)
	dice := rand.New(rand.NewPCG(5, 8))
	names := []string{"Ada", "Adam", "Bea", "Beatrix", "Cem", "أحمد", "王小明"}
	hosts := []string{"example.com", "mail.example", "com.test", "xn--bcher-kva.example"}
	var all []stored
	inTx(t, d, func(ctx context.Context, tx db.Tx) error {
		if err := create(ctx, tx); err != nil {
			return err
		}
		for i := range 1200 {
			name := names[dice.IntN(len(names))]
			person := Document{
				Kind: Person, ID: fmt.Sprintf("p%04d", i), Title: name + " " + names[dice.IntN(len(names))],
				Parts: []string{fmt.Sprintf("m%d@%s", dice.IntN(2000), hosts[dice.IntN(len(hosts))])},
			}
			if i%7 == 0 {
				person.Parts = nil
			}
			s := person.row()
			s.id = number(Person)<<kindShift | middle + int64(i) + int64(i/400)<<shelf // three shelves
			all = append(all, s)
			if err := insert(ctx, tx, s); err != nil {
				return err
			}
		}
		return nil
	})
	pieces := []string{
		"m1", "m12", "23@exam", "ada", "ada m1", "@mail.ex", "m1999@com.test", "ple.com bea", "bcher",
		"王小", "احمد ada", "12 example", "zzz", "com",
	}
	for range 60 {
		s := all[dice.IntN(len(all))]
		letters := []rune(s.parts + s.title)
		from := dice.IntN(len(letters))
		pieces = append(pieces, string(letters[from:min(len(letters), from+2+dice.IntN(9))]),
			fmt.Sprint("m", dice.IntN(2000), "@", hosts[dice.IntN(len(hosts))]))
	}
	for _, text := range pieces {
		var want []string
		for _, s := range slices.Backward(all) {
			if chunks := parse(text); len(chunks) > 0 && has(chunks, s) {
				want = append(want, s.document)
			}
		}
		want = want[:min(len(want), Most)]
		if got := ids(find(t, d, Query{Scope: Staff(), Text: text, Limit: 2000})); !slices.Equal(got, want) {
			t.Errorf("%q: %d found, want %d", text, len(got), len(want))
		}
	}
}
