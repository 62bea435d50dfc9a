package locale

import (
	"strings"
	"unicode"
)

// Visible reports whether anything of a text is seen when it is written out: a name of joiners, fillers and blanks alone
// would stand on a page as nothing.
func Visible(text string) bool { return strings.ContainsFunc(text, seen) }

func seen(r rune) bool {
	const brailleBlank = 0x2800 // a sign by its category, and empty
	return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) &&
		r != brailleBlank
}
