package demo

import "latchkey/internal/user"

// Person is a made-up person who can sign in.
type Person struct {
	Name, Email, Password string
	Language              string // "" follows the browser
}

// People are the made-up clients; a visitor begins with the first.
var People = []Person{
	// a studio with websites, domains and an overdue invoice
	{Name: "Ada Hartwell", Email: "ada@example.test", Password: "violet-harbour-42"},
	// his own shop, and the books of Ada's studio: belongs to two accounts
	{Name: "Bruno Keller", Email: "bruno@example.test", Password: "copper-lantern-77"},
	// reads Arabic
	{Name: "ليلى حداد", Email: "layla@example.test", Password: "quiet-orchard-58", Language: "ar"},
	// a new client who owns nothing yet
	{Name: "Mina Okafor", Email: "mina@example.test", Password: "marble-kettle-93"},
}

// Employee is a made-up member of the staff.
type Employee struct {
	Person
	Role user.Role
}

// Staff are the made-up host's staff. Like all staff, each must set a second step up first.
var Staff = []Employee{
	{Person{Name: "Sven Lindqvist", Email: "sven@example.test", Password: "granite-meadow-61"}, user.Administrator},
	{Person{Name: "Noor Rahman", Email: "noor@example.test", Password: "amber-window-84"}, user.Support},
}

// Colleagues are the staff of the full demo beside them.
var Colleagues = []Employee{
	{Person{Name: "Ines Duarte", Email: "ines@example.test", Password: "cobalt-pillow-37"}, user.Support},
}

// brand is how the made-up host presents itself: setting by setting.
var brand = [][2]string{
	{"brand.name", "Fjordlight Hosting"},
	{"support.email", "support@example.test"},
	{"support.phone", "+44 20 7946 0123"},
	{"support.url", "https://example.test/support"},
	{"registration", "open"},
}
