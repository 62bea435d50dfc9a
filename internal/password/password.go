// Package password hashes and verifies passwords, with a limit on the memory that all hashes take together;
// verifies the hashes of other panels; and checks the strength of new passwords. It stores nothing and counts
// no failures.
package password

import (
	"errors"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The length of a password in characters (Unicode code points, after normalisation).
const (
	MinLength = 8
	MaxLength = 256
)

var (
	// ErrBusy says that too many passwords are being hashed and the wait for a turn was too long. The person
	// can try again.
	ErrBusy = errors.New("password: too many passwords are being checked")
	// ErrStoredHash says that a stored hash is of an unknown kind, damaged, or too costly to compute. No
	// password matches it.
	ErrStoredHash = errors.New("password: the stored hash cannot be used")
)

// normal returns the form in which a password is hashed and judged: the same however a keyboard composes its letters
// (NFC, NIST SP 800-63B-4 section 3.1.1.2).
func normal(password string) string { return norm.NFC.String(password) }

// Same reports whether two passwords that were typed are one.
func Same(a, b string) bool { return normal(a) == normal(b) }

func length(normalised string) int { return utf8.RuneCountInString(normalised) }
