package search

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// wordsOf are the words of a text as they are stored.
func wordsOf(text string) (all []string) {
	for _, r := range runs(text) {
		all = append(all, r.words()...)
	}
	return all
}

func TestWhatIsWrittenDifferentlyIsFoundAlike(t *testing.T) {
	for _, c := range []struct{ matter, a, b string }{
		{"capitals", "INVOICE", "invoice"},
		{"accents", "Zoë Çelik, Ñandú", "zoe celik nandu"},
		{"accents of their own", "e\u0301cole", "école"},
		{"German", "Straße GROẞ", "strasse gross"},
		{"German capitals", "STRASSE", "straße"},
		{"Turkish", "İSTANBUL ışık IŞIK", "istanbul isik isik"},
		{"Nordic", "Bjørn Ærø Þór", "bjorn aero thor"},
		{"Polish", "Łódź", "lodz"},
		{"Greek", "ΟΔΟΣ οδός", "οδοσ οδοσ"},
		{"Greek final sigma", "ς", "σ"},
		{"Arabic alef", "أحمد إبراهيم آمنة ٱلله", "احمد ابراهيم امنه الله"},
		{"Arabic yeh and teh", "مستشفى فاتورة", "مستشفي فاتوره"},
		{"Arabic vowels", "مُحَمَّد", "محمد"},
		{"Arabic drawn out", "فـــاتورة", "فاتورة"},
		{"Arabic hamza on a seat", "مسؤول بئر", "مسوول بير"},
		{"Persian", "کتاب ایران", "كتاب ايران"},
		{"digits", "٤٢ ۴۲ ４２ ४२", "42 42 42 42"},
		{"a word with a soft hyphen", "Rech\u00adnung", "rechnung"},
		{"a word with a joiner", "می\u200cخواهم", "ميخواهم"},
		{"ligatures", "ﬁnd", "find"},
		{"full width", "Ｌａｔｃｈｋｅｙ", "latchkey"},
		{"addresses", "Ada.Hartwell@Example.com", "ada hartwell example com"},
		{"Cyrillic", "Йод Ёлка", "иод елка"},
	} {
		t.Run(c.matter, func(t *testing.T) {
			if a, b := wordsOf(c.a), wordsOf(c.b); !slices.Equal(a, b) || len(a) == 0 {
				t.Errorf("%q is %q, and %q is %q", c.a, a, c.b, b)
			}
		})
	}
}

func TestScriptsWithoutSpacesAreStoredByTwoLetters(t *testing.T) {
	if got := wordsOf("株式会社ABC東"); !slices.Equal(got, []string{"株式", "式会", "会社", "社", "abc", "東"}) {
		t.Errorf("got %q", got)
	}
}

func FuzzFold(f *testing.F) {
	for _, text := range []string{
		"", "Straße", "İ", "ﷺ", "أإآ", "a\xff\xfeb", "株式会社", "\u0301", "①½", "ﬃ", "🦊a", strings.Repeat("ﷺ", 40), "ͅ", "ᾳ", "ǰ", "Ⅷ", "한국어",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range runs(text) {
			if len(r.letters) != len(r.from) || r.to > len(text) || r.from[0] >= r.to {
				t.Fatalf("%q: %d letters at %v to %d", text, len(r.letters), r.from, r.to)
			}
			folded := string(r.letters)
			if !utf8.ValidString(folded) || len(r.letters) > 18*utf8.RuneCountInString(text) {
				t.Fatalf("%q becomes %q", text, folded)
			}
			if again := squeezed(folded); string(again) != folded {
				t.Fatalf("%q becomes %q, and that %q", text, folded, string(again))
			}
			if strings.ContainsAny(folded, " \"*()-^:\x00"+byWord+byPiece) {
				t.Fatalf("%q becomes %q, which says something to the index", text, folded)
			}
		}
		pieced(text, found(text, parse(text)))
	})
}
