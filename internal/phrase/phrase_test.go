package phrase

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAPhraseIsReadAsItIsHeard(t *testing.T) {
	t.Parallel()
	for n := range Count {
		for _, lang := range []string{"en", "ar"} {
			if got, found := Read(Of(n, lang)); !found || got != n {
				t.Fatalf("%q is %d, and is read as %d, %v", Of(n, lang), n, got, found)
			}
		}
	}
	want, _ := Read("amber fjord")
	for _, typed := range []string{
		"Amber Fjord", " amber-fjord ", "fjord, amber", "“amber fjord”.",
		"AMBER\u00a0FJORD", "\u2068amber fjord\u2069",
	} {
		if got, found := Read(typed); !found || got != want {
			t.Errorf("%q: %d, %v", typed, got, found)
		}
	}
	arabic := Of(want, "ar")
	if got, found := Read(strings.ReplaceAll(arabic, "", "\u064e")); !found || got != want {
		t.Errorf("%q with vowel marks: %d, %v", arabic, got, found)
	}
	mixed := strings.Fields(arabic)[0] + " fjord" // whoever hears both languages
	if got, found := Read(mixed); !found || got != want {
		t.Errorf("%q: %d, %v", mixed, got, found)
	}
	for _, typed := range []string{
		"", "amber", "fjord", "amber azure", "amber fjord fjord", "amber fjord lake", "482913", "amber fiord", "amber 4 fjord!x",
	} {
		if n, found := Read(typed); found {
			t.Errorf("%q is read as %d", typed, n)
		}
	}
}

func TestStoredNumbersHaveAPhrase(t *testing.T) {
	t.Parallel()
	if got := Text("000000", "en"); got != Of(0, "en") {
		t.Errorf("the first: %q", got)
	}
	if got := Text("482913", "en"); got != Of(482913%Count, "en") { // of a case from before there were phrases
		t.Errorf("an old number: %q", got)
	}
	for _, other := range []string{"9C41F07A", "12345678", "R-12", ""} {
		if got := Text(other, "en"); got != other {
			t.Errorf("%q becomes %q", other, got)
		}
	}
	if Of(7, "fa") != Of(7, "en") {
		t.Error("a language without words does not show the English ones")
	}
}

// Two words of a list differ by more than one letter, and none is in two lists.
func TestWordsAreToldApart(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for lang, l := range lists() {
		for half, list := range l {
			if len(list) != words {
				t.Errorf("%s: %d words in list %d", lang, len(list), half+1)
			}
			for i, word := range list {
				if before := seen[fold(word)]; before != "" {
					t.Errorf("%s and %s are one word", word, before)
				}
				seen[fold(word)] = word
				if n := utf8.RuneCountInString(word); n < 3 || n > 9 {
					t.Errorf("%s has %d letters", word, n)
				}
				for _, other := range list[:i] {
					if near(fold(word), fold(other)) {
						t.Errorf("%s and %s are one letter apart", word, other)
					}
				}
			}
		}
	}
}

// near reports whether one letter more, less or other makes b of a.
func near(a, b string) bool {
	x, y := []rune(a), []rune(b)
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	return len(x) <= 1 && len(y) <= 1
}

// What a phrase must do: of ten browsers that a thief has follow the case, none is taken for the owner's when both words
// are misheard as any others; while no more than one is, it can't be.
func TestWhatMishearingGains(t *testing.T) {
	t.Parallel()
	const theirs = 10
	if p := float64(theirs) / Count; p > 0.0002 || math.Log2(Count) != 16 {
		t.Errorf("a phrase that is misheard altogether is one of %d others' with a probability of %.5f", theirs, p)
	}
	if !Alike(3, 3+words) || !Alike(words, words+9) || Alike(0, words+1) {
		t.Error("which phrases share a word is not known")
	}
}
