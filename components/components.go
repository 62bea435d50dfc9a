// Package components draws every page, form and list from plain values. A component gets a small struct of what it
// shows, already in the person's language where it is data, and takes all other words from the catalogue. It knows no
// database, no request and no rule of the business.
//
// Screens (SignIn, Security, Invoices …) are the children of a frame (Public, Client) or of a Partial, which is what
// htmx swaps into the frame's <main id="screen">. Every screen has one h1, works without scripts, and can be drawn in
// each of its states from canned values (package canned).
package components

import (
	"context"
	"strings"

	"latchkey/internal/locale"
)

// Brand is the host whose name stands on the pages.
type Brand struct {
	Name         string
	LogoURL      string // "" draws a monogram of the name's first letter
	Accent       string // the host's colour as #rrggbb; "" for the house's own
	SupportEmail string
	SupportPhone string
	SupportURL   string
}

// Assets are the URLs of the built files. An empty one means that this build has none: no scripts, no icons.
type Assets struct {
	CSS    string
	Accent string // a stylesheet that sets --accent to the host's colour, loaded after CSS; usually ""
	HTMX   string
	Loader string // starts the WebAssembly
	Icons  string // the sprite; a symbol's id is its icon's name
}

// Person is who is signed in.
type Person struct {
	Name, Email          string
	Locked               bool // must set a second step up before anything else is open
	Staff, Administrator bool // works for the host
}

// GivenName returns the first word of the name, for the greeting.
func (p Person) GivenName() string {
	first, _, _ := strings.Cut(strings.TrimSpace(p.Name), " ")
	return first
}

// CodeClock carries the server's time to the page, where the countdown runs in step with it.
type CodeClock struct {
	ServerNow int64 // milliseconds since 1970 when the page was drawn
}

// Choice is one option of a list to choose from.
type Choice struct{ Value, Label string }

// drawing is what every component under a frame may need to know of it.
type drawing struct {
	assets  Assets
	partial bool
}

type drawingKey struct{}

func withDrawing(ctx context.Context, d drawing) context.Context {
	return context.WithValue(ctx, drawingKey{}, d)
}

func drawingFrom(ctx context.Context) drawing {
	d, _ := ctx.Value(drawingKey{}).(drawing)
	return d
}

// scripted reports whether this build has the WebAssembly: without it, what only works with scripts is not drawn.
func scripted(ctx context.Context) bool { return drawingFrom(ctx).assets.Loader != "" }

// t returns a sentence in the person's language.
func t(ctx context.Context, key string, args ...any) string {
	return locale.From(ctx).T(key, args...)
}

// n returns a sentence about so many things in the person's language.
func n(ctx context.Context, key string, count int, args ...any) string {
	return locale.From(ctx).N(key, count, args...)
}
