package support_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"latchkey/internal/support"
	"latchkey/internal/ticket"
)

// Canned replies are filled in, and what stands in for a variable is no Markdown.
func TestACannedReplyIsFilledIn(t *testing.T) {
	t.Parallel()
	d := open(t)
	number := d.asks("ada", "engines", "[Click](http://evil.example)", "Since Monday.")
	file, err := d.support.File(t.Context(), d.by["noor"], number, "")
	d.Must(err)
	got := support.Filled(ticket.Canned{Body: "Hello {{name}}, about {{subject}} ({{number}}): {{unknown}}. {{staff}}"}, file, "Noor")
	filled := strings.HasPrefix(got, "Hello Ada, about \\[Click\\]\\(http\\:") && strings.HasSuffix(got, "{{unknown}}. Noor")
	if !filled || strings.Contains(got, "](") {
		t.Errorf("%q", got)
	}
}

// What looks like a variable and is none would go to a client as it stands.
func TestACannedReplyHasKnownVariablesOnly(t *testing.T) {
	t.Parallel()
	d := open(t)
	for body, want := range map[string][]string{
		"Hello {{name}}, {{number}} {{subject}} {{account}} {{staff}} {{department}}": nil,
		"Hello {foo}, and {foo} again, {{ name }}, {{firstname}} and {name}":          {"{foo}", "{{ name }}", "{{firstname}}", "{name}"},
		"As it is: \\{foo} and \\{{foo}}; a { brace } and {a, b} and {}.":             {"{ brace }"},
		"{{اسم}}": {"{{اسم}}"},
	} {
		_, err := d.support.SaveCanned(t.Context(), d.by["noor"], ticket.Canned{Language: "en", Title: "T", Body: body})
		var unknown support.UnknownVariableError
		if errors.As(err, &unknown); !slices.Equal(unknown.Typed, want) || err != nil && unknown.Typed == nil {
			t.Errorf("%q: %v, want %q", body, err, want)
		}
	}
}
