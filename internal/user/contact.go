package user

import (
	"strings"
	"unicode/utf8"
)

// CleanEmail returns an address in the form in which it is stored and written to, or [ErrBadEmail].
func CleanEmail(email string) (string, error) {
	_, err := EmailKey(email)
	return strings.TrimSpace(email), err
}

// SameEmail reports whether a and b have the same [EmailKey].
func SameEmail(a, b string) bool {
	first, err := EmailKey(a)
	second, err2 := EmailKey(b)
	return err == nil && err2 == nil && first == second
}

// MaskEmail returns as much of an address as its owner needs to recognise it: a•••@example.com.
func MaskEmail(email string) string {
	local, domain, found := strings.Cut(email, "@")
	if !found {
		return "•••"
	}
	_, size := utf8.DecodeRuneInString(local)
	return local[:size] + "•••@" + domain
}
