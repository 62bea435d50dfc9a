package components_test

import (
	"context"
	"io"
	"testing"

	"latchkey/components"
	"latchkey/components/canned"
	"latchkey/components/canned/golden"
	"latchkey/components/ui"

	"github.com/a-h/templ"
)

// The pictures of screens leave the frame out; here it is, once as each kind of person sees it, and once as htmx does.
func TestFramesLookAsTheyDid(t *testing.T) {
	frame := components.Frame{
		Title: "Screen", Brand: canned.Brand, Assets: golden.Everything, Section: "security", Path: "/here", Demo: true, Person: &canned.Ada,
	}
	told := frame
	told.Banners = []ui.Banner{
		{Kind: "warning", Text: "Something worth knowing.", LinkText: "More", LinkURL: "/more"}, {Kind: "error", Text: "Something bad."},
	}
	anybody, staff, locked := frame, frame, told
	anybody.Person, anybody.Section = nil, ""
	staff.Person, staff.Section = &canned.Sven, "people"
	searching := staff
	searching.Section = "search"
	locked.Person = &components.Person{Name: canned.Ada.Name, Email: canned.Ada.Email, Locked: true}
	for name, drawn := range map[string]templ.Component{
		"frame-public": components.Public(anybody), "frame-client": components.Client(told), "frame-staff": components.Client(staff),
		"frame-staff-search": components.Client(searching), "frame-locked": components.Client(locked),
		"frame-partial": components.Partial(told),
	} {
		t.Run(name, func(t *testing.T) { golden.Compare(t, name, around(drawn)) })
	}
}

func TestFailuresLookAsTheyDid(t *testing.T) {
	golden.Screens(t, canned.Failures, "frame-public", "frame-client", "frame-staff", "frame-staff-search", "frame-locked",
		"frame-partial")
}

// around draws a frame with a heading in place of a screen.
func around(frame templ.Component) templ.Component {
	heading := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<h1>Screen</h1>")
		return err
	})
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return frame.Render(templ.WithChildren(ctx, heading), w)
	})
}
