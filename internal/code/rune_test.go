package code

import (
	"testing"
	"unicode"
)

// The standard library's tables say which characters are digits, space and dashes.
func TestCharacterClassesAreUnicodes(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if _, ok := digit(r); ok != unicode.IsDigit(r) {
			t.Errorf("%U: digit is %t", r, ok)
		}
		if isSpace(r) != unicode.IsSpace(r) {
			t.Errorf("%U: space is %t", r, isSpace(r))
		}
		if unicode.IsDigit(r-1) && unicode.IsDigit(r) {
			before, _ := digit(r - 1)
			if now, _ := digit(r); now != before+1 && (now != '0' || before != '9') {
				t.Errorf("%U is read as %c after %c", r, now, before)
			}
		}
	}
}
