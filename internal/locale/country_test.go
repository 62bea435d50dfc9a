package locale_test

import (
	"slices"
	"testing"

	"latchkey/internal/locale"
)

func TestCountriesHaveNamesInEveryLanguage(t *testing.T) {
	for _, l := range locale.All() {
		all := l.Countries()
		if len(all) < 200 {
			t.Errorf("%s: %d countries", l.Tag(), len(all))
		}
		for _, c := range all {
			if c.Name == c.Code || c.Name == "" {
				t.Errorf("%s: %s has no name", l.Tag(), c.Code)
			}
		}
		if !slices.ContainsFunc(all, func(c locale.Country) bool { return c.Code == "EG" }) {
			t.Errorf("%s: Egypt is missing", l.Tag())
		}
	}
	if name := locale.English().Country("DE"); name != "Germany" {
		t.Errorf("DE is called %q", name)
	}
}
