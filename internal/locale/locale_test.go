package locale

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestMatchPrefersThePersonsChoiceThenTheBrowser(t *testing.T) {
	for _, c := range []struct{ name, chosen, header, want string }{
		{"nothing known", "", "", "en"},
		{"the choice wins", "ar", "en-GB,en;q=0.9", "ar"},
		{"the choice wins over Arabic too", "en", "ar", "en"},
		{"an unknown choice falls back to the browser", "tlh", "ar-EG,ar;q=0.9,en;q=0.8", "ar"},
		{"a region of its digits", "", "ar-EG", "ar"},
		{"Western digits", "", "ar-MA", "ar-u-nu-latn"},
		{"Western digits, Algeria", "", "ar-DZ,ar;q=0.9", "ar-u-nu-latn"},
		{"Western digits, Tunisia", "", "ar-TN", "ar-u-nu-latn"},
		{"Western digits, Libya", "", "ar-LY", "ar-u-nu-latn"},
		{"the region stands with another language", "", "ar,fr-MA;q=0.8,fr;q=0.7", "ar-u-nu-latn"},
		{"its own region counts first", "", "fr-MA,ar-EG;q=0.9", "ar"},
		{"its own region counts more", "", "ar-EG,fr-MA;q=0.9", "ar"},
		{"its own region counts more, later too", "", "ar,fr-EG;q=0.9,ar-TN;q=0.8", "ar-u-nu-latn"},
		{"another script's region", "", "en-MA", "en"},
		{"the choice wins over the region", "ar", "ar-MA", "ar"},
		{"the choice of the digits", "ar-u-nu-latn", "ar-EG", "ar-u-nu-latn"},
		{"quality", "", "ar;q=0.2,en;q=0.8", "en"},
		{"a language Latchkey does not speak", "", "fi", "en"},
		{"first known of several", "", "fi,ar;q=0.5", "ar"},
		{"a language that is written alike", "", "fa-IR,fa;q=0.9", "en"},
		{"another one", "", "ur", "en"},
		{"one that is written alike, then a known one", "", "fa,ar;q=0.5", "ar"},
		{"rubbish", "", ";;;q=,,", "en"},
		{"a header that is too long", "", "ar," + strings.Repeat("x-", 2000), "en"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Match(c.chosen, c.header).Tag(); got != c.want {
				t.Errorf("Match(%q, %q) is %s, want %s", c.chosen, c.header, got, c.want)
			}
		})
	}
}

func TestTheMenuOfLanguages(t *testing.T) {
	var menu []string
	for _, l := range All() {
		menu = append(menu, l.Lang()+" "+l.Name()+" "+l.Dir())
	}
	if got, want := strings.Join(menu, ", "), "en English ltr, ar العربية rtl"; got != want {
		t.Errorf("the menu is %q, want %q", got, want)
	}
}

// Whoever chooses Arabic among the languages gets the digits of the regions that the browser names.
func TestALanguageInTheDigitsOfABrowser(t *testing.T) {
	for _, c := range []struct{ lang, header, want string }{
		{"ar", "", "ar"},
		{"ar", "en-GB", "ar"},
		{"ar", "en-GB,fr-TN;q=0.5", "ar-u-nu-latn"},
		{"ar", "ar-MA", "ar-u-nu-latn"},
		{"en", "ar-MA", "en"},
		{"ar", ";;;q=,,", "ar"},
	} {
		if l, found := In(c.lang, c.header); !found || l.Tag() != c.want {
			t.Errorf("%s for %q is %s, want %s", c.lang, c.header, l.Tag(), c.want)
		}
	}
	for _, unknown := range []string{"", "tlh", "ar-MA", "ar-u-nu-latn"} {
		if _, found := In(unknown, "ar-MA"); found {
			t.Errorf("the menu has %q", unknown)
		}
	}
}

func TestTheWritingsToChooseFrom(t *testing.T) {
	var list []string
	for _, l := range Writings() {
		list = append(list, l.Tag()+" "+l.FullName()+" "+l.Lang()+" "+l.Dir())
		if got, found := Find(l.Tag()); !found || got != l {
			t.Errorf("%s is not found again", l.Tag())
		}
	}
	want := "en English en ltr, ar العربية (أرقام ١٢٣) ar rtl, ar-u-nu-latn العربية (أرقام 123) ar rtl"
	if got := strings.Join(list, ", "); got != want {
		t.Errorf("the writings are %q, want %q", got, want)
	}
}

func TestTheContextCarriesTheLocale(t *testing.T) {
	if got := From(context.Background()).Lang(); got != "en" {
		t.Errorf("an empty context speaks %s", got)
	}
	if got := From(Into(context.Background(), Of("ar"))).Lang(); got != "ar" {
		t.Errorf("the context speaks %s, want ar", got)
	}
}

func TestAFaultyKeyPanicsInTests(t *testing.T) {
	for name, ask := range map[string]func(){
		"unknown key":        func() { English().T("no.such.key") },
		"unknown plural":     func() { English().N("no.such.key", 2) },
		"argument forgotten": func() { English().T("locale.date", "Day", "1") },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			ask()
		})
	}
}

func TestArguments(t *testing.T) {
	for _, c := range []struct {
		name, lang string
		value      any
		want       string
	}{
		{"text", "en", "May", "1 May 2026"},
		{"whole numbers take the locale's digits", "ar", 5, "1 ٥ 2026"},
		{"text that runs the other way is isolated", "ar", "May", "1 \u2068May\u2069 2026"},
		{"the other way round too", "en", "مايو", "1 \u2068مايو\u2069 2026"},
		{"a number in parts is isolated from right to left", "ar", "+44 20 7183", "1 \u2068+44 20 7183\u2069 2026"},
		{"an address without letters too", "ar", "203.0.113.9", "1 \u2068203.0.113.9\u2069 2026"},
		{"a number below zero too", "ar", "-5", "1 \u2068-5\u2069 2026"},
		{"not from left to right", "en", "203.0.113.9", "1 203.0.113.9 2026"},
		{"a plain number is not", "ar", "123", "1 123 2026"},
		{"text of no direction is not", "ar", "€", "1 € 2026"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Of(c.lang).T("locale.date", "Day", "1", "Month", c.value, "Year", "2026"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestFaultySentencesAreRefused(t *testing.T) {
	for _, source := range []string{"{{.Name", "Hello {{Name}}", "{{if .Name}}x{{end}}", "{{}}", "{{.}}"} {
		if s, err := parseSentence(source); err == nil {
			t.Errorf("%q was read as %+v", source, s)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			l := All()[i%2]
			for n := range 50 {
				l.N("locale.days", n)
				l.Date(time.Unix(int64(n), 0))
				l.Money(int64(n), "EUR")
				_ = Match("", "ar;q=0.5")
			}
		})
	}
	all.Wait()
}

func BenchmarkPlainSentence(b *testing.B) {
	l := Of("ar")
	for b.Loop() {
		l.T("locale.name")
	}
}

func BenchmarkPlural(b *testing.B) {
	l := Of("ar")
	for b.Loop() {
		l.N("locale.days", 5)
	}
}

func BenchmarkDate(b *testing.B) {
	l, t := Of("ar"), time.Now()
	for b.Loop() {
		l.Date(t)
	}
}

func BenchmarkLoading(b *testing.B) {
	for b.Loop() {
		for _, tag := range languages {
			messages, err := read(tag)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := load(tag, messages); err != nil {
				b.Fatal(err)
			}
		}
	}
}
