package code

// Digits is the length of a one-time code.
const Digits = 6

// ParseOneTime reads a one-time code. It accepts decimal digits of any script and drops white space and
// invisible marks (bidirectional and zero-width ones, which a paste brings). Exactly six digits must be left.
//
// It returns the code in ASCII. With the problem TooShort it returns the digits so far, so that a field can be
// formatted while somebody types; with any other problem, "".
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

// FormatOneTime returns a one-time code, or the beginning of one, as it is shown: "123 456". [ParseOneTime]
// reverses it.
func FormatOneTime(code string) string {
	return group(code, Digits/2, ' ')
}
