package canned

import (
	"time"

	"latchkey/components"
	"latchkey/components/ui"
	"latchkey/internal/locale"
)

// The host of all canned pages, a client of it, and who looks after it.
var (
	Brand = ui.Brand{
		Name: "Northwind Hosting", SupportEmail: "help@northwind.example", SupportPhone: "+44 20 7946 0123",
		SupportURL: "https://northwind.example/support",
	}
	Ada  = components.Person{Name: "Ada Lovelace", Email: "ada@example.test"}
	Sven = components.Person{Name: "Sven Lindqvist", Email: "sven@northwind.example", Staff: true, Administrator: true}
)

// Now is when all canned pages are drawn, and Clock the same for a page.
var (
	Now   = time.Date(2026, 11, 22, 9, 41, 12, 0, time.UTC)
	Clock = ui.CodeClock{ServerNow: Now.UnixMilli()}
)

// Values writes what a page is given in its language.
type Values struct{ *locale.Locale }

// Say returns what fits the language.
func (v Values) Say(english, arabic string) string {
	if v.Lang() == "ar" {
		return arabic
	}
	return english
}

// On writes a day of the canned year out.
func (v Values) On(month time.Month, day int) string {
	return v.Date(time.Date(2026, month, day, 12, 0, 0, 0, time.UTC))
}
