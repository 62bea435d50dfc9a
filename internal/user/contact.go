package user

import (
	"strings"
	"unicode/utf8"
)

// CleanEmail is an address as it is stored and written to; ErrBadEmail refuses what is none.
func CleanEmail(email string) (string, error) {
	_, err := EmailKey(email)
	return strings.TrimSpace(email), err
}

// SameEmail reports whether two spellings are one address.
func SameEmail(a, b string) bool {
	first, err := EmailKey(a)
	second, err2 := EmailKey(b)
	return err == nil && err2 == nil && first == second
}

// MaskEmail shows as much of an address as its owner needs to know it again: a•••@example.com.
func MaskEmail(email string) string {
	local, domain, found := strings.Cut(email, "@")
	if !found {
		return "•••"
	}
	_, size := utf8.DecodeRuneInString(local)
	return local[:size] + "•••@" + domain
}
