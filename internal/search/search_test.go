package search

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
)

func open(t testing.TB) *db.DB {
	t.Helper()
	return dbtest.Open(t, filepath.Join(t.TempDir(), "latchkey.db"))
}

func inTx(t testing.TB, d *db.DB, change func(ctx context.Context, tx db.Tx) error) {
	t.Helper()
	if err := d.InTx(context.Background(), change); err != nil {
		t.Fatal(err)
	}
}

func store(t testing.TB, d *db.DB, documents ...Document) {
	t.Helper()
	inTx(t, d, func(ctx context.Context, tx db.Tx) error { return Put(ctx, tx, documents...) })
}

func find(t testing.TB, d *db.DB, q Query) []Group {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 20
	}
	found, err := Find(context.Background(), d.Read(), q)
	if err != nil {
		t.Fatalf("%q: %v", q.Text, err)
	}
	return found
}

// ids are what a search finds, by the ids of the objects.
func ids(groups []Group) (all []string) {
	for _, g := range groups {
		for _, h := range g.Hits {
			all = append(all, h.Of)
		}
	}
	return all
}

func client(accounts ...string) Scope {
	may := map[Kind][]string{}
	for _, k := range Kinds() {
		may[k] = accounts
	}
	return Accounts(may)
}

const may = "The invoice of May"

var shelves = []Document{
	{Kind: Person, ID: "p1", Title: "Ada Hartwell", Parts: []string{"ada.hartwell@example.com", "+442071838750"}},
	{Kind: Person, ID: "p2", Title: "أحمد إبراهيم", Parts: []string{"ahmad@bücher.example"}},
	{Kind: Account, ID: "a1", Title: "Hartwell & Sons", Parts: []string{"10042"}},
	{Kind: Ticket, ID: "m1", Of: "t1", Account: "a1", Title: may, Text: "I was billed twice for the domain.", Parts: []string{"2041"}},
	{Kind: Ticket, ID: "m2", Of: "t1", Account: "a1", Title: may, Text: "Here is a picture of it."},
	{Kind: Ticket, ID: "n1", Of: "t1", Account: "a1", Internal: true, Title: may, Text: "Surely a fraudster."},
	{Kind: Ticket, ID: "m3", Of: "t2", Account: "a2", Title: "Straße", Text: "株式会社の請求書"},
	{Kind: Invoice, ID: "i1", Account: "a1", Title: "INV-2041-7", Parts: []string{"INV-2041-7"}},
	{Kind: Domain, ID: "d1", Account: "a1", Title: "hartwell-bakery.example", Parts: []string{"hartwell-bakery.example"}},
	{Kind: Domain, ID: "d2", Account: "a2", Title: "bakery.example", Parts: []string{"bakery.example"}},
}

func TestWhatIsFound(t *testing.T) {
	d := open(t)
	store(t, d, shelves...)
	for _, c := range []struct {
		matter, text string
		scope        Scope
		want         string
	}{
		{"a name", "hartwell", Staff(), "p1 a1 d1"},
		{"the beginning of a name", "hartw", Staff(), "p1 a1 d1"},
		{"a part of an address", "well@exam", Staff(), "p1"},
		{"a part of a number", "0718387", Staff(), "p1"},
		{"a number as people write it", "+44 20 7183", Staff(), "p1"},
		{"all words must match", "hartwell ada", Staff(), "p1"},
		{"words of two fields", "invoice billed", Staff(), "t1"},
		{"only the last is a beginning", "son hartwell", Staff(), ""},
		{"the last is a beginning", "hartwell son", Staff(), "a1"},
		{"a piece of an address and a word", "hartw ada", Staff(), "p1"},
		{"another spelling", "احمد ابراهيم", Staff(), "p2"},
		{"an address in its own letters", "bucher", Staff(), "p2"},
		{"German", "STRASSE", Staff(), "t2"},
		{"two signs", "会社", Staff(), "t2"},
		{"one sign", "請", Staff(), "t2"},
		{"signs in another order", "社会", Staff(), ""},
		{"part of a domain", "baker", Staff(), "d2 d1"},
		{"in the middle of a domain", "kery.ex", Staff(), "d2 d1"},
		{"a note, by staff", "fraudster", Staff(), "t1"},
		{"nothing but signs", "*** \"\" -- ()", Staff(), ""},
		{"nothing", "", Staff(), ""},
		{"a client's ticket", "invoice", client("a1"), "t1"},
		{"a client's invoice", "2041", client("a1"), "t1 i1"},
		{"somebody else's ticket", "invoice", client("a2"), ""},
		{"a note, by the client", "fraudster", client("a1"), ""},
		{"people, by a client", "ada", client("a1", "a2", ""), ""},
		{"two accounts", "bakery", client("a1", "a2"), "d2 d1"},
		{"one kind alone", "2041", Accounts(map[Kind][]string{Invoice: {"a1"}}), "i1"},
		{"no scope at all", "hartwell", Scope{}, ""},
		{"an account's name in another's place", "invoice", client("A1", "a1 ", "x"), ""},
	} {
		t.Run(c.matter, func(t *testing.T) {
			if got := strings.Join(ids(find(t, d, Query{Scope: c.scope, Text: c.text})), " "); got != c.want {
				t.Errorf("%q finds %q instead of %q", c.text, got, c.want)
			}
		})
	}
}

