package password

import (
	"slices"
	"strings"
	"unicode"

	validator "github.com/wagslane/go-password-validator"
)

// scored is how many characters are looked at; what comes after them can only make a password better.
const scored = 64

// score estimates how hard a password is to guess, from 0 to 4: the entropy of its characters once everything that
// costs a guesser next to nothing is taken out: repetition, the person's own data, a known word.
func (j *StrengthChecker) score(password []rune, personal []string) int {
	rest := repeated(password)
	for _, word := range personal {
		rest = without(rest, []rune(word))
	}
	for _, c := range cores(rest) {
		if common()[c.word] || j.known(c.word) {
			// A word out of a million is worth about three letters.
			rest = slices.Concat(rest[:c.from], []rune("qxz"), rest[c.to:])
			break
		}
	}
	bits, score := validator.GetEntropy(string(rest)), 0
	for _, enough := range []float64{28, 40, 54, 70} {
		if bits >= enough {
			score++
		}
	}
	return score
}

// repeated returns the block that a password repeats ("abc" of "abcabcab"), or all of it.
func repeated(password []rune) []rune {
	for size := 1; size <= len(password)/2; size++ {
		if slices.Equal(password[size:], password[:len(password)-size]) {
			return password[:size]
		}
	}
	return password
}

// leet is how letters are commonly disguised.
var leet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t", "+", "t")

// core is the word around which a password is built ("password" in "P@ssw0rd2024!") and where it stands.
type core struct {
	from, to int
	word     string
}

// cores returns the candidates for the core: without the digits and signs at the end, and without those at the start.
func cores(password []rune) []core {
	to := len(password)
	for to > 0 && !unicode.IsLetter(password[to-1]) {
		to--
	}
	var found []core
	for from := 0; from < to && len(found) < 2; from++ {
		if from == 0 || unicode.IsLetter(password[from]) {
			found = append(found, core{from, to, leet.Replace(strings.ToLower(string(password[from:to])))})
		}
	}
	return found
}

// wordsOf splits names, addresses and the like into the words that a guesser would take from them, the longest first.
func wordsOf(about []string) []string {
	var words []string
	for _, text := range about {
		for word := range strings.FieldsFuncSeq(strings.ToLower(normal(text)), isSeparator) {
			if length(word) >= 3 {
				words = append(words, word)
			}
		}
	}
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(words)
}

func isSeparator(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
}

// mostlyPersonal says whether fewer than five letters or digits are left once the personal words are gone.
func mostlyPersonal(password []rune, personal []string) bool {
	rest := slices.DeleteFunc(slices.Clone(password), isSeparator)
	all := len(rest)
	for _, word := range personal {
		rest = without(rest, []rune(word))
	}
	return len(rest) < all && len(rest) < 5
}

// without returns the password with a lower-case word taken out wherever it stands, in any case.
func without(password, word []rune) []rune {
	rest := make([]rune, 0, len(password))
	for len(password) > 0 {
		if hasPrefixFold(password, word) {
			password = password[len(word):]
			continue
		}
		rest, password = append(rest, password[0]), password[1:]
	}
	return rest
}

func hasPrefixFold(text, lower []rune) bool {
	return len(text) >= len(lower) && slices.EqualFunc(text[:len(lower)], lower, func(a, b rune) bool {
		return unicode.ToLower(a) == b
	})
}
