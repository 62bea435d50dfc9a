package setting

import (
	"errors"
	"strings"

	"latchkey/internal/locale"
)

// hostLanguage is the language of people of whom none is known.
func hostLanguage() Definition {
	var tags []string
	for _, l := range locale.Writings() {
		tags = append(tags, l.Tag())
	}
	return Definition{
		Name:    "host.language",
		Default: tags[0],
		Options: tags,
		Help:    "the language of mails to people of whom none is known: " + strings.Join(tags, ", "),
		Check: func(v string) error {
			if _, found := locale.Find(v); !found {
				return errors.New("host.language is one of " + strings.Join(tags, ", "))
			}
			return nil
		},
		apply: func(c *Choices, v string) { c.HostLanguage = v },
	}
}