func TestTheNewestComeFirstAndCountsStop(t *testing.T) {
	d := open(t)
	var all []Document
	for i := range Most + 50 {
		all = append(all, Document{Kind: Ticket, ID: fmt.Sprint("m", i), Of: fmt.Sprint("t", i), Account: "a", Title: "hello"})
	}
	all = append(all, Document{Kind: Ticket, ID: "again", Of: "t3", Account: "a", Title: "hello"})
	store(t, d, all...)
	for _, scope := range []Scope{Staff(), client("a")} {
		got := find(t, d, Query{Scope: scope, Text: "hello", Limit: 3})
		if want := []string{"t3", "t1049", "t1048"}; !slices.Equal(ids(got), want) {
			t.Errorf("found %q, not %q", ids(got), want)
		}
		if got[0].Count != Most || !got[0].More {
			t.Errorf("counted %d, and more: %t", got[0].Count, got[0].More)
		}
		got = find(t, d, Query{Scope: scope, Text: "hello", Limit: 3, Skip: 3})
		if want := []string{"t1047", "t1046", "t1045"}; !slices.Equal(ids(got), want) {
			t.Errorf("then %q, not %q", ids(got), want)
		}
	}
	if got := find(t, d, Query{Scope: client("b"), Text: "hello"}); len(got) != 0 {
		t.Errorf("somebody else counts %v", got)
	}
}

func TestPiecesThatStandElsewhereAreNoPart(t *testing.T) {
	d := open(t)
	store(t, d, Document{Kind: Domain, ID: "d1", Title: "abcd-bcde", Parts: []string{"abcdxbcde"}})
	if got := ids(find(t, d, Query{Scope: Staff(), Text: "abcde"})); len(got) != 0 {
		t.Errorf("found %q by pieces in another order", got)
	}
	if got := ids(find(t, d, Query{Scope: Staff(), Text: "dxbc"})); len(got) != 1 {
		t.Error("did not find a part")
	}
}

func TestAChangeReplacesWhatWasFound(t *testing.T) {
	d := open(t)
	store(t, d, shelves...)
	store(t, d, Document{Kind: Ticket, ID: "m1", Of: "t1", Account: "a1", Title: may, Text: "[redacted]"})
	if got := ids(find(t, d, Query{Scope: Staff(), Text: "billed"})); len(got) != 0 {
		t.Errorf("the old text still finds %q", got)
	}
	if got := ids(find(t, d, Query{Scope: client("a1"), Text: "redacted"})); len(got) != 1 {
		t.Errorf("the new text finds %q", got)
	}
	inTx(t, d, func(ctx context.Context, tx db.Tx) error { return DeleteOf(ctx, tx, Ticket, "t1") })
	inTx(t, d, func(ctx context.Context, tx db.Tx) error { return Delete(ctx, tx, Domain, "d1", "none") })
	for _, text := range []string{"invoice", "fraudster", "picture", "hartwell-bakery"} {
		for _, g := range find(t, d, Query{Scope: Staff(), Text: text}) {
			if g.Kind == Ticket || g.Kind == Domain {
				t.Errorf("%q still finds %v", text, g.Hits)
			}
		}
	}
	inTx(t, d, func(ctx context.Context, tx db.Tx) error {
		return tx.Do(ctx, "checking", `INSERT INTO search_word (search_word, rank) VALUES ('integrity-check', 0)`)
	})
}

