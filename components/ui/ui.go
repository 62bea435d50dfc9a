// Package ui holds the parts that screens are built of: headings, fields, forms, alerts, lists. A part gets
// plain values and takes its words from the catalogue. It knows no screen, no address and no rule of the
// business.
package ui

import (
	"context"

	"latchkey/internal/locale"
)

// CodeClock passes the server's time to the page, so that the countdown does not depend on the device's clock.
type CodeClock struct {
	ServerNow int64 // milliseconds since 1970 when the page was drawn
}

// Choice is one option of a list to choose from.
type Choice struct{ Value, Label string }

// T returns a sentence in the person's language.
func T(ctx context.Context, key string, args ...any) string {
	return locale.From(ctx).T(key, args...)
}

// N returns a sentence about count things in the person's language, in the right plural form.
func N(ctx context.Context, key string, count int, args ...any) string {
	return locale.From(ctx).N(key, count, args...)
}

// mostShown is up to where a count is written beside the word that it is about.
const mostShown = 99

// Few writes a count where there is room for two digits: "99+" stands for all that is more.
func Few(ctx context.Context, n int) string {
	l := locale.From(ctx)
	if n > mostShown {
		return l.T("queue.many", "Count", l.Number(mostShown))
	}
	return l.Number(n)
}

// LTR returns text marked to run left to right, so that an address or number keeps its order in a right-to-left
// sentence.
func LTR(text string) string {
	const isolate, end = "\u2066", "\u2069"
	return isolate + text + end
}
