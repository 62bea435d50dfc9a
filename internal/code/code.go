// Package code defines the form of one-time codes, backup codes and secret keys: how to read them from what a
// person typed, how to show them, and which time step it is. The server and the WebAssembly module share it, so
// a hint in the browser and the decision on the server never differ. It holds no secret and does not decide
// whether a code is right.
package code

// Problem says why an input is not a code. The zero value is None: it is one.
type Problem uint8

// The problems that an input can have.
const (
	None         Problem = iota
	Empty                // only white space and invisible marks
	NotDigits            // a one-time code with a character that is no decimal digit
	BadCharacter         // a backup code with a character that is not in its alphabet
	TooShort
	TooLong
)

// Group returns s with a space after every n characters: Group("ABCDEFGH", 4) is "ABCD EFGH". It is meant for
// ASCII, such as a secret key in base32 (RFC 4648, section 6). If n is below 1, it returns s.
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
