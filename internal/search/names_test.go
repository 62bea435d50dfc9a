package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"latchkey/internal/db"
)

// Whatever is typed, staff find those whom a look at each would find, the newest first, and as many are counted: by words, by their
// beginnings, by three letters, by four, and by pieces that stand in other places too.
func TestNamesAreFoundAsByALookAtEach(t *testing.T) {
	t.Parallel()
	d := open(t)
	dice := rand.New(rand.NewPCG(5, 8))
	names := []string{"Ada", "Adam", "Bea", "Beatrix", "Cem", "أحمد", "王小明"}
	hosts := []string{"example.com", "mail.example", "com.test", "xn--bcher-kva.example"}
	var all []stored
	inTx(t, d, func(ctx context.Context, tx db.Tx) error {
		for i := range Most + 100 {
			name := names[dice.IntN(len(names))]
			person := Document{
				Kind: Person, ID: fmt.Sprintf("p%04d", i), Title: name + " " + names[dice.IntN(len(names))],
				Parts: []string{fmt.Sprintf("m%d@%s", dice.IntN(2000), hosts[dice.IntN(len(hosts))])},
			}
			if i%7 == 0 {
				person.Parts = nil
			}
			all = append(all, person.row())
			if err := Put(ctx, tx, person); err != nil {
				return err
			}
		}
		return nil
	})
	typed := []string{
		"m", "m1", "m12", "23@exam", "ada", "ada m1", "@mail.ex", "m1999@com.test", "ple.com bea", "bcher", "王小", "احمد ada", "12 example",
		"zzz", "com", "exa", "exam", "xamp", "xample", "examplecom", "m1 xample", "a b", "ad xamp be", "mail mail", "testcom",
	}
	for range 20 {
		s := all[dice.IntN(len(all))]
		letters := []rune(s.parts + s.title)
		from := dice.IntN(len(letters))
		typed = append(typed, string(letters[from:min(len(letters), from+1+dice.IntN(10))]),
			fmt.Sprint("m", dice.IntN(2000), "@", hosts[dice.IntN(len(hosts))]))
	}
	for _, text := range typed {
		sameAsByALook(t, d, all, text, dice.IntN(30))
	}
}

func sameAsByALook(t *testing.T, d *db.DB, all []stored, text string, skip int) {
	t.Helper()
	var want []string
	for _, s := range slices.Backward(all) {
		if chunks := parse(text); len(chunks) > 0 && has(chunks, s) {
			want = append(want, s.document)
		}
	}
	got := find(t, d, Query{Scope: Staff(), Text: text, Limit: 2000})
	if len(got) == 0 {
		got = []Group{{}}
	}
	if got[0].Count != min(len(want), Most) || got[0].More != (len(want) > Most) {
		t.Errorf("%q: %d are counted (more: %t), there are %d", text, got[0].Count, got[0].More, len(want))
	}
	want = want[:min(len(want), Most)]
	if found := ids(got); !slices.Equal(found, want) {
		t.Errorf("%q: %d found, want %d", text, len(found), len(want))
	}
	want = want[min(skip, len(want)):]
	if page := ids(find(t, d, Query{Scope: Staff(), Text: text, Limit: 5, Skip: skip})); !slices.Equal(page, want[:min(5, len(want))]) {
		t.Errorf("%q: from %d on %q are found, want %q", text, skip, page, want[:min(5, len(want))])
	}
}

// What words and their beginnings find is known without a look at any document, and what only looks like it is not read where
// enough is found before.
func TestABeginningReadsNoDocumentButThoseThatAreShown(t *testing.T) {
	t.Parallel()
	d := open(t)
	inTx(t, d, func(ctx context.Context, tx db.Tx) error {
		for i := range Most + 200 {
			address := fmt.Sprintf("member-%05d@example.test", i)
			d := Document{Kind: Person, ID: fmt.Sprint("p", i), Title: "Somebody", Text: address, Parts: []string{address}}
			if err := Put(ctx, tx, d); err != nil {
				return err
			}
		}
		return nil
	})
	for text, first := range map[string]string{
		"m": "p1199", "member-": "p1199", "member-0": "p1199", "member-000": "p99", "member-0000": "p9", "0000": "p9",
		"somebody member-01": "p1199",
	} {
		f := finding{query: Query{Scope: Staff(), Limit: 20}, kind: Person, chunks: parse(text), group: Group{Kind: Person}}
		if err := f.run(t.Context(), d.Read()); err != nil {
			t.Fatal(err)
		}
		if len(f.group.Hits) == 0 || f.group.Hits[0].ID != first {
			t.Errorf("%q finds %v first", text, f.group.Hits[:min(1, len(f.group.Hits))])
		}
		if f.rows > 20 {
			t.Errorf("%q looks at %d documents", text, f.rows)
		}
	}
}

// However often a document was changed, in its words or its account, nothing of it stays in the index when it is taken out.
func TestWhatIsTakenOutLeavesNoTerm(t *testing.T) {
	t.Parallel()
	d := open(t)
	dice := rand.New(rand.NewPCG(3, 4))
	words := []string{"bakery", "baker", "hartwell", "王小明", "invoice", ""}
	for range 150 {
		kind := Kinds()[dice.IntN(len(Kinds()))]
		doc := Document{
			Kind: kind, ID: fmt.Sprint(dice.IntN(9)), Account: []string{"", "a", "b"}[dice.IntN(3)], Internal: dice.IntN(4) == 0,
			Title: words[dice.IntN(6)] + " " + words[dice.IntN(6)], Text: words[dice.IntN(6)],
			Parts: []string{words[dice.IntN(6)], words[dice.IntN(6)]},
		}
		store(t, d, doc)
		first := parse(doc.Title)
		if doc.Kind != Ticket && len(first) > 0 && !slices.Contains(ids(find(t, d, Query{Scope: Staff(), Text: doc.Title})), doc.ID) {
			t.Errorf("%q does not find what was put last", doc.Title)
		}
	}
	inTx(t, d, func(ctx context.Context, tx db.Tx) error {
		for _, k := range Kinds() {
			for i := range 9 {
				if err := Delete(ctx, tx, k, fmt.Sprint(i)); err != nil {
					return err
				}
			}
		}
		if err := tx.Do(ctx, "checking", `INSERT INTO search_word (search_word, rank) VALUES ('integrity-check', 0)`); err != nil {
			return err
		}
		return tx.Do(ctx, "checking", `CREATE VIRTUAL TABLE search_terms USING fts5vocab(search_word, row)`)
	})
	var left int
	if err := d.Read().Row(t.Context(), `SELECT COUNT(*) FROM search_terms`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d terms are left (%v)", left, err)
	}
}
