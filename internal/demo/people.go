package demo

import "latchkey/internal/user"

// Person is a made-up person who can sign in.
type Person struct {
	Name, Email, Password string
	Language              string // "" follows the browser
	About                 string // one line for whoever tries the demo
}

// People is everybody, the one to begin with first.
var People = []Person{
	{
		Name: "Ada Hartwell", Email: "ada@example.test", Password: "violet-harbour-42",
		About: "a studio with websites, domains and an overdue invoice",
	},
	{
		Name: "Bruno Keller", Email: "bruno@example.test", Password: "copper-lantern-77",
		About: "his own shop, and the books of Ada's studio: belongs to two accounts",
	},
	{
		Name: "ليلى حداد", Email: "layla@example.test", Password: "quiet-orchard-58", Language: "ar",
		About: "reads Arabic",
	},
	{
		Name: "Mina Okafor", Email: "mina@example.test", Password: "marble-kettle-93",
		About: "a new client who owns nothing yet",
	},
}

// Employee is a made-up member of the staff.
type Employee struct {
	Person
	Role user.Role
}

// Staff looks after the made-up host. Each has to set a second step up first, as all staff do.
var Staff = []Employee{
	{Person{Name: "Sven Lindqvist", Email: "sven@example.test", Password: "granite-meadow-61", About: "looks after everything"}, user.Administrator},
	{Person{Name: "Noor Rahman", Email: "noor@example.test", Password: "amber-window-84", About: "answers clients"}, user.Support},
}

// brand is how the made-up host presents itself: setting by setting.
var brand = [][2]string{
	{"brand.name", "Fjordlight Hosting"},
	{"support.email", "support@example.test"},
	{"support.phone", "+44 20 7946 0123"},
	{"support.url", "https://example.test/support"},
	{"registration", "open"},
}
