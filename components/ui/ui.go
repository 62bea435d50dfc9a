// Package ui holds the parts that screens are made of: headings, fields, forms, alerts, lists. A part takes plain values
// and says its words from the catalogue; it knows no screen, no address of one, and no rule of the business.
package ui

import (
	"context"

	"latchkey/internal/locale"
)

// CodeClock carries the server's time to the page, where the countdown runs in step with it.
type CodeClock struct {
	ServerNow int64 // milliseconds since 1970 when the page was drawn
}

// Choice is one option of a list to choose from.
type Choice struct{ Value, Label string }

// T returns a sentence in the person's language.
func T(ctx context.Context, key string, args ...any) string {
	return locale.From(ctx).T(key, args...)
}

// N returns a sentence about so many things in the person's language.
func N(ctx context.Context, key string, count int, args ...any) string {
	return locale.From(ctx).N(key, count, args...)
}

// LTR keeps a masked address or number in its order within a sentence that runs the other way.
func LTR(text string) string {
	const isolate, end = "\u2066", "\u2069"
	return isolate + text + end
}
