package host_test

import "latchkey/server/web"

func init() {
	addRoutes(map[string]web.Access{
		"GET /desk":                          web.Staff,
		"GET /desk/people":                   web.Staff,
		"GET /desk/people/invite":            web.Staff,
		"POST /desk/people/invite":           web.Staff,
		"GET /desk/people/:id":               web.Staff,
		"POST /desk/people/:id/disable":      web.Staff,
		"POST /desk/people/:id/enable":       web.Staff,
		"POST /desk/people/:id/end-sessions": web.Staff,
		"POST /desk/people/:id/unlock":       web.Staff,
		"POST /desk/people/:id/unfreeze":     web.Staff,
		"POST /desk/people/:id/put-back":     web.Staff,
		"POST /desk/people/:id/role":         web.Administrator,
		"GET /desk/messages":                 web.Staff,
		"POST /desk/messages/:id/retry":      web.Staff,
		"GET /desk/audit":                    web.Staff,
		"GET /desk/audit/verify":             web.Staff,
		"GET /desk/audit/export":             web.Administrator,
		"POST /desk/audit/export":            web.Administrator,
		"GET /desk/policy":                   web.Administrator,
		"GET /desk/policy/require":           web.Administrator,
		"POST /desk/policy/require":          web.Administrator,
		"GET /desk/policy/change":            web.Administrator,
		"POST /desk/policy/change":           web.Administrator,
		"POST /desk/policy/release":          web.Administrator,
		"GET /desk/settings":                 web.Administrator,
		"GET /desk/settings/:name":           web.Administrator,
		"POST /desk/settings/:name":          web.Administrator,
		"GET /set-up":                        web.Anyone,
		"POST /set-up":                       web.Anyone,
		"POST /set-up/strength":              web.Anyone,
		"GET /set-up/:token":                 web.Anyone,
	})
}
