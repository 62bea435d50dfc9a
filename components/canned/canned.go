// Package canned holds made-up values, so that the gallery and the tests of the components draw the same pages. The states
// of an area's screens stand beside them (signin/signintest …), and package all has every one. No page that a client sees
// has anything of it.
package canned

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"latchkey/components"
	"latchkey/components/ui"
)

// State is one screen in one state.
type State struct {
	Name    string // "sign-in-refused": the screen, then what is particular
	Title   string
	Public  bool   // in the frame for anybody rather than the client area's
	Section string // of the client area
	Screen  templ.Component
	Banners []ui.Banner
	Person  *components.Person // who is signed in, where it is not Ada
}

// Public is a screen in the frame for anybody.
func Public(name, title string, c templ.Component) State {
	return State{Name: name, Title: title, Public: true, Screen: c}
}

// In is a screen in a section of the client area.
func In(section, name, title string, c templ.Component) State {
	return State{Name: name, Title: title, Section: section, Screen: c}
}

// At is the same for whoever p is.
func At(p *components.Person, section, name, title string, c templ.Component) State {
	return State{Name: name, Title: title, Section: section, Screen: c, Person: p}
}

// Page draws the state in its frame.
func (s State) Page(assets ui.Assets) templ.Component {
	if s.Public {
		return around(components.Public(s.frame(assets)), s.Screen)
	}
	return around(components.Client(s.frame(assets)), s.Screen)
}

// Partial draws the state as htmx gets it.
func (s State) Partial(assets ui.Assets) templ.Component {
	return around(components.Partial(s.frame(assets)), s.Screen)
}

func (s State) frame(assets ui.Assets) components.Frame {
	f := components.Frame{
		Title: s.Title, Brand: Brand, Assets: assets, Section: s.Section, Banners: s.Banners,
		Path: "/gallery/" + s.Name, Demo: true,
	}
	if !s.Public {
		f.Person = &Ada
	}
	if s.Person != nil {
		f.Person = s.Person
	}
	return f
}

func around(frame, screen templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return frame.Render(templ.WithChildren(ctx, screen), w)
	})
}
