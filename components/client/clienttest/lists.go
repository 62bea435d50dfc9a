package clienttest

import (
	"latchkey/components/canned"
	"latchkey/components/client"
)

func lists(v canned.Values) []canned.State {
	screen := section(v)
	studio := v.Say("Hartwell Studio", "استوديو هارتويل")
	euro := func(minor int64) string { return v.Money(minor, "EUR") }
	return []canned.State{
		screen("services", "services", client.Services(client.ServicesProps{Rows: []client.ServiceRow{
			{Name: "Managed WordPress", Plan: "Plus", Domain: "analytical.example", Status: "active", Renews: v.On(12, 1), Price: euro(3900)},
			{Name: "Cloud server", Plan: "CX-21", Domain: "engine.example", Status: "active", Renews: v.On(12, 14), Price: euro(2490)},
			{Name: "Backup storage", Plan: "500 GB", Domain: "—", Status: "suspended", Renews: v.On(11, 2), Price: euro(950)},
		}})),
		screen("services-empty", "services", client.Services(client.ServicesProps{})),
		screen("services-no-account", "services", client.Services(client.ServicesProps{NoAccount: true})),
		screen("domains", "domains", client.Domains(client.DomainsProps{Rows: []client.DomainRow{
			{Name: "analytical.example", Status: "active", Expires: v.On(8, 30), AutoRenew: true},
			{Name: "a-very-long-name-for-an-engine-of-differences.example", Status: "expiring", Expires: v.On(12, 9)},
			{Name: "engine.example", Status: "expired", Expires: v.On(10, 1)},
		}})),
		screen("services-unseen", "services", client.Services(client.ServicesProps{Unseen: studio})),
		screen("domains-unseen", "domains", client.Domains(client.DomainsProps{Unseen: studio})),
		screen("invoices-unseen", "invoices", client.Invoices(client.InvoicesProps{Unseen: studio})),
		screen("domains-empty", "domains", client.Domains(client.DomainsProps{})),
		screen("invoices", "invoices", client.Invoices(client.InvoicesProps{Rows: []client.InvoiceRow{
			{
				Number: "INV-2041", Description: v.Say("Cloud server CX-21, monthly", "خادم سحابي CX-21، شهري"), Date: v.On(11, 1),
				Due: v.On(11, 15), Amount: euro(2490), Status: "unpaid",
			},
			{
				Number: "INV-2038", Description: v.Say("analytical.example renewal, 1 year", "تجديد analytical.example، سنة"),
				Date: v.On(10, 28), Due: v.On(11, 11), Amount: euro(1200), Status: "paid",
			},
			{
				Number: "INV-2033", Description: v.Say("Managed WordPress Plus", "ووردبريس مُدار Plus"), Date: v.On(10, 20),
				Due: v.On(11, 3), Amount: euro(3900), Status: "overdue",
			},
			{
				Number: "INV-2027", Description: v.Say("Backup storage 500 GB", "تخزين احتياطي 500 GB"), Date: v.On(10, 12),
				Due: v.On(10, 26), Amount: euro(123950), Status: "paid",
			},
		}})),
		screen("invoices-empty", "invoices", client.Invoices(client.InvoicesProps{})),
	}
}
