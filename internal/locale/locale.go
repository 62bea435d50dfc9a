// Package locale writes everything in the reader's language: the sentences of pages and e-mails, plural forms,
// digits, dates, money and lengths of time. It chooses a language from a request, knows the world's time zones, and
// knows nothing about pages.
//
// The sentences are in catalogue/AREA.LANG.json, in the format of go-i18n, which reads them. Plural forms are
// chosen with x/text and not with go-i18n's own localizer: that one imports text/template, with which the
// linker keeps every method of every library, some 6 MB.
package locale

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Locale is one language with its rules for writing. It is immutable and safe for concurrent use.
type Locale struct {
	tag     language.Tag
	lang    string
	rtl     bool
	plain   map[string]string   // sentences without placeholders and plural forms
	filled  map[string]sentence // sentences with placeholders, without plural forms
	forms   map[string]forms    // sentences with plural forms
	printer *message.Printer
	digit   [10]string // from zero to nine
}

// Of returns the locale with a tag that [Find] knows; English for any other.
func Of(tag string) *Locale {
	if l, found := Find(tag); found {
		return l
	}
	return English()
}

// Find returns the locale with a tag such as "en", "ar" or "ar-u-nu-latn", as [Locale.Tag] writes it.
func Find(tag string) (l *Locale, found bool) {
	for _, l := range Writings() {
		if l.Tag() == tag {
			return l, true
		}
	}
	return nil, false
}

// English returns the locale that is used if no better one is known.
func English() *Locale { return All()[0] }

// Match returns what the person chose, a tag that [Find] knows, otherwise the best match for the browser's Accept-Language
// header, in the digits of the first region that the header names.
func Match(chosen, acceptLanguage string) *Locale {
	if l, found := Find(chosen); found {
		return l
	}
	return matches.of("", acceptLanguage)
}

// In returns the language with that tag of [All] as the readers of a browser write it, by the regions of its Accept-Language
// header.
func In(lang, acceptLanguage string) (l *Locale, found bool) {
	for _, l := range All() {
		if l.Tag() == lang {
			return matches.of(lang, acceptLanguage), true
		}
	}
	return nil, false
}

// All returns a locale for each language, in the order of the language menu. The caller must not change the slice.
func All() []*Locale { return loaded().locales }

// Writings returns every locale: each language, in each of the digits that its readers use.
func Writings() []*Locale { return append(slices.Clone(All()), loaded().western) }

// Tags returns the tags of [Writings] without reading the catalogues, which takes a while.
func Tags() []string {
	var tags []string
	for _, tag := range append(slices.Clone(languages), westernDigits) {
		tags = append(tags, tag.String())
	}
	return tags
}

type contextKey struct{}

// Into returns a context from which [From] returns l.
func Into(ctx context.Context, l *Locale) context.Context {
	return context.WithValue(ctx, contextKey{}, l)
}

// From returns the locale that [Into] stored in ctx; English if there is none.
func From(ctx context.Context) *Locale {
	if l, ok := ctx.Value(contextKey{}).(*Locale); ok {
		return l
	}
	return English()
}

// Lang returns the language for an HTML lang attribute, such as "ar".
func (l *Locale) Lang() string { return l.lang }

// Tag returns the language with its digits, to be kept as a person's choice and given to [Find]: "ar", "ar-u-nu-latn".
func (l *Locale) Tag() string { return l.tag.String() }

// Name returns the language's name in the language itself, for the language menu.
func (l *Locale) Name() string { return l.T("locale.name") }

// FullName is [Locale.Name] with the digits that tell it from the other writings of its language, if it has any.
func (l *Locale) FullName() string {
	for _, other := range Writings() {
		if other.lang == l.lang && other != l {
			return l.T("locale.name_digits", "Name", l.Name(), "Digits", l.digit[1]+l.digit[2]+l.digit[3])
		}
	}
	return l.Name()
}

// Dir returns the direction of the script for an HTML dir attribute: "ltr" or "rtl".
func (l *Locale) Dir() string {
	if l.rtl {
		return "rtl"
	}
	return "ltr"
}

// T returns the sentence for key. The arguments are pairs of a name and a value: T("menu.hello", "Name", "Ada")
// fills {{.Name}}. Integers are written in the locale's digits. Text that runs in the other direction is
// isolated, so that an e-mail address does not break up an Arabic sentence. If the key is unknown or an
// argument is missing, T returns the key, and panics in a test.
func (l *Locale) T(key string, args ...any) string {
	if sentence, ok := l.plain[key]; ok {
		return sentence
	}
	sentence, ok := l.filled[key]
	if !ok {
		return l.missing(key, fmt.Errorf("no sentence %q", key))
	}
	text, err := sentence.fill(l.data(args))
	if err != nil {
		return l.missing(key, err)
	}
	return text
}

// N returns the sentence for key in the plural form that count takes. {{.Count}} is count in the locale's
// digits; args are those of [Locale.T].
func (l *Locale) N(key string, count int, args ...any) string {
	forms, ok := l.forms[key]
	if !ok {
		return l.missing(key, fmt.Errorf("no sentence %q with plural forms", key))
	}
	text, err := forms.of(l.tag, count).fill(append(l.data(args), argument{"Count", l.Number(count)}))
	if err != nil {
		return l.missing(key, err)
	}
	return text
}

func (l *Locale) missing(key string, err error) string {
	if testing.Testing() {
		panic(fmt.Sprintf("locale %s: %v: put it into internal/locale/catalogue, in every language", l.tag, err))
	}
	return key
}

func (l *Locale) data(args []any) []argument {
	data := make([]argument, 0, len(args)/2+1)
	for i := 0; i+1 < len(args); i += 2 {
		name, _ := args[i].(string)
		switch value := args[i+1].(type) {
		case int:
			data = append(data, argument{name, l.Number(value)})
		case string:
			data = append(data, argument{name, l.Isolate(value)})
		default:
			data = append(data, argument{name, l.Isolate(fmt.Sprint(value))})
		}
	}
	return data
}

// Has reports whether the catalogue has a sentence for key.
func (l *Locale) Has(key string) bool {
	return l.plain[key] != "" || l.filled[key] != nil || l.forms[key] != nil
}
