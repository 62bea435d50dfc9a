// Package phrase writes a number as two words that one person reads to another on the telephone, such as "amber fjord",
// and reads them again. A code of digits would be taken for one that nobody may ask for.
//
// Every language has words of its own for the same numbers, so that whoever reads a phrase aloud and whoever types it need
// not see the same ones. A phrase names something and proves nothing: it is shown to both, there is no form that a
// stranger could try phrases at, and to know one opens nothing. What can go wrong is that it is misheard, so two words of a
// list are never one letter apart, and what is told apart by phrases shares no word with another where that is possible:
// see [Alike].
package phrase

import (
	"embed"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// Words are in words.LANG.txt, a first and a second word on each line.
//
//go:embed words.en.txt words.ar.txt
var files embed.FS

const (
	words = 256
	// Count is how many phrases there are: their numbers are from 0 to Count-1.
	Count = words * words

	first = "en" // whose words are shown in a language that has none
)

// lists are the first and the second words, by language.
var lists = sync.OnceValue(func() map[string][2][]string {
	all := map[string][2][]string{}
	for _, lang := range []string{"en", "ar"} {
		text, err := files.ReadFile("words." + lang + ".txt")
		if err != nil {
			panic(err) // they are in the binary
		}
		var l [2][]string
		for line := range strings.Lines(string(text)) {
			one, two, _ := strings.Cut(strings.TrimSpace(line), " ")
			l[0], l[1] = append(l[0], one), append(l[1], two)
		}
		all[lang] = l
	}
	return all
})

// places says which place of which list each word of any language has.
var places = sync.OnceValue(func() map[string][2]int {
	all := map[string][2]int{}
	for _, l := range lists() {
		for half, list := range l {
			for i, word := range list {
				all[fold(word)] = [2]int{half, i}
			}
		}
	}
	return all
})

// Of returns the phrase of a number in a language; numbers from Count on begin again at 0.
func Of(n int, lang string) string {
	l, found := lists()[lang]
	if !found {
		l = lists()[first]
	}
	return l[0][n/words%words] + " " + l[1][n%words]
}

// Text is [Of] for a number that is stored as digits. What is longer than six digits, or none, it returns as it is.
func Text(digits, lang string) string {
	n, err := strconv.ParseUint(digits, 10, 32)
	if err != nil || len(digits) > 6 {
		return digits
	}
	return Of(int(n), lang)
}

// Read returns the number of a phrase in any language, as people type what they hear: in any order, with or without
// capitals, vowel marks and what stands between.
func Read(text string) (n int, found bool) {
	typed := strings.FieldsFunc(text, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M) })
	var at [2]int
	var seen [2]bool
	for _, word := range typed {
		place, known := places()[fold(word)]
		if !known || seen[place[0]] {
			return 0, false
		}
		at[place[0]], seen[place[0]] = place[1], true
	}
	return at[0]*words + at[1], seen[0] && seen[1]
}

// Alike reports whether the phrases of two numbers have a word in common, so that one misheard word makes one of the other.
func Alike(a, b int) bool { return a/words%words == b/words%words || a%words == b%words }

// letters that are written for one another in Arabic.
var same = strings.NewReplacer("أ", "ا", "إ", "ا", "آ", "ا", "ٱ", "ا", "ة", "ه", "ى", "ي", "ؤ", "و", "ئ", "ي", "ـ", "")

func fold(word string) string {
	word = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, word)
	return same.Replace(word)
}
