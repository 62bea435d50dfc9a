package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

//go:embed catalogue/*.json
var catalogues embed.FS

// languages are those Latchkey speaks, in the order of the language menu; the first stands in for all others.
var languages = []language.Tag{language.English, language.Arabic}

// westernDigits is Arabic with the digits 0 to 9 (BCP 47, extension u-nu), as it is written in the regions of western.
var westernDigits = language.MustParse("ar-u-nu-latn")

// western are the regions where Arabic takes Western digits (Unicode's CLDR): the Maghreb. The first says how it groups them.
var western = []language.Region{
	language.MustParseRegion("MA"), language.MustParseRegion("DZ"), language.MustParseRegion("TN"), language.MustParseRegion("LY"),
	language.MustParseRegion("EH"),
}

type library struct {
	locales []*Locale // one for each language
	western *Locale
	matcher language.Matcher
}

// loaded reads the catalogues when the first sentence is asked for. They are part of the program and a test reads all
// of them, so a fault here is a fault of the build.
var loaded = sync.OnceValue(func() library {
	built := library{matcher: language.NewMatcher(languages)}
	base, _ := westernDigits.Base()
	for _, tag := range languages {
		messages, err := read(tag)
		if err != nil {
			panic(err)
		}
		built.locales = append(built.locales, mustLoad(tag, messages))
		if tag.String() == base.String() {
			built.western = mustLoad(westernDigits, messages)
		}
	}
	return built
})

func mustLoad(tag language.Tag, messages []i18n.Message) *Locale {
	l, err := load(tag, messages)
	if err != nil {
		panic(err)
	}
	return l
}

// load makes a locale of messages. Its sentences are theirs where it writes them in the same way: they stand in memory once.
func load(tag language.Tag, messages []i18n.Message) (*Locale, error) {
	base, _ := tag.Base()
	spoken := language.Make(base.String())
	l := &Locale{
		tag: tag, lang: spoken.String(), rtl: rightToLeft(tag), printer: message.NewPrinter(tag),
		plain: make(map[string]string, len(messages)), filled: map[string]sentence{}, forms: map[string]forms{},
	}
	if tag == westernDigits {
		grouped, err := language.Compose(spoken, western[0])
		if err != nil {
			return nil, err
		}
		l.printer = message.NewPrinter(grouped)
	}
	for n := range l.digit {
		l.digit[n] = l.printer.Sprint(number.Decimal(n))
	}
	for _, m := range messages {
		if tag == westernDigits {
			inWesternDigits(&m)
		}
		if l.rtl {
			isolateWords(&m)
		}
		if err := l.add(&m); err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", tag, err)
		}
	}
	return l, nil
}

// inWesternDigits writes the numbers that stand in the words of a sentence anew.
func inWesternDigits(m *i18n.Message) {
	for _, form := range []*string{&m.Zero, &m.One, &m.Two, &m.Few, &m.Many, &m.Other} {
		*form = strings.Map(func(r rune) rune {
			if '٠' <= r && r <= '٩' {
				return '0' + r - '٠'
			}
			return r
		}, *form)
	}
}

// turning is what stands in words from right to left and would change its order there: an address, a number in parts, a colour.
var turning = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`[#+]?[A-Za-z0-9_]+([@.:/+-]+[A-Za-z0-9_]+|(?: [0-9]+))+|#[0-9a-f]{6}`)
})

// isolateWords puts such parts of a sentence between the marks that [Locale.T] puts around its arguments.
func isolateWords(m *i18n.Message) {
	for _, form := range []*string{&m.Zero, &m.One, &m.Two, &m.Few, &m.Many, &m.Other} {
		if !turning().MatchString(*form) {
			continue
		}
		*form = turning().ReplaceAllStringFunc(*form, func(part string) string {
			return firstStrongIsolate + part + popDirectionalIsolate
		})
	}
}

// read returns the messages of every area in one language.
func read(tag language.Tag) ([]i18n.Message, error) {
	const folder = "catalogue"
	files, err := catalogues.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	var messages []i18n.Message
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), "."+tag.String()+".json") {
			continue
		}
		text, err := catalogues.ReadFile(path.Join(folder, file.Name()))
		if err != nil {
			return nil, fmt.Errorf("catalogue: %w", err)
		}
		area, err := i18n.ParseMessageBytes(text, json.Unmarshal)
		if err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", file.Name(), err)
		}
		for _, m := range area {
			messages = append(messages, *m)
		}
	}
	return messages, nil
}

// add keeps a sentence where asking for it costs least.
func (l *Locale) add(m *i18n.Message) (err error) {
	switch {
	case m.Zero+m.One+m.Two+m.Few+m.Many != "":
		l.forms[m.ID], err = parseForms(m)
	case strings.Contains(m.Other, "{{"):
		l.filled[m.ID], err = parseSentence(m.Other)
	default:
		l.plain[m.ID] = m.Other
	}
	return err
}
