package ui

import "context"

// Assets holds the URLs of the built files. "" means that this build has none: no scripts, no icons.
type Assets struct {
	CSS    string // what every page needs
	Area   string // what the client area and the desk need besides
	Accent string // a stylesheet that sets --accent to the host's colour, loaded last; usually ""
	HTMX   string
	Loader string // starts the WebAssembly
	Icons  string // the sprite; a symbol's id is its icon's name
}

// drawing is what every part may need to know of the page that it stands on.
type drawing struct {
	assets  Assets
	partial bool
}

type drawingKey struct{}

// WithDrawing returns a context in which components draw with these assets; partial means that htmx swaps the
// result in.
func WithDrawing(ctx context.Context, assets Assets, partial bool) context.Context {
	return context.WithValue(ctx, drawingKey{}, drawing{assets, partial})
}

type cookieMarkKey struct{}

// WithCookieMark returns a context in which forms say that their page had set a cookie.
func WithCookieMark(ctx context.Context) context.Context {
	return context.WithValue(ctx, cookieMarkKey{}, true)
}

func marksCookies(ctx context.Context) bool { return ctx.Value(cookieMarkKey{}) != nil }

type linkMarkKey struct{}

// WithLinkMark returns a context in which forms say which link their page is about.
func WithLinkMark(ctx context.Context, mark string) context.Context {
	return context.WithValue(ctx, linkMarkKey{}, mark)
}

func linkMark(ctx context.Context) string {
	mark, _ := ctx.Value(linkMarkKey{}).(string)
	return mark
}

func drawingFrom(ctx context.Context) drawing {
	d, _ := ctx.Value(drawingKey{}).(drawing)
	return d
}

// Scripted reports whether this build has the WebAssembly module. Without it, parts that only work with scripts
// are not drawn.
func Scripted(ctx context.Context) bool { return drawingFrom(ctx).assets.Loader != "" }