// A ticket that goes to another account is found there, and no more where it was.
func TestADocumentThatMovesIsFoundWhereItIs(t *testing.T) {
	d := open(t)
	store(t, d, shelves...)
	moved := shelves[3]
	moved.Account = "a2"
	store(t, d, moved)
	if got := ids(find(t, d, Query{Scope: client("a1"), Text: "billed"})); len(got) != 0 {
		t.Errorf("found %q where it was", got)
	}
	if got := ids(find(t, d, Query{Scope: client("a2"), Text: "billed"})); len(got) != 1 {
		t.Errorf("found %q where it is", got)
	}
}

// Whoever pasted a password has it redacted, and whoever reads the file afterwards must not find it there.
func TestWhatIsRedactedIsNotInTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	d := dbtest.Open(t, path)
	secret := "hunterxyzzy"
	long := strings.Repeat("some words before it ", 400) + secret
	store(t, d, Document{Kind: Ticket, ID: "m1", Of: "t1", Account: "a1", Title: "Help", Text: "My password is " + secret})
	store(t, d, Document{Kind: Ticket, ID: "m2", Of: "t2", Account: "a1", Title: "Help " + secret, Text: long, Parts: []string{secret}})
	for i := range 40 { // so that it has been moved about
		store(t, d, Document{Kind: Ticket, ID: fmt.Sprint("x", i), Account: "a1", Title: "Other", Text: fmt.Sprint("Something else ", i)})
		if i == 20 {
			if err := Tidy(context.Background(), d); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := Tidy(context.Background(), d); err != nil { // so that it stands in a part of the index that no change touches
		t.Fatal(err)
	}
	if !inFile(t, path, secret) {
		t.Fatal("the test looks in the wrong place")
	}
	store(t, d, Document{Kind: Ticket, ID: "m1", Of: "t1", Account: "a1", Title: "Help", Text: "My password is [redacted]"})
	inTx(t, d, func(ctx context.Context, tx db.Tx) error { return Delete(ctx, tx, Ticket, "m2") })
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	// A word that begins as the one before it is kept without its beginning.
	for _, trace := range []string{secret, secret[:6], secret[4:], byPiece + secret[:3], byPiece + secret[3:6]} {
		if inFile(t, path, trace) {
			t.Errorf("%q is still in the file", trace)
		}
	}
}

func inFile(t *testing.T, path, text string) bool {
	t.Helper()
	for _, name := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(name)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(text)) {
			return true
		}
	}
	return false
}

func TestWhatIsFoundIsMarked(t *testing.T) {
	d := open(t)
	store(t, d, Document{
		Kind: Ticket, ID: "m", Title: "<b>Invoice</b> of May",
		Text: strings.Repeat("long before it ", 20) + "an <i>INVOICE</i> for Straße & <script>" + strings.Repeat(" long after it", 20),
	}, Document{Kind: Domain, ID: "d", Title: "my-bakery.example", Parts: []string{"my-bakery.example"}},
		Document{Kind: Ticket, ID: "c", Title: "株式会社", Text: ""})
	show := func(pieces []Piece) string {
		var all strings.Builder
		for _, p := range pieces {
			if p.Found {
				all.WriteString("[" + p.Text + "]")
			} else {
				all.WriteString(p.Text)
			}
		}
		return all.String()
	}
	hit := find(t, d, Query{Scope: Staff(), Text: "strasse invo"})[0].Hits[0]
	if got := show(hit.Title); got != "<b>[Invoice]</b> of May" {
		t.Errorf("the title is %q", got)
	}
	if got := show(hit.Excerpt); !strings.HasPrefix(got, "… ") || !strings.HasSuffix(got, " …") || len(got) > 260 ||
		!strings.Contains(got, "before it an <i>[INVOICE]</i> for [Straße] & <script> long") {
		t.Errorf("the excerpt is %q", got)
	}
	if got := show(find(t, d, Query{Scope: Staff(), Text: "ybak"})[0].Hits[0].Title); got != "m[y-bak]ery.example" {
		t.Errorf("the domain is %q", got)
	}
	if got := show(find(t, d, Query{Scope: Staff(), Text: "式会社"})[0].Hits[0].Title); got != "株[式会社]" {
		t.Errorf("the signs are %q", got)
	}
}

