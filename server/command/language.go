package command

import (
	"fmt"
	"strings"

	"latchkey/internal/locale"
	"latchkey/server/host"

	"github.com/spf13/pflag"
)

// languages are the tags that --language takes.
func languages() string {
	var tags []string
	for _, l := range locale.Writings() {
		tags = append(tags, l.Tag())
	}
	return strings.Join(tags, ", ")
}

func languageFlag(flags *pflag.FlagSet, what string) *string {
	return flags.String("language", "", what+": "+languages()+", where it is known; mails are in host.language else")
}

// readLanguage checks what --language was given; "" is none.
func readLanguage(tag string) (string, error) {
	if _, found := locale.Find(tag); tag != "" && !found {
		return "", host.UsageError(fmt.Sprintf("--language is %q; it takes %s", tag, languages()))
	}
	return tag, nil
}
