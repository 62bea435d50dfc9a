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
	return slices.Concat(dashboard(v), lists(v), profile(v), contacts(v), codes(v), search(v))
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
			Name: "Ada", Figures: dashboardFigures(v), Attention: dashboardAttention(v), Services: dashboardServices(v), Contact: ada,
		})),
		screen("dashboard-no-account", "dashboard", client.Dashboard(client.DashboardProps{
			Name: "Ada", Contact: ada, NoAccount: true,
			News: []client.News{{
				ID: "1", Title: v.Say("Maintenance on Sunday", "صيانة يوم الأحد"),
				HTML: "<p>" + v.Say("Email pauses for an hour.", "يتوقف البريد ساعة.") + "</p>",
			}},
		})),
		screen("dashboard-staff", "dashboard", client.Dashboard(client.DashboardProps{
			Name: canned.Sven.Name, Security: client.Protection{On: true},
			Contact: sven, NoAccount: true, Staff: true,
		})),
		screen("dashboard-protected", "dashboard", client.Dashboard(client.DashboardProps{
			Name: "Ada", Security: client.Protection{On: true, Saved: true}, Figures: dashboardFigures(v)[:1],
			Services: dashboardServices(v)[:1], Contact: client.DashboardContact{Name: ada.Name, Email: ada.Email, Phone: "+447700900123"},
		})),
	}
}

func dashboardFigures(v canned.Values) []client.Figure {
	return []client.Figure{
		{
			URL: "/services", Icon: "server", Name: v.T("section.services"), Count: v.Number(3),
			Note: v.N("dashboard.active", 2) + " · " + v.N("dashboard.suspended", 1),
		},
		{URL: "/domains", Icon: "globe", Name: v.T("section.domains"), Count: v.Number(2), Note: v.N("dashboard.expired", 1)},
		{
			URL: "/invoices", Icon: "receipt-text", Name: v.T("dashboard.to_pay"), Count: v.Money(6390, "EUR"),
			Note: v.N("dashboard.invoices", 2),
		},
		{URL: "/tickets", Icon: "life-buoy", Name: v.T("section.tickets"), Count: v.Number(1), Note: v.N("dashboard.answered", 1)},
	}
}

func dashboardAttention(v canned.Values) []client.Attention {
	return []client.Attention{
		{
			Tone: "bad", Icon: "receipt-text", Title: v.N("dashboard.overdue", 19, "Number", "INV-2033"),
			What: v.Say("Managed WordPress Plus", "ووردبريس مُدار Plus") + " · " + v.Money(3900, "EUR"),
			URL:  "/invoices", Act: v.T("dashboard.see_invoice"),
		},
		{
			Tone: "bad", Icon: "globe", Title: v.T("dashboard.domain_expired", "Domain", "engine.example", "Date", v.On(10, 1)),
			What: v.T("dashboard.not_renewed"), URL: "/domains", Act: v.T("dashboard.see_domain"),
		},
		{
			Tone: "warn", Icon: "life-buoy", What: v.Isolate("T-1093") + " · " + v.On(11, 20), URL: "/tickets", Act: v.T("dashboard.see_ticket"),
			Title: v.T("dashboard.ticket_answered", "Subject",
				v.Say("How do I move my site to the new server?", "كيف أنقل موقعي إلى الخادم الجديد؟")),
		},
	}
}

func dashboardServices(v canned.Values) []client.ServiceRow {
	return []client.ServiceRow{
		{
			Name: "Managed WordPress", Plan: "Plus", Domain: "analytical.example", Status: "active", Renews: v.On(12, 1),
			Price: v.Money(3900, "EUR"),
		},
		{Name: "Cloud server", Plan: "CX-21", Domain: "engine.example", Status: "active", Renews: v.On(12, 14), Price: v.Money(2490, "EUR")},
		{Name: "Backup storage", Plan: "500 GB", Status: "suspended", Renews: v.On(11, 2), Price: v.Money(950, "EUR")},
	}
}

func reachedAt(p components.Person) client.DashboardContact {
	return client.DashboardContact{Name: p.Name, Email: p.Email}
}
