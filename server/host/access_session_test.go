package host_test

import "latchkey/server/web"

func init() {
	addRoutes(map[string]web.Access{
		"GET /.well-known/change-password":   web.Anyone,
		"GET /security/sessions":             web.SignedIn,
		"GET /security/sessions/others/end":  web.SignedIn,
		"POST /security/sessions/others/end": web.SignedIn,
		"GET /security/sessions/:id/end":     web.SignedIn,
		"POST /security/sessions/:id/end":    web.SignedIn,
		"POST /security/trusted/:id/end":     web.SignedIn,
		"GET /security/check-up":             web.SignedIn,
		"POST /security/check-up":            web.SignedIn,
		"GET /security/check-up/dismiss":     web.SignedIn,
		"POST /security/check-up/dismiss":    web.SignedIn,
	})
}
