package demo

import (
	"latchkey/internal/account"
	"latchkey/internal/service"
)

// client is an account with its members, by e-mail address, and what it owns. Days count from today.
type client struct {
	number, name string
	since        int // before all that the account holds
	owner        string
	members      map[string][]account.Permission
	services     []hosting
	domains      []name
	invoices     []bill
}

type hosting struct {
	name, plan, domain string
	status             service.Status
	price              int64
	currency           string
	renews             int
}

type name struct {
	name      string
	autoRenew bool
	expires   int
}

type bill struct {
	number, description string
	amount              int64
	currency            string
	issued, due, paid   int // paid: days after the issue; notYet
}

const notYet = -1

var clients = []client{
	{
		number: "C-10001", name: "Hartwell Studio", since: -1126, owner: "ada@example.test",
		members: map[string][]account.Permission{"bruno@example.test": {account.Invoices, account.Tickets}},
		services: []hosting{
			{"Web hosting", "Business", "hartwell.example", service.Active, 1490, "EUR", 12},
			{"Cloud server", "CX-21, 4 GB", "apps.hartwell.example", service.Active, 2490, "EUR", 9},
			{"Managed WordPress", "Plus", "journal.hartwell.example", service.Suspended, 3900, "EUR", -6},
			{"Backup storage", "500 GB", "", service.Pending, 950, "EUR", 30},
		},
		domains: []name{
			{"hartwell.example", true, 214},
			{"hartwell-studio.example", true, 88},
			{"adas-journal.example", false, 17},
			{"engines-and-looms.example", false, -4},
		},
		invoices: []bill{
			{"INV-2041", "Cloud server CX-21, monthly", 2490, "EUR", -3, 11, notYet},
			{"INV-2038", "hartwell.example, renewal for 1 year", 1200, "EUR", -25, -11, 4},
			{"INV-2033", "Managed WordPress Plus, monthly", 3900, "EUR", -33, -19, notYet},
			{"INV-2027", "Backup storage 500 GB, monthly", 950, "EUR", -41, -27, 1},
			{"INV-2019", "Cloud server CX-21, monthly", 2490, "EUR", -52, -38, 2},
			{"INV-1998", "Wildcard certificate, 1 year", 7900, "EUR", -81, -67, 10},
		},
	},
	{
		number: "C-10002", name: "Keller Fahrräder", since: -441, owner: "bruno@example.test",
		services: []hosting{
			{"Web hosting", "Starter", "keller-bikes.example", service.Active, 590, "EUR", 21},
		},
		domains: []name{
			{"keller-bikes.example", true, 131},
		},
		invoices: []bill{
			{"INV-2040", "Web hosting Starter, monthly", 590, "EUR", -9, 5, 1},
			{"INV-2012", "Web hosting Starter, monthly", 590, "EUR", -40, -26, 3},
		},
	},
	{
		number: "C-10003", name: "دار ليلى للتصميم", since: -803, owner: "layla@example.test",
		services: []hosting{
			{"استضافة مواقع", "أعمال", "layla-design.example", service.Active, 5900, "AED", 15},
			{"بريد إلكتروني", "عشرة صناديق", "layla-design.example", service.Active, 1900, "AED", 15},
		},
		domains: []name{
			{"layla-design.example", true, 302},
			{"dar-layla.example", false, 24},
		},
		invoices: []bill{
			{"INV-2039", "استضافة مواقع، شهريًا", 5900, "AED", -12, 2, notYet},
			{"INV-2011", "استضافة مواقع، شهريًا", 5900, "AED", -43, -29, 5},
		},
	},
	{number: "C-10004", name: "Mina Okafor", since: -5, owner: "mina@example.test"},
}
