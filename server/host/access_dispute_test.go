package host_test

import "latchkey/server/web"

func init() {
	addRoutes(map[string]web.Access{
		"POST /desk/people/:id/dispute/approve":   web.Staff,
		"POST /desk/people/:id/dispute/take-back": web.Staff,
	})
}
