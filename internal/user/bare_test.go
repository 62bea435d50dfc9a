package user_test

import (
	"testing"

	"latchkey/internal/user"
)

// Copied from a page or a message, an address or a number is often wrapped in marks that nobody sees.
func TestInvisibleMarksAroundWhatWasPastedAreNoPartOfIt(t *testing.T) {
	for _, around := range [][2]string{
		{"\u202a", "\u202c"}, {"\u200e", ""}, {"\ufeff", "\u200b"}, {"\u2068", "\u2069"}, {"\u00a0", "\u061c"},
	} {
		if got, err := user.CleanEmail(around[0] + "ada@example.com" + around[1]); err != nil || got != "ada@example.com" {
			t.Errorf("address in %q: %q, %v", around, got, err)
		}
		if key, err := user.EmailKey(around[0] + "Ada@example.com" + around[1]); err != nil || key != "ada@example.com" {
			t.Errorf("key in %q: %q, %v", around, key, err)
		}
		if got, err := user.CleanPhone(around[0] + "+44 7700 900123" + around[1]); err != nil || got != "+447700900123" {
			t.Errorf("number in %q: %q, %v", around, got, err)
		}
	}
	for _, typed := range []string{"٠٠٤٤٧٧٠٠٩٠٠١٢٣", "+۴۴۷۷۰۰۹۰۰۱۲۳", "+44\u200e7700\u2060900123"} {
		if got, err := user.CleanPhone(typed); err != nil || got != "+447700900123" {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
}
