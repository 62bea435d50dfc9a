// Package canned holds made-up values, so that the gallery and the tests draw the same pages. The states of an
// area's screens are in a package beside the area (signin/signintest, …); package all collects them. Nothing of
// it is served to clients.
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
	Name    string // "sign-in-refused": the screen, then the state
	Title   string
	Public  bool   // drawn in the frame for people who are not signed in
	Section string // of the client area
	Screen  templ.Component
	Banners []ui.Banner
	Person  *components.Person // who is signed in, where it is not Ada
	Styled  bool               // it needs the styles of the client area, also where nobody is signed in
}

// Public returns a state of a screen that people see who are not signed in.
func Public(name, title string, c templ.Component) State {
	return State{Name: name, Title: title, Public: true, Screen: c}
}

// In returns a state of a screen that Ada sees in a section of the client area.
func In(section, name, title string, c templ.Component) State {
	return State{Name: name, Title: title, Section: section, Screen: c}
}

// At returns a state of a screen that the person p sees in a section.
func At(p *components.Person, section, name, title string, c templ.Component) State {
	return State{Name: name, Title: title, Section: section, Screen: c, Person: p}
}

// Page draws the state as a whole page.
func (s State) Page(assets ui.Assets) templ.Component {
	if s.Public {
		return around(components.Public(s.frame(assets)), s.Screen)
	}
	return around(components.Client(s.frame(assets)), s.Screen)
}

// Partial draws the state as the answer that htmx gets.
func (s State) Partial(assets ui.Assets) templ.Component {
	return around(components.Partial(s.frame(assets)), s.Screen)
}

func (s State) frame(assets ui.Assets) components.Frame {
	f := components.Frame{
		Title: s.Title, Brand: Brand, Assets: assets, Section: s.Section, Banners: s.Banners,
		Path: "/gallery/" + s.Name, Demo: true, Styled: s.Styled,
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
