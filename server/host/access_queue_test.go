package host_test

import "latchkey/server/web"

func init() {
	addRoutes(map[string]web.Access{
		"GET /desk/queue":                               web.Staff,
		"POST /desk/queue":                              web.Staff,
		"GET /desk/keys":                                web.Staff,
		"GET /desk/tickets/:number":                     web.Staff,
		"POST /desk/tickets/:number":                    web.Staff,
		"GET /desk/tickets/:number/pulse":               web.Staff,
		"GET /desk/tickets/:number/files/:file":         web.Staff,
		"POST /desk/tickets/:number/assign":             web.Staff,
		"POST /desk/tickets/:number/sort":               web.Staff,
		"POST /desk/tickets/:number/close":              web.Staff,
		"POST /desk/tickets/:number/reopen":             web.Staff,
		"GET /desk/tickets/:number/merge":               web.Staff,
		"POST /desk/tickets/:number/merge":              web.Staff,
		"GET /desk/tickets/:number/spam":                web.Staff,
		"POST /desk/tickets/:number/spam":               web.Staff,
		"POST /desk/tickets/:number/not-spam":           web.Staff,
		"GET /desk/tickets/:number/redact/:message":     web.Staff,
		"POST /desk/tickets/:number/redact/:message":    web.Staff,
		"POST /desk/tickets/:number/notes":              web.Staff,
		"POST /desk/tickets/:number/notes/:note/remove": web.Staff,
	})
}
