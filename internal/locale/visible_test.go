package locale_test

import (
	"testing"

	"latchkey/internal/locale"
)

func TestWhatShowsNothing(t *testing.T) {
	for _, text := range []string{
		"", " ", "\u200b", "\u200b\u200d", "\u00a0\u2003", "\u3164", "\uffa0",
		"\u115f\u1160", "\u2800", "\u00ad", "\u0301", "\ufe0f",
	} {
		if locale.Visible(text) {
			t.Errorf("%+q is seen", text)
		}
	}
	for _, text := range []string{"a", "Ada", "\u200bAda", "\u0622\u062f\u0627", "\u0645\u06cc\u200c\u062e", "李", "1", "&", "😀"} {
		if !locale.Visible(text) {
			t.Errorf("%+q is not seen", text)
		}
	}
}
