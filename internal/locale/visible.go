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

// Bare returns a text without the blanks and the invisible marks around it, which copying from a page or a message brings
// along. What stands inside is kept: the joiners that Persian and Indian scripts need are marks too.
func Bare(text string) string { return strings.TrimFunc(text, blank) }

// blank tells what shows nothing at the end of a text. Tags are none: they end the flags of England and Scotland.
func blank(r rune) bool {
	const firstTag, lastTag = 0xe0020, 0xe007f
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) &&
		(r < firstTag || r > lastTag)
}
