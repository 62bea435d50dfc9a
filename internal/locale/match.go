package locale

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// matches remembers what the headers of this server's visitors lead to: they send the same few again and again, and
// parsing one takes longer than reading a session.
var matches = memory{found: map[asked]*Locale{}}

// memory is bounded, since whoever makes up headers would fill it.
type memory struct {
	mu    sync.RWMutex
	found map[asked]*Locale
}

type asked struct{ lang, header string }

const remembered = 512

// of is the locale for a header; in the language lang if one is given.
func (m *memory) of(lang, acceptLanguage string) *Locale {
	// A browser's header is short; what is longer is not worth the time it takes to parse.
	if len(acceptLanguage) > 256 {
		acceptLanguage = ""
	}
	key := asked{lang, acceptLanguage}
	m.mu.RLock()
	l, known := m.found[key]
	m.mu.RUnlock()
	if known {
		return l
	}
	l = parse(lang, acceptLanguage)
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.found) < remembered {
		m.found[asked{strings.Clone(lang), strings.Clone(acceptLanguage)}] = l
	}
	return l
}

func parse(lang, acceptLanguage string) *Locale {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		wanted = nil
	}
	l := Of(lang)
	if lang == "" {
		_, index, confidence := loaded().matcher.Match(wanted...)
		if confidence <= language.Low { // somebody who reads Persian or Urdu knows the letters of Arabic, not the words
			return English()
		}
		l = All()[index]
	}
	if base, _ := westernDigits.Base(); l.lang == base.String() && takesWestern(l.lang, wanted) {
		return loaded().western
	}
	return l
}

// takesWestern reports whether a browser names a region of Western digits: with the language itself or, if it names none with
// that, with any other, since many set the languages of their country, such as "fr-MA,ar".
func takesWestern(lang string, wanted []language.Tag) bool {
	anywhere := false
	for _, tag := range wanted {
		region, confidence := tag.Region()
		if confidence != language.Exact {
			continue
		}
		named := slices.Contains(western, region)
		if base, _ := tag.Base(); base.String() == lang {
			return named
		}
		anywhere = anywhere || named
	}
	return anywhere
}
