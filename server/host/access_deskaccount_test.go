package host_test

import "latchkey/server/web"

func init() {
	addRoutes(map[string]web.Access{
		"GET /desk/accounts":                                       web.Staff,
		"GET /desk/accounts/new":                                   web.Staff,
		"POST /desk/accounts/new":                                  web.Staff,
		"GET /desk/accounts/:id":                                   web.Staff,
		"GET /desk/accounts/:id/edit":                              web.Staff,
		"POST /desk/accounts/:id/edit":                             web.Staff,
		"GET /desk/accounts/:id/owner":                             web.Staff,
		"POST /desk/accounts/:id/owner":                            web.Staff,
		"GET /desk/accounts/:id/email":                             web.Staff,
		"POST /desk/accounts/:id/email":                            web.Staff,
		"GET /desk/accounts/:id/invite":                            web.Staff,
		"POST /desk/accounts/:id/invite":                           web.Staff,
		"GET /desk/accounts/:id/members/:member":                   web.Staff,
		"POST /desk/accounts/:id/members/:member":                  web.Staff,
		"GET /desk/accounts/:id/members/:member/remove":            web.Staff,
		"POST /desk/accounts/:id/members/:member/remove":           web.Staff,
		"POST /desk/accounts/:id/invitations/:invitation/resend":   web.Staff,
		"GET /desk/accounts/:id/invitations/:invitation/withdraw":  web.Staff,
		"POST /desk/accounts/:id/invitations/:invitation/withdraw": web.Staff,
		"GET /desk/accounts/:id/notes":                             web.Staff,
		"POST /desk/accounts/:id/notes":                            web.Staff,
		"GET /desk/accounts/:id/notes/:note/remove":                web.Staff,
		"POST /desk/accounts/:id/notes/:note/remove":               web.Staff,
		"GET /desk/accounts/:id/close":                             web.Staff,
		"POST /desk/accounts/:id/close":                            web.Staff,
		"GET /desk/accounts/:id/reopen":                            web.Staff,
		"POST /desk/accounts/:id/reopen":                           web.Staff,
	})
}
