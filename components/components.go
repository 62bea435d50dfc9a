// Package components draws every page, form and list from plain values. A component gets a small struct of what it
// shows, already in the person's language where it is data, and takes all other words from the catalogue. It knows no
// database, no request and no rule of the business.
//
// The package itself holds what every page wears: the frame for anybody (Public), that of the client area and the desk
// (Client), what htmx swaps into its <main id="screen"> (Partial), and the page for a request that came to nothing. The
// screens are the frame's children and stand in packages by area: signin, security, recovery, client, desk, mail. They
// share ui, the parts, and prompt, what asks for a proof; no area knows another, and none knows the frame. Every screen
// has one h1, works without scripts, and can be drawn in each of its states from canned values.
package components

import "strings"

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
