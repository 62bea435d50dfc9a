package code

import "testing"

func TestANumberIsReadInAnyScript(t *testing.T) {
	for typed, want := range map[string]string{
		"٣٠": "30", "۳۰": "30", "३०": "30", "３０": "30", "\u200e30\u200f": "30", " 3\u00a00\u202f": "30",
		"\u202a+44 20 7183\u202c": "+44207183", "−1": "−1", "3x": "3x", "": "", "1.5": "1.5", "٢٤h": "24h",
	} {
		if got := Number(typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}
