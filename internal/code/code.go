// Package code knows what a one-time code, a backup code and a secret key look like: how they are read from what a
// person typed, how they are shown, and which time step is now. The server and the WebAssembly module share it, so a
// hint in the browser and the decision on the server never differ. It knows no secret and judges no code.
package code

// Problem says why an input is not a code. The zero value is None.
type Problem uint8

// What may be wrong with an input.
const (
	None         Problem = iota
	Empty                // nothing but white space and invisible marks
	NotDigits            // a one-time code with anything but decimal digits in it
	BadCharacter         // a backup code with a character that stands for no symbol
	TooShort
	TooLong
)

// Group cuts s into groups of n characters with a space between them: "ABCDEFGH", 4 gives "ABCD EFGH". It is meant for
// ASCII such as a secret key in base32 (RFC 4648, section 6). With n below 1 it returns s.
func Group(s string, n int) string {
	return group(s, n, ' ')
}

func group(s string, n int, separator byte) string {
	if n < 1 || len(s) <= n {
		return s
	}
	grouped := make([]byte, 0, len(s)+len(s)/n)
	for i := range len(s) {
		if i > 0 && i%n == 0 {
			grouped = append(grouped, separator)
		}
		grouped = append(grouped, s[i])
	}
	return string(grouped)
}
