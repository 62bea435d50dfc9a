package canned

import (
	"latchkey/components"
	"latchkey/components/client"
)

func (v values) lists() []State {
	screen := func(name, section string, c component) State {
		return State{Name: name, Title: v.T("section." + section), Section: section, Screen: c}
	}
	euro := func(minor int64) string { return v.Money(minor, "EUR") }
	return []State{
		screen("dashboard", "dashboard", client.Dashboard(client.DashboardProps{
			Name: "Ada", Services: 3, Domains: 2, OpenInvoices: 2, OpenTickets: 1,
			Due: euro(6390), Contact: reachedAt(Ada),
		})),
		screen("dashboard-no-account", "dashboard", client.Dashboard(client.DashboardProps{Name: "Ada", Contact: reachedAt(Ada), NoAccount: true})),
		screen("dashboard-staff", "dashboard", client.Dashboard(client.DashboardProps{Name: Sven.Name, TwoFactorOn: true, Contact: reachedAt(Sven), NoAccount: true, Staff: true})),
		screen("dashboard-protected", "dashboard", client.Dashboard(client.DashboardProps{Name: "Ada", TwoFactorOn: true, Services: 1, Contact: reachedAt(Ada)})),
		screen("services", "services", client.Services(client.ServicesProps{Rows: []client.ServiceRow{
			{Name: "Managed WordPress", Plan: "Plus", Domain: "analytical.example", Status: "active", Renews: v.on(12, 1), Price: euro(3900)},
			{Name: "Cloud server", Plan: "CX-21", Domain: "engine.example", Status: "active", Renews: v.on(12, 14), Price: euro(2490)},
			{Name: "Backup storage", Plan: "500 GB", Domain: "—", Status: "suspended", Renews: v.on(11, 2), Price: euro(950)},
		}})),
		screen("services-empty", "services", client.Services(client.ServicesProps{})),
		screen("domains", "domains", client.Domains(client.DomainsProps{Rows: []client.DomainRow{
			{Name: "analytical.example", Status: "active", Expires: v.on(8, 30), AutoRenew: true, Account: "Analytical Engines"},
			{Name: "a-very-long-name-for-an-engine-of-differences.example", Status: "expiring", Expires: v.on(12, 9)},
			{Name: "engine.example", Status: "expired", Expires: v.on(10, 1)},
		}})),
		screen("domains-empty", "domains", client.Domains(client.DomainsProps{})),
		screen("invoices", "invoices", client.Invoices(client.InvoicesProps{Rows: []client.InvoiceRow{
			{Number: "INV-2041", Description: v.say("Cloud server CX-21, monthly", "خادم سحابي CX-21، شهري"), Date: v.on(11, 1), Due: v.on(11, 15), Amount: euro(2490), Status: "unpaid"},
			{Number: "INV-2038", Description: v.say("analytical.example renewal, 1 year", "تجديد analytical.example، سنة"), Date: v.on(10, 28), Due: v.on(11, 11), Amount: euro(1200), Status: "paid"},
			{Number: "INV-2033", Description: v.say("Managed WordPress Plus", "ووردبريس مُدار Plus"), Date: v.on(10, 20), Due: v.on(11, 3), Amount: euro(3900), Status: "overdue"},
			{Number: "INV-2027", Description: v.say("Backup storage 500 GB", "تخزين احتياطي 500 GB"), Date: v.on(10, 12), Due: v.on(10, 26), Amount: euro(123950), Status: "paid"},
		}})),
		screen("invoices-empty", "invoices", client.Invoices(client.InvoicesProps{})),
		screen("tickets", "tickets", client.Tickets(client.TicketsProps{Rows: []client.TicketRow{
			{Number: "T-1093", Subject: v.say("How do I move my site to the new server?", "كيف أنقل موقعي إلى الخادم الجديد؟"), Status: "answered", Updated: v.on(11, 20)},
			{Number: "T-1088", Subject: v.say("Certificate for a subdomain", "شهادة لنطاق فرعي"), Status: "open", Updated: v.on(11, 18)},
			{Number: "T-1041", Subject: v.say("Thank you!", "شكرًا لكم!"), Status: "closed", Updated: v.on(9, 3)},
		}})),
		screen("tickets-empty", "tickets", client.Tickets(client.TicketsProps{})),
	}
}

func reachedAt(p components.Person) client.DashboardContact {
	return client.DashboardContact{Name: p.Name, Email: p.Email}
}
