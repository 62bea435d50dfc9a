package locale

import (
	"flag"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

var update = flag.Bool("update", false, "write countries.txt anew")

// What countries are called is what the library says: whoever brings in a newer one writes the names anew.
func TestTheNamesOfCountriesAreTheLibrarys(t *testing.T) {
	t.Parallel()
	var want strings.Builder
	for first := 'A'; first <= 'Z'; first++ {
		for second := 'A'; second <= 'Z'; second++ {
			code := string([]rune{first, second})
			region, err := language.ParseRegion(code)
			if err != nil || region.String() != code || display.Regions(language.English).Name(region) == "" {
				continue
			}
			want.WriteString(code)
			for _, l := range languages {
				name := display.Regions(l).Name(region)
				if name == "" {
					t.Errorf("%s has no name in %s", code, l)
				}
				want.WriteString("\t" + name)
			}
			want.WriteString("\n")
		}
	}
	const names = "countries.txt"
	if *update {
		if err := os.WriteFile(names, []byte(want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return // what was built in is the one before
	}
	if got, err := os.ReadFile(names); err != nil || string(got) != want.String() {
		t.Errorf("%s is not what the library says (%v): go test ./internal/locale -update", names, err)
	}
	for _, l := range append(All(), loaded().western) { // and they are found
		for line := range strings.Lines(want.String()) {
			code, _, _ := strings.Cut(line, "\t")
			region, _ := language.ParseRegion(code)
			said := strings.ReplaceAll(display.Regions(l.tag).Name(region), "'", "’")
			if got := l.Country(code); got != said && !l.Has("country."+strings.ToLower(code)) {
				t.Errorf("%s: %s is called %q, want %q", l.Tag(), code, got, said)
			}
		}
	}
}
