// Package password keeps people's passwords: it hashes and verifies them behind a gate that bounds memory, reads the
// hashes of other panels, and judges a new password. It stores nothing and counts no failures.
package password

import (
	"errors"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Length of a password in characters (Unicode code points, after normalisation).
const (
	MinLength = 8
	MaxLength = 256
)

var (
	// ErrBusy says that hashing is so much in demand that waiting any longer makes no sense: ask the person to try again.
	ErrBusy = errors.New("password: too many passwords are being checked")
	// ErrStoredHash says that a stored hash is of an unknown kind, damaged, or too costly to compute. No password fits it.
	ErrStoredHash = errors.New("password: the stored hash cannot be used")
)

// normal returns the form in which a password is hashed and judged: the same however a keyboard composes its letters
// (NFC, NIST SP 800-63B-4 section 3.1.1.2).
func normal(password string) string { return norm.NFC.String(password) }

func length(normalised string) int { return utf8.RuneCountInString(normalised) }
