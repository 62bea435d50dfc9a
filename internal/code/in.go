package code

import (
	"strings"
	"unicode"
)

// In reports whether a text has something in it that reads like a one-time code or a backup code, as people
// paste it. It is for a warning: what it takes for one may be a number, and a code that is written unlike any it does not know.
func In(text string) bool {
	words := strings.FieldsFunc(text, between)
	for i, w := range words {
		words[i] = strings.TrimFunc(w, around)
	}
	for i, w := range words {
		if _, problem := ParseOneTime(w); problem == None {
			return true
		}
		if backup(w) || !amount(words, i) && grouped(words[i:], 2, Digits/2, oneTime) || grouped(words[i:], 3, Symbols/3, backup) {
			return true
		}
	}
	return false
}

// between tells what stands between words, also in "code:123456".
func between(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(":=,;()[]\"،؛", r) }

// amount reports whether the two words from i on go on from a number, or a number from them: "12 000 000" is no code.
func amount(words []string, i int) bool {
	numeric := func(at int) bool {
		return at >= 0 && at < len(words) && words[at] != "" && strings.Trim(Number(words[at]), "0123456789") == ""
	}
	return numeric(i-1) || numeric(i+2)
}

// around tells what stands around a word and is none of it.
func around(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

func oneTime(text string) bool {
	_, problem := ParseOneTime(text)
	return problem == None
}

// backup tells a backup code from a long word and from a telephone number: it has letters, and digits or its dashes.
func backup(text string) bool {
	if _, problem := ParseBackup(text); problem != None {
		return false
	}
	letters := strings.ContainsFunc(text, unicode.IsLetter)
	digits := strings.ContainsFunc(text, unicode.IsDigit)
	return letters && (digits || text != strings.Join(strings.FieldsFunc(text, unicode.IsPunct), "") && evenly(text))
}

// evenly reports whether a text stands in three groups of four, as backup codes are shown.
func evenly(text string) bool {
	groups := strings.FieldsFunc(text, unicode.IsPunct)
	for _, g := range groups {
		if len([]rune(g)) != Symbols/3 {
			return false
		}
	}
	return len(groups) == 3
}

// grouped reports whether the first words, so many of so many characters each, are one code together.
func grouped(words []string, count, size int, reads func(string) bool) bool {
	if len(words) < count {
		return false
	}
	for _, w := range words[:count] {
		if len([]rune(w)) != size {
			return false
		}
	}
	return reads(strings.Join(words[:count], ""))
}
