// Package components draws every page, form and list from plain values. A component gets a small struct of what
// it shows, with data already in the person's language, and takes all other words from the catalogue. It uses
// no database, no request and no rule of the business.
//
// The package itself holds what surrounds every screen: the frame for people who are not signed in ([Public]),
// the frame of the client area and the desk ([Client]), the answer that htmx swaps into <main id="screen">
// ([Partial]), and the error page ([Failure]). The screens are children of a frame; they live in packages by
// area: signin, security, recovery, client, desk and mail. These share package ui (headings, fields, lists) and
// package prompt (asking for a proof). No area imports another, and none imports the frame. Every screen has
// one h1, works without scripts, and can be drawn in each of its states from made-up values.
package components

import (
	"slices"
	"strings"
)

// Person is the signed-in person, as the frame shows them.
type Person struct {
	Name, Email          string
	Locked               bool // must set a second step up before they can open anything else
	Staff, Administrator bool // works for the host
	Waiting              int  // how much waits for the host, for staff
	Alerts               int  // what they were told of and have not looked at, for staff
	Accounts             []Account
}

// Account is a client account of the person, as the side bar names it.
type Account struct {
	ID, Name, Number string
	Shown            bool     // the pages show this one
	Parts            []string // of it that the person may see: services, domains, invoices, tickets
}

// joined are the words that are no name without the next one: servant of, father of, mother of, son of.
var joined = []string{"عبد", "أبو", "ابو", "أم", "ابن", "بن", "Abd", "Abdul", "Abdel", "Abu", "Abou", "Umm", "Ibn"}

// GivenName returns the first word of the name, for the greeting, with what it is a part of.
func (p Person) GivenName() string {
	words := strings.Fields(p.Name)
	if len(words) == 0 {
		return ""
	}
	n := 1
	for n < len(words) && slices.ContainsFunc(joined, func(w string) bool { return strings.EqualFold(w, words[n-1]) }) {
		n++
	}
	return strings.Join(words[:n], " ")
}
