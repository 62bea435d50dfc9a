package host_test

import "latchkey/server/web"

func init() {
	addRoutes(map[string]web.Access{
		"GET /sign-in/send":     web.Challenged,
		"POST /sign-in/send":    web.Challenged,
		"GET /sign-in/delivery": web.Challenged,

		"POST /security/backup-codes": web.SignedIn,

		"GET /confirm/ways":     web.SignedIn,
		"GET /confirm/send":     web.SignedIn,
		"POST /confirm/send":    web.SignedIn,
		"GET /confirm/delivery": web.SignedIn,

		"GET /security/two-factor/disable/ways":     web.SignedIn,
		"GET /security/two-factor/disable/send":     web.SignedIn,
		"POST /security/two-factor/disable/send":    web.SignedIn,
		"GET /security/two-factor/disable/delivery": web.SignedIn,

		"GET /security/methods/new":            web.SignedIn,
		"POST /security/methods/new":           web.SignedIn,
		"GET /security/help":                   web.SignedIn,
		"POST /sign-in/leave":                  web.Challenged,
		"GET /security/two-factor/cancel":      web.SignedIn,
		"POST /security/two-factor/cancel":     web.SignedIn,
		"GET /security/methods/email":          web.SignedIn,
		"POST /security/methods/email":         web.SignedIn,
		"GET /security/methods/whatsapp":       web.SignedIn,
		"POST /security/methods/whatsapp":      web.SignedIn,
		"GET /security/methods/whatsapp/code":  web.SignedIn,
		"POST /security/methods/whatsapp/code": web.SignedIn,
		"GET /security/methods/send":           web.SignedIn,
		"POST /security/methods/send":          web.SignedIn,
		"GET /security/methods/delivery":       web.SignedIn,
		"GET /security/methods/:id":            web.SignedIn,
		"POST /security/methods/:id":           web.SignedIn,
		"GET /security/methods/:id/prefer":     web.SignedIn,
		"POST /security/methods/:id/prefer":    web.SignedIn,
		"GET /security/methods/:id/remove":     web.SignedIn,
		"POST /security/methods/:id/remove":    web.SignedIn,
		"GET /security/methods/:id/restore":    web.SignedIn,
		"POST /security/methods/:id/restore":   web.SignedIn,
	})
}
