package locale

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// area is one subject's catalogue in one language, by key.
type area map[string]*i18n.Message

// areas returns the catalogues by subject, then by language.
func areas(t *testing.T) map[string]map[string]area {
	t.Helper()
	files, err := catalogues.ReadDir("catalogue")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]map[string]area{}
	for _, file := range files {
		part := strings.Split(file.Name(), ".")
		if len(part) != 3 {
			t.Fatalf("%s is not named AREA.LANG.json", file.Name())
		}
		text, err := catalogues.ReadFile(path.Join("catalogue", file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		messages, err := i18n.ParseMessageBytes(text, json.Unmarshal)
		if err != nil {
			t.Fatalf("%s: %v", file.Name(), err)
		}
		if found[part[0]] == nil {
			found[part[0]] = map[string]area{}
		}
		found[part[0]][part[1]] = area{}
		for _, m := range messages {
			found[part[0]][part[1]][m.ID] = m
		}
	}
	return found
}

func TestEveryAreaSpeaksEveryLanguage(t *testing.T) {
	for name, spoken := range areas(t) {
		first := spoken[languages[0].String()]
		for _, tag := range languages[1:] {
			other, lang := spoken[tag.String()], tag.String()
			for key := range first {
				if other[key] == nil {
					t.Errorf("%s.%s.json lacks %q", name, lang, key)
				}
			}
			for key := range other {
				if first[key] == nil {
					t.Errorf("%s.%s.json lacks %q, which %s has", name, languages[0], key, lang)
				}
			}
		}
	}
}

// foreign finds a count written in Latin digits before an Arabic word. What is typed or dialled is written in them.
var foreign = regexp.MustCompile(`(^|[^+\d\w-])\d+ \p{Arabic}`)

func TestArabicCountsInItsOwnDigits(t *testing.T) {
	for name, spoken := range areas(t) {
		for key, m := range spoken["ar"] {
			for _, text := range formsOf(m) {
				if foreign.MatchString(text) {
					t.Errorf("%s.ar.json: %q counts in Latin digits: %s", name, key, text)
				}
			}
		}
	}
}

func TestNoKeyStandsInTwoAreas(t *testing.T) {
	home := map[string]string{}
	for name, spoken := range areas(t) {
		for key := range spoken[languages[0].String()] {
			if other, taken := home[key]; taken {
				t.Errorf("%q stands in %s and in %s", key, other, name)
			}
			home[key] = name
		}
	}
}

// JSON keeps the last of two equal keys without a word.
func TestNoKeyStandsTwiceInAFile(t *testing.T) {
	key := regexp.MustCompile(`(?m)^ {2}"([^"]+)":`)
	files, _ := catalogues.ReadDir("catalogue")
	for _, file := range files {
		text, err := catalogues.ReadFile(path.Join("catalogue", file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, match := range key.FindAllStringSubmatch(string(text), -1) {
			if seen[match[1]] {
				t.Errorf("%s has %q twice", file.Name(), match[1])
			}
			seen[match[1]] = true
		}
	}
}

func TestEverySentenceHasTheFormsItsLanguageCounts(t *testing.T) {
	for name, spoken := range areas(t) {
		for lang, messages := range spoken {
			want := countForms(language.MustParse(lang))
			for key, m := range messages {
				forms := formsOf(m)
				if len(forms) == 0 {
					t.Errorf("%s.%s.json: %q is empty", name, lang, key)
				}
				if isPluralKey(spoken, key) && !slices.Equal(slices.Sorted(maps.Keys(forms)), want) {
					t.Errorf("%s.%s.json: %q has the forms %v, %s counts %v",
						name, lang, key, slices.Sorted(maps.Keys(forms)), lang, want)
				}
			}
		}
	}
}

// A translator may leave the number out where the word itself says it ("one day"), but nothing else, and may not add.
func TestTranslationsKeepThePlaceholders(t *testing.T) {
	for name, spoken := range areas(t) {
		for key, m := range spoken[languages[0].String()] {
			want := placeholders(m.Other)
			for lang, messages := range spoken {
				if messages[key] == nil {
					continue // reported above
				}
				for form, text := range formsOf(messages[key]) {
					got, full := placeholders(text), want
					if form != "other" && !slices.Contains(got, "Count") {
						full = slices.DeleteFunc(slices.Clone(want), func(p string) bool { return p == "Count" })
					}
					if !slices.Equal(got, full) {
						t.Errorf("%s.%s.json: %q (%s) has the placeholders %v, want %v", name, lang, key, form, got, full)
					}
				}
			}
		}
	}
}

func TestEverySentenceCanBeSaid(t *testing.T) {
	for _, spoken := range areas(t) {
		for lang, messages := range spoken {
			l := Of(lang)
			for key, m := range messages {
				var args []any
				for _, name := range placeholders(m.Other) {
					args = append(args, name, "x")
				}
				if isPluralKey(spoken, key) {
					for _, count := range []int{0, 1, 2, 3, 11, 100} {
						l.N(key, count, args...)
					}
				} else if got := l.T(key, args...); strings.TrimSpace(got) == "" {
					t.Errorf("%s in %s says nothing", key, lang)
				}
			}
		}
	}
}

// go-i18n, whose format the catalogues are in, chooses the same form of each sentence.
func TestPluralFormsAreThoseOfTheCataloguesFormat(t *testing.T) {
	bundle := i18n.NewBundle(languages[0])
	for _, spoken := range areas(t) {
		for lang, messages := range spoken {
			for key, m := range messages {
				if !isPluralKey(spoken, key) {
					continue
				}
				bundle.MustAddMessages(language.MustParse(lang), m)
				for count := range 250 {
					want, err := i18n.NewLocalizer(bundle, lang).
						Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: count, TemplateParser: template.IdentityParser{}})
					got := Of(lang).forms[key].of(language.MustParse(lang), count)
					if parsed, _ := parseSentence(want); err != nil || !slices.Equal(got, parsed) {
						t.Errorf("%d of %s in %s: %v, go-i18n chooses %q (%v)", count, key, lang, got, want, err)
					}
				}
			}
		}
	}
}

// countForms tells which plural forms the whole numbers of a language take.
func countForms(tag language.Tag) []string {
	names := map[plural.Form]string{
		plural.Zero: "zero", plural.One: "one", plural.Two: "two",
		plural.Few: "few", plural.Many: "many", plural.Other: "other",
	}
	forms := map[string]bool{"other": true}
	for n := range 1000 {
		forms[names[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)]] = true
	}
	return slices.Sorted(maps.Keys(forms))
}

func formsOf(m *i18n.Message) map[string]string {
	forms := map[string]string{
		"zero": m.Zero, "one": m.One, "two": m.Two, "few": m.Few, "many": m.Many, "other": m.Other,
	}
	maps.DeleteFunc(forms, func(_, text string) bool { return text == "" })
	return forms
}

func isPluralKey(spoken map[string]area, key string) bool {
	for _, messages := range spoken {
		if m := messages[key]; m != nil && len(formsOf(m)) > 1 {
			return true
		}
	}
	return false
}

var placeholder = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

func placeholders(text string) []string {
	found := map[string]bool{}
	for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
		found[match[1]] = true
	}
	if strings.Count(text, "{{") != len(placeholder.FindAllString(text, -1)) {
		found[fmt.Sprintf("(unreadable: %s)", text)] = true
	}
	return slices.Sorted(maps.Keys(found))
}
