package locale

import (
	"fmt"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// sentence is words and the arguments between them.
type sentence []part

// part is some words or the name of an argument.
type part struct{ words, argument string }

// parseSentence reads the only thing that our sentences hold beside words, {{.Name}}: a translation can do nothing but name its
// arguments.
func parseSentence(source string) (sentence, error) {
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

// argument is a name and the text that stands for it. A sentence has few of them: looking through them is faster than a map, and takes
// a third of the memory.
type argument struct{ name, text string }

// fill puts the arguments in, of two with one name the last; one that is missing is an error.
func (s sentence) fill(arguments []argument) (string, error) {
	var text strings.Builder
	for _, p := range s {
		if p.argument == "" {
			text.WriteString(p.words)
			continue
		}
		at := len(arguments) - 1
		for at >= 0 && arguments[at].name != p.argument {
			at--
		}
		if at < 0 {
			return "", fmt.Errorf("argument %q is missing", p.argument)
		}
		text.WriteString(arguments[at].text)
	}
	return text.String(), nil
}

// forms are one sentence in the plural forms of its language (Unicode's CLDR); a form that is not there is the other one.
type forms map[plural.Form]sentence

func parseForms(m *i18n.Message) (forms, error) {
	read := forms{}
	for form, source := range map[plural.Form]string{
		plural.Zero: m.Zero, plural.One: m.One, plural.Two: m.Two, plural.Few: m.Few, plural.Many: m.Many, plural.Other: m.Other,
	} {
		if source == "" {
			continue
		}
		s, err := parseSentence(source)
		if err != nil {
			return nil, err
		}
		read[form] = s
	}
	return read, nil
}

// of returns the form that a whole number takes.
func (f forms) of(tag language.Tag, count int) sentence {
	if s, ok := f[plural.Cardinal.MatchPlural(tag, max(count, -count), 0, 0, 0, 0)]; ok {
		return s
	}
	return f[plural.Other]
}
