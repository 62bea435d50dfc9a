package code

import "unicode"

// digit gives the ASCII digit that r stands for. Unicode promises that the decimal digits of a script stand together,
// zero to nine, so every range of the category Nd is a whole number of tens (Unicode Standard, section 4.6).
func digit(r rune) (byte, bool) {
	if r <= unicode.MaxASCII {
		return byte(r), r >= '0' && r <= '9'
	}
	for _, tens := range unicode.Nd.R16 {
		if r >= rune(tens.Lo) && r <= rune(tens.Hi) {
			return '0' + byte((r-rune(tens.Lo))%10), true
		}
	}
	for _, tens := range unicode.Nd.R32 {
		if r >= rune(tens.Lo) && r <= rune(tens.Hi) {
			return '0' + byte((r-rune(tens.Lo))%10), true
		}
	}
	return 0, false
}

// Number returns what was typed for a number: the digits of any script in ASCII, without invisible marks and white space
// of any kind. Every other character stays, so that what is no number is none afterwards.
func Number(input string) string {
	var number []byte
	for _, r := range input {
		if isSpace(r) || isMark(r) {
			continue
		}
		if d, ok := digit(r); ok {
			number = append(number, d)
			continue
		}
		number = append(number, string(r)...)
	}
	return string(number)
}

func isSpace(r rune) bool {
	switch {
	case r >= '\t' && r <= '\r', r == ' ', r == 0x85, r == 0xA0, r == 0x1680,
		r >= 0x2000 && r <= 0x200A, r == 0x2028, r == 0x2029, r == 0x202F, r == 0x205F, r == 0x3000:
		return true
	}
	return false
}

// isMark tells the characters that show nothing and that copying from a page or a message brings along.
func isMark(r rune) bool {
	switch {
	case r == 0xAD, r == 0x61C, r == 0x180E, // soft hyphen, Arabic letter mark, Mongolian vowel separator
		r >= 0x200B && r <= 0x200F, // zero-width characters, left-to-right and right-to-left mark
		r >= 0x202A && r <= 0x202E, // embeddings and overrides
		r >= 0x2060 && r <= 0x2064, // word joiner, invisible operators
		r >= 0x2066 && r <= 0x2069, // isolates
		r == 0xFE0E, r == 0xFE0F,   // variation selectors
		r == 0xFEFF: // byte order mark
		return true
	}
	return false
}

func isDash(r rune) bool {
	switch {
	case r == '-', r == 0x58A, r == 0x5BE, r >= 0x2010 && r <= 0x2015, r == 0x2043, r == 0x207B, r == 0x208B,
		r == 0x2212, r == 0x2796, r == 0x2E3A, r == 0x2E3B, r == 0xFE58, r == 0xFE63, r == 0xFF0D, r == 0x30FC:
		return true
	}
	return false
}
