package user

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"latchkey/internal/address"
	"latchkey/internal/locale"
)

// CleanEmail returns an address in the form in which it is stored and written to, or [ErrBadEmail].
func CleanEmail(email string) (string, error) {
	_, err := EmailKey(email)
	return locale.Bare(email), err
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

// PlainEmail returns an address as it is compared by eye: with its domain in ASCII (RFC 3492), because a domain in
// another script may read the same as one in this. It is for where two addresses are told apart, never for sending.
func PlainEmail(email string) string {
	local, domain, found := strings.Cut(email, "@")
	if !found {
		return email
	}
	ascii, err := address.Host(domain)
	if err != nil {
		return local + "@" + strconv.QuoteToASCII(domain)
	}
	return local + "@" + ascii
}

// Compared is an address in its plain form, in three parts: what comes before where it differs from another address,
// where it differs, and the rest.
type Compared struct{ Before, Differs, After string }

// CompareEmails compares two addresses by eye. Alike reports whether they differ in less than they have in common, so that
// the difference is easily overlooked; otherwise each stands in its Before.
func CompareEmails(a, b string) (ofA, ofB Compared, alike bool) {
	plain, other := PlainEmail(a), PlainEmail(b)
	from := 0
	for from < min(len(plain), len(other)) && plain[from] == other[from] {
		from++
	}
	same := 0
	for same < min(len(plain), len(other))-from && plain[len(plain)-1-same] == other[len(other)-1-same] {
		same++
	}
	if plain == other || 2*(from+same) <= min(len(plain), len(other)) {
		return Compared{Before: plain}, Compared{Before: other}, false
	}
	cut := func(s string) Compared {
		return Compared{Before: s[:from], Differs: s[from : len(s)-same], After: s[len(s)-same:]}
	}
	return cut(plain), cut(other), true
}
