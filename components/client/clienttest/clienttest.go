// Package clienttest holds the made-up states of the client area's screens.
package clienttest

import (
	"slices"

	"github.com/a-h/templ"

	"latchkey/components"
	"latchkey/components/canned"
	"latchkey/components/client"
	"latchkey/internal/locale"
)

// States returns the screens of the client area in all their states.
func States(l *locale.Locale) []canned.State {
	v := canned.Values{Locale: l}
	return slices.Concat(dashboard(v), lists(v), profile(v), contacts(v), codes(v))
}

func section(v canned.Values) func(name, section string, c templ.Component) canned.State {
	return func(name, section string, c templ.Component) canned.State {
		return canned.In(section, name, v.T("section."+section), c)
	}
}

func dashboard(v canned.Values) []canned.State {
	screen, ada, sven := section(v), reachedAt(canned.Ada), reachedAt(canned.Sven)
	return []canned.State{
		screen("dashboard", "dashboard", client.Dashboard(client.DashboardProps{
			Name: "Ada", Services: 3, Domains: 2, OpenInvoices: 2, OpenTickets: 1,
			Due: v.Money(6390, "EUR"), Contact: ada,
		})),
		screen("dashboard-no-account", "dashboard", client.Dashboard(client.DashboardProps{Name: "Ada", Contact: ada, NoAccount: true})),
		screen("dashboard-staff", "dashboard", client.Dashboard(client.DashboardProps{
			Name: canned.Sven.Name, TwoFactorOn: true,
			Contact: sven, NoAccount: true, Staff: true,
		})),
		screen("dashboard-protected", "dashboard", client.Dashboard(client.DashboardProps{
			Name: "Ada", TwoFactorOn: true,
			Services: 1, Contact: ada,
		})),
	}
}

func reachedAt(p components.Person) client.DashboardContact {
	return client.DashboardContact{Name: p.Name, Email: p.Email}
}
