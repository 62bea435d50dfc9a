package locale

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// matches remembers what the headers of this server's visitors lead to: they send the same few again and again, and
// parsing one takes longer than reading a session.
var matches = memory{found: map[string]*Locale{}}

// memory is bounded, since whoever makes up headers would fill it.
type memory struct {
	mu    sync.RWMutex
	found map[string]*Locale
}

const remembered = 512

func (m *memory) of(acceptLanguage string) *Locale {
	m.mu.RLock()
	l, known := m.found[acceptLanguage]
	m.mu.RUnlock()
	if known {
		return l
	}
	l = parse(acceptLanguage)
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.found) < remembered {
		m.found[strings.Clone(acceptLanguage)] = l
	}
	return l
}

func parse(acceptLanguage string) *Locale {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return English()
	}
	_, index, confidence := loaded().matcher.Match(wanted...)
	if confidence <= language.Low { // somebody who reads Persian or Urdu knows the letters of Arabic, not the words
		return English()
	}
	return All()[index]
}