// A note has no word in the places where its account's people look: the row's own flag is asked only in case.
func TestANoteHasNoWordOfAnAccount(t *testing.T) {
	d := open(t)
	store(t, d, shelves...)
	for _, text := range []string{"fraudster", "surely", "invoice"} {
		var n int
		err := d.Read().Row(t.Context(), `SELECT COUNT(*) FROM search_word CROSS JOIN search_document AS d ON d.id = search_word.rowid
			WHERE search_word MATCH $1 AND d.internal = 1`, match(parse(text), []string{accountScope(Ticket, "a1")})).Scan(&n)
		if err != nil || n != 0 {
			t.Errorf("%q is among the account's words, %d times (%v)", text, n, err)
		}
	}
}

// However many tickets of others have a word, a client's search reads none of them: neither its answer nor its time can tell.
func TestAClientsSearchReadsNothingOfOthers(t *testing.T) {
	d := open(t)
	var others []Document
	for i := range 5000 {
		others = append(others, Document{Kind: Ticket, ID: fmt.Sprint("o", i), Account: "others", Title: "marmalade"})
	}
	store(t, d, others...)
	f := finding{
		query: Query{Scope: client("a1"), Limit: 20}, kind: Ticket, chunks: parse("marmalade"), seen: map[string]bool{},
		group: Group{Kind: Ticket},
	}
	if err := f.run(t.Context(), d.Read()); err != nil {
		t.Fatal(err)
	}
	if f.rows != 0 {
		t.Errorf("looked at %d documents of others", f.rows)
	}
}

func TestWhatIsTypedIsNoLanguage(t *testing.T) {
	d := open(t)
	store(t, d, shelves...)
	for _, text := range []string{
		`invoice" OR "fraudster`, "invoice NOT billed", "NEAR(invoice may)", "terms : invoice", "inv*", "^invoice", "(", `"`,
	} {
		find(t, d, Query{Scope: Staff(), Text: text}) // fails the test by an error
	}
	if got := ids(find(t, d, Query{Scope: client("a1"), Text: `zzz" OR "invoice`})); len(got) != 0 {
		t.Errorf("a quotation mark ends the word: found %q", got)
	}
	if got := ids(find(t, d, Query{Scope: Staff(), Text: "invoice NOT billed"})); len(got) != 0 {
		t.Errorf("NOT is a word like others: found %q", got)
	}
}

// Whatever is typed is looked for, and nothing of it is understood by the index.
func FuzzFind(f *testing.F) {
	for _, text := range []string{
		`"`, `a" OR "b`, `NEAR(a b)`, `a AND NOT b`, `terms : a`, `^a`, `a*`, `-a`, `(`, `)`, "a\x00b", `' OR 1=1 --`, `{terms}: x`,
		"s3x0\ue000invoice",
		"\ue000", `"a" *`, strings.Repeat("a ", 500), strings.Repeat("ab", 500), "+", "\xff", "invoice",
	} {
		f.Add(text)
	}
	d := open(f)
	store(f, d, shelves...)
	f.Fuzz(func(t *testing.T, text string) {
		for _, g := range find(t, d, Query{Scope: client("a2"), Text: text}) {
			for _, h := range g.Hits {
				if h.Account != "a2" {
					t.Fatalf("%q finds %+v", text, h)
				}
			}
		}
		find(t, d, Query{Scope: Staff(), Text: text})
	})
}
