package user_test

import (
	"errors"
	"testing"

	"latchkey/internal/user"
)

func TestNumbers(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"+44 7700 900123": "+447700900123", "0044 7700 900123": "+447700900123", " +49 (0)170 1234567 ": "+491701234567",
		"+٤٤٧٧٠٠٩٠٠١٢٣": "+447700900123", "+1 201-555-0123": "+12015550123",
	} {
		if got, err := user.CleanPhone(typed); got != want || err != nil {
			t.Errorf("%q gives %q, %v", typed, got, err)
		}
	}
	for name, typed := range map[string]string{
		"nothing": "", "no country": "07700 900123", "too short": "+44 77",
		"too long": "+44 7700 900123 4567", "words": "call me", "a line break": "+44\r\nx",
		"premium": "+44 909 8790879", "free to call": "+1 800 234 5678",
		"no such country": "+999 123456789", "an extension": "+44 7700 900123 ext 5",
	} {
		if got, err := user.CleanPhone(typed); !errors.Is(err, user.ErrBadPhone) {
			t.Errorf("%s: %q gives %q, %v", name, typed, got, err)
		}
	}
}

func TestMasks(t *testing.T) {
	t.Parallel()
	for of, want := range map[string]string{"+447700900123": "+44 ••• •• 123", "+12015550123": "+1 ••• •• 123", "x": "•••"} {
		if got := user.MaskPhone(of); got != want {
			t.Errorf("%s: %s", of, got)
		}
	}
	for of, want := range map[string]string{"ada@example.com": "a•••@example.com", "x": "•••"} {
		if got := user.MaskEmail(of); got != want {
			t.Errorf("%s: %s", of, got)
		}
	}
}
