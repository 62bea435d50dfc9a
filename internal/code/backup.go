package code

// Symbols is the length of a backup code: 12 symbols of 5 bits.
const Symbols = 12

// alphabet is Crockford's base32 in lower case: no i, l, o (read as 1, 1, 0) and no u.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// EncodeBackup returns the backup code for the 60 low bits of b, read as a big-endian number.
func EncodeBackup(b [8]byte) string {
	var bits uint64
	for _, octet := range b {
		bits = bits<<8 | uint64(octet)
	}
	var symbols [Symbols]byte
	for i := Symbols - 1; i >= 0; i-- {
		symbols[i] = alphabet[bits&31]
		bits >>= 5
	}
	return string(symbols[:])
}

// ParseBackup reads a backup code: 12 symbols of Crockford's base32. It drops white space, invisible marks and
// dashes of any kind; it folds case, full-width forms and the digits of any script; it reads o as 0, and i and
// l as 1.
//
// It returns the code in lower-case ASCII without dashes. With the problem TooShort it returns the symbols so
// far; with any other problem, "".
func ParseBackup(input string) (string, Problem) {
	var symbols [Symbols]byte
	n := 0
	for _, r := range input {
		if isSpace(r) || isMark(r) || isDash(r) {
			continue
		}
		s, ok := symbol(r)
		if !ok {
			return "", BadCharacter
		}
		if n < Symbols {
			symbols[n] = s
		}
		n++
	}
	switch {
	case n == 0:
		return "", Empty
	case n > Symbols:
		return "", TooLong
	case n < Symbols:
		return string(symbols[:n]), TooShort
	}
	return string(symbols[:]), None
}

// FormatBackup returns a backup code, or the beginning of one, as it is shown: "xxxx-xxxx-xxxx". [ParseBackup]
// reverses it.
func FormatBackup(code string) string {
	return group(code, Symbols/3, '-')
}

func symbol(r rune) (byte, bool) {
	if d, ok := digit(r); ok {
		return d, true
	}
	if r >= 'Ａ' && r <= 'ｚ' {
		r -= 'Ａ' - 'A'
	}
	if r >= 'A' && r <= 'Z' {
		r += 'a' - 'A'
	}
	switch {
	case r == 'o':
		return '0', true
	case r == 'i' || r == 'l':
		return '1', true
	case r < 'a' || r > 'z' || r == 'u':
		return 0, false
	}
	return byte(r), true
}
