package setting

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"latchkey/internal/address"
	"latchkey/internal/code"
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
	tags := locale.Tags()
	return Definition{
		Name:    "host.language",
		Default: tags[0],
		Options: tags,
		Help:    "the language of mails to people of whom none is known: " + strings.Join(tags, ", "),
		Check: func(v string) error {
			if !slices.Contains(tags, v) {
				return errors.New("host.language is one of " + strings.Join(tags, ", "))
			}
			return nil
		},
		apply: func(c *Choices, v string) { c.HostLanguage = v },
	}
}

// supportPhone is the number that people who can't sign in may call. Earlier versions took any line of text: what stands
// there stays in force until it is changed.
func supportPhone() Definition {
	d := text(
		"support.phone", "", "the number people who can't sign in may call, with + and the country's code",
		0, 40, func(c *Choices) *string { return &c.SupportPhone },
	)
	d.kept = d.Check
	d.Check = optional(func(v string) error {
		if err := d.kept(v); err != nil {
			return err
		}
		if strings.ContainsFunc(v, unicode.IsLetter) {
			return address.ErrPhone // a number that spells a word can't be dialled from a link
		}
		_, err := address.ParsePhone(code.Number(v))
		return err
	})
	return d
}
