package locale

import (
	"fmt"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// parser reads the only thing that our sentences hold beside words, {{.Name}}, for go-i18n. It takes half the time of
// text/template, and a translation can do nothing but name its arguments.
type parser struct{}

// Cacheable says that a sentence is parsed once.
func (parser) Cacheable() bool { return true }

// Parse returns the sentence in parts; the delimiters are always {{ and }}.
func (parser) Parse(source, _, _ string) (template.ParsedTemplate, error) {
	var s sentence
	for source != "" {
		words, rest, found := strings.Cut(source, "{{")
		s = append(s, part{words: words})
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}}")
		if name = strings.TrimSpace(name); !closed || len(name) < 2 || name[0] != '.' {
			return nil, fmt.Errorf("cannot read {{%s", rest)
		}
		s, source = append(s, part{argument: name[1:]}), after
	}
	return s, nil
}

type sentence []part

// part is some words or the name of an argument.
type part struct{ words, argument string }

// Execute fills the arguments in; one that is missing is an error.
func (s sentence) Execute(data any) (string, error) {
	arguments, _ := data.(map[string]string)
	var text strings.Builder
	for _, p := range s {
		if p.argument == "" {
			text.WriteString(p.words)
			continue
		}
		value, given := arguments[p.argument]
		if !given {
			return "", fmt.Errorf("argument %q is missing", p.argument)
		}
		text.WriteString(value)
	}
	return text.String(), nil
}
