package host_test

import "latchkey/server/web"

func init() {
	addRoutes(map[string]web.Access{
		"GET /contact":                  web.Anyone,
		"POST /contact":                 web.Anyone,
		"GET /contact/sent":             web.Anyone,
		"GET /contact/ticket":           web.Anyone,
		"POST /contact/ticket":          web.Anyone,
		"GET /contact/ticket/news":      web.Anyone,
		"GET /contact/ticket/confirm":   web.Anyone,
		"POST /contact/ticket/confirm":  web.Anyone,
		"GET /contact/ticket/close":     web.Anyone,
		"POST /contact/ticket/close":    web.Anyone,
		"GET /contact/ticket/:token":    web.Anyone,
		"GET /contact/ticket/files/:id": web.Anyone,

		"GET /tickets":                    web.SignedIn,
		"GET /tickets/new":                web.SignedIn,
		"POST /tickets/new":               web.SignedIn,
		"GET /tickets/preview":            web.SignedIn,
		"POST /tickets/preview":           web.SignedIn,
		"GET /tickets/:number":            web.SignedIn,
		"POST /tickets/:number":           web.SignedIn,
		"GET /tickets/:number/news":       web.SignedIn,
		"GET /tickets/:number/close":      web.SignedIn,
		"POST /tickets/:number/close":     web.SignedIn,
		"GET /tickets/:number/reopen":     web.SignedIn,
		"POST /tickets/:number/reopen":    web.SignedIn,
		"GET /tickets/:number/followers":  web.SignedIn,
		"POST /tickets/:number/followers": web.SignedIn,
		"GET /tickets/:number/files/:id":  web.SignedIn,
	})
}
