package locale

import "testing"

func TestWhatACopyBringsAlongIsDroppedAroundATextAndNotInside(t *testing.T) {
	for typed, want := range map[string]string{
		"\u202aada@example.com\u202c": "ada@example.com", "\u200f عمر \u061c": "عمر", "\ufeffAda": "Ada", "Ada\u200b\u00ad": "Ada",
		"\u2066\u00a0Ada Hartwell\u2069": "Ada Hartwell", "می\u200cخواهم": "می\u200cخواهم", "\u2060": "",
		"\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f":// England's flag
		"\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
		"\u0600١": "\u0600١", "❤\ufe0f": "❤\ufe0f",
	} {
		if got := Bare(typed); got != want {
			t.Errorf("of %q, %q is left, want %q", typed, got, want)
		}
	}
}
