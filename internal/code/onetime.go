package code

// Digits is the length of a one-time code.
const Digits = 6

// ParseOneTime reads a one-time code. Decimal digits of any script count as digits; white space and invisible marks
// (bidirectional and zero-width, as a paste brings them) are dropped; what is left must be exactly six digits.
//
// The code is ASCII. With TooShort come the digits there are, so that a field can be written while it is typed in; with
// any other problem comes the empty string.
func ParseOneTime(input string) (string, Problem) {
	var digits [Digits]byte
	n := 0
	for _, r := range input {
		if isSpace(r) || isMark(r) {
			continue
		}
		d, ok := digit(r)
		if !ok {
			return "", NotDigits
		}
		if n < Digits {
			digits[n] = d
		}
		n++
	}
	switch {
	case n == 0:
		return "", Empty
	case n > Digits:
		return "", TooLong
	case n < Digits:
		return string(digits[:n]), TooShort
	}
	return string(digits[:]), None
}

// FormatOneTime writes a code, or the beginning of one, as people read it: "123 456". ParseOneTime takes it back.
func FormatOneTime(code string) string {
	return group(code, Digits/2, ' ')
}
