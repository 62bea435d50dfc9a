package canned

import (
	"time"

	"latchkey/components"
	"latchkey/components/ui"
	"latchkey/internal/locale"
)

// The host of all made-up pages, one of its clients, and its administrator.
var (
	Brand = ui.Brand{
		Name: "Northwind Hosting", SupportEmail: "help@northwind.example", SupportMail: "mailto:help@northwind.example",
		SupportPhone: "+44 20 7946 0123",
		SupportURL:   "https://northwind.example/support",
	}
	Ada = components.Person{Name: "Ada Lovelace", Email: "ada@example.test", Accounts: []components.Account{
		{ID: "0192", Name: "Hartwell Studio", Number: "C-10001", Shown: true, Parts: []string{"services", "domains", "invoices", "tickets"}},
		{ID: "0193", Name: "Analytical Engines", Number: "C-10002", Parts: []string{"tickets"}},
	}}
	Sven = components.Person{Name: "Sven Lindqvist", Email: "sven@northwind.example", Staff: true, Administrator: true}
)

// Now is the time at which all made-up pages are drawn; Clock is the same time for pages with a countdown.
var (
	Now   = time.Date(2026, 11, 22, 9, 41, 12, 0, time.UTC)
	Clock = ui.CodeClock{ServerNow: Now.UnixMilli()}
)

// Values writes made-up values in the locale's language.
type Values struct{ *locale.Locale }

// Say returns one of two texts, by the language.
func (v Values) Say(english, arabic string) string {
	if v.Lang() == "ar" {
		return arabic
	}
	return english
}

// Ago returns a moment so long before [Now].
func (v Values) Ago(d time.Duration) ui.Moment { return ui.MomentOf(v.Locale, Now.Add(-d), Now) }

// On returns a date in the year of [Now], in the language.
func (v Values) On(month time.Month, day int) string {
	return v.Date(time.Date(2026, month, day, 12, 0, 0, 0, time.UTC))
}
