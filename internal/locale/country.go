package locale

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// countryNames are the names of Unicode's CLDR, a line for each code, in the order of languages. A test takes them out of
// x/text/language/display, which makes ready the names of everything in all languages at every start:
// go test ./internal/locale -update.
//
//go:embed countries.txt
var countryNames string

var countries = sync.OnceValue(func() map[string][]string {
	named := map[string][]string{}
	for line := range strings.Lines(countryNames) {
		field := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		named[field[0]] = field[1:]
	}
	return named
})

// Country is a country by its code of ISO 3166, such as "DE", with its name.
type Country struct{ Code, Name string }

// noCountries are codes that are kept for parts of countries, and for their unions.
const noCountries = "AC CP DG EA EZ IC TA UN"

// Countries returns the countries in the language, by name.
func (l *Locale) Countries() []Country {
	var all []Country
	for first := 'A'; first <= 'Z'; first++ {
		for second := 'A'; second <= 'Z'; second++ {
			code := string([]rune{first, second})
			region, err := language.ParseRegion(code)
			known := err == nil && region.IsCountry() && region.String() == code && region.Canonicalize() == region
			if known && !strings.Contains(noCountries, code) && l.Country(code) != code {
				all = append(all, Country{code, l.Country(code)})
			}
		}
	}
	slices.SortFunc(all, func(a, b Country) int { return strings.Compare(sorted(a.Name), sorted(b.Name)) })
	return all
}

// Country returns the name of a country in the language; the code itself if there is none.
func (l *Locale) Country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if key := "country." + strings.ToLower(code); l.Has(key) { // it has another name by now
		return l.T(key)
	}
	names := countries()[region.String()]
	if of := slices.IndexFunc(languages, func(t language.Tag) bool { return t.String() == l.lang }); of < len(names) {
		return strings.ReplaceAll(names[of], "'", "’")
	}
	return code
}

// sorted is a name without the marks on its letters, which would put it behind all others.
func sorted(name string) string { return norm.NFD.String(strings.ToLower(name)) }
