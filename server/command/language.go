package command

import (
	"fmt"
	"slices"
	"strings"

	"latchkey/internal/locale"
	"latchkey/server/host"

	"github.com/spf13/pflag"
)

// languages are the tags that --language takes.
func languages() string { return strings.Join(locale.Tags(), ", ") }

func languageFlag(flags *pflag.FlagSet, what string) *string {
	return flags.String("language", "", what+": "+languages()+", where it is known; mails are in host.language else")
}

// readLanguage checks what --language was given; "" is none.
func readLanguage(tag string) (string, error) {
	if tag != "" && !slices.Contains(locale.Tags(), tag) {
		return "", host.UsageError(fmt.Sprintf("--language is %q; it takes %s", tag, languages()))
	}
	return tag, nil
}
