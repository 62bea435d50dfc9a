package message

import (
	"strings"
	"time"
	"unicode"
)

// Trouble is the error of a server that did not accept a message.
type Trouble struct {
	Reason Reason
	Detail string        // what the server said, for staff; never the message's content
	Final  bool          // another attempt is useless
	Unsure bool          // the server may have accepted it, so it is not sent again automatically
	Hides  bool          // the channel can't send any message until the host acts
	Wait   time.Duration // the shortest wait before the next attempt
}

func (t *Trouble) Error() string {
	if t.Detail == "" {
		return string(t.Reason)
	}
	return string(t.Reason) + ": " + t.Detail
}

// How long to wait after the first, second, … try in vain; then the last again and again.
var pauses = []time.Duration{
	5 * time.Second, 15 * time.Second, 45 * time.Second, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour,
}

// giveUp is how long a message is tried.
const giveUp = 24 * time.Hour

func pause(tries int, least time.Duration) time.Duration {
	return max(pauses[min(max(tries, 1), len(pauses))-1], least)
}

const longestDetail = 300

// told is what a server said, fit to be shown: in one line, not too long, and
// without the secrets that it may have repeated.
func told(detail string, secrets ...string) string {
	for _, s := range secrets {
		if s != "" {
			detail = strings.ReplaceAll(detail, s, "…")
		}
	}
	detail = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(detail, "?"))
	if letters := []rune(detail); len(letters) > longestDetail {
		detail = string(letters[:longestDetail]) + "…"
	}
	return strings.Join(strings.Fields(detail), " ")
}
