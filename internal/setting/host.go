package setting

import (
	"errors"
	"strings"

	"latchkey/internal/locale"
)

// hostZone is the time zone of people of whom none is known.
func hostZone() Definition {
	return Definition{
		Name:    "host.zone",
		Default: "UTC",
		Help:    "the time zone of times for people of whom none is known, such as Europe/Berlin",
		Check: func(v string) error {
			if _, found := locale.Zone(v); !found {
				return errors.New("host.zone takes a name of the tz database, such as Europe/Berlin or UTC")
			}
			return nil
		},
		apply: func(c *Choices, v string) { c.HostZone = v },
	}
}

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
