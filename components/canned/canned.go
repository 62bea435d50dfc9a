// Package canned holds made-up values for every state of every screen, so that the gallery and the tests of the
// components draw the same pages. It is part of no page that a client sees.
package canned

import (
	_ "embed"
	"time"

	"github.com/a-h/templ"

	"latchkey/components"
	"latchkey/components/ui"
	"latchkey/internal/locale"
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

// Page draws the state in its frame.
func (s State) Page(assets ui.Assets) templ.Component {
	f := s.frame(assets)
	return withChildren(func() templ.Component {
		if s.Public {
			return components.Public(f)
		}
		return components.Client(f)
	}(), s.Screen)
}

// Partial draws the state as htmx gets it.
func (s State) Partial(assets ui.Assets) templ.Component {
	return withChildren(components.Partial(s.frame(assets)), s.Screen)
}

func (s State) frame(assets ui.Assets) components.Frame {
	f := components.Frame{Title: s.Title, Brand: Brand, Assets: assets, Section: s.Section, Banners: s.Banners, Path: "/gallery/" + s.Name, Demo: true}
	if !s.Public {
		f.Person = &Ada
	}
	if s.Person != nil {
		f.Person = s.Person
	}
	return f
}

// States returns every state in the order of the gallery.
func States(l *locale.Locale) []State {
	v := values{l}
	return concat(
		v.signIn(),
		v.setUp(),
		v.method(),
		v.recovery(),
		v.cases(),
		v.desk(),
		v.guarded(),
		v.lists(),
		v.passkey(),
		v.mail(),
		v.sessions(),
		v.contact(),
		v.rest(),
	)
}

// Brand and Ada are the host and the client of all canned pages.
var (
	Brand = ui.Brand{Name: "Northwind Hosting", SupportEmail: "help@northwind.example", SupportPhone: "+44 20 7946 0123", SupportURL: "https://northwind.example/support"}
	Ada   = components.Person{Name: "Ada Lovelace", Email: "ada@example.test"}
)

//go:embed qr.svg
var qr string

// now is when all canned pages are drawn.
var now = time.Date(2026, 11, 22, 9, 41, 12, 0, time.UTC)

var clock = ui.CodeClock{ServerNow: now.UnixMilli()}

var codes = []string{
	"4f7k-9m2x-q0wd", "h3tz-v8c1-rj5n", "b6ye-0p4s-kw9g", "z2xa-m7qf-3d8h", "t9nv-c5rj-y1e6",
	"q4mb-8h0t-ws2p", "k7fd-x3gz-95va", "e1ck-r6yn-b4j0", "w8pq-2s5h-mt7z", "v3jg-d9xe-f0kr",
}

const day = 24 * time.Hour

// values writes what a page is given in its language.
type values struct{ *locale.Locale }

func (v values) say(english, arabic string) string {
	if v.Lang() == "ar" {
		return arabic
	}
	return english
}

func (v values) on(month time.Month, day int) string {
	return v.Date(time.Date(2026, month, day, 12, 0, 0, 0, time.UTC))
}

func concat(lists ...[]State) []State {
	var all []State
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}
