package host_test

import "latchkey/server/web"

func init() {
	addRoutes(map[string]web.Access{
		"GET /recovery":               web.Anyone,
		"POST /recovery":              web.Anyone,
		"GET /recovery/sent":          web.Anyone,
		"GET /recovery/open/:token":   web.Anyone,
		"GET /recovery/open":          web.Anyone,
		"POST /recovery/open":         web.Anyone,
		"GET /recovery/join":          web.Anyone,
		"POST /recovery/join":         web.Anyone,
		"GET /recovery/case":          web.Anyone,
		"POST /recovery/case/browser": web.Anyone,
		"POST /recovery/case/phone":   web.Anyone,
		"GET /recovery/case/code":     web.Anyone,
		"POST /recovery/case/code":    web.Anyone,
		"GET /recovery/case/delivery": web.Anyone,
		"GET /recovery/case/stop":     web.Anyone,
		"POST /recovery/case/stop":    web.Anyone,
		"GET /recovery/finish/:token": web.Anyone,
		"GET /recovery/finish":        web.Anyone,
		"POST /recovery/finish":       web.Anyone,
		"GET /security/recovery":      web.SignedIn,
		"POST /security/recovery":     web.SignedIn,

		"GET /desk/cases":                web.Staff,
		"POST /desk/cases":               web.Staff,
		"GET /desk/cases/new":            web.Staff,
		"GET /desk/cases/:id":            web.Staff,
		"POST /desk/cases/:id/proof":     web.Staff,
		"POST /desk/cases/:id/tick":      web.Staff,
		"POST /desk/cases/:id/submit":    web.Staff,
		"POST /desk/cases/:id/send-back": web.Staff,
		"POST /desk/cases/:id/approve":   web.Staff,
		"POST /desk/cases/:id/resume":    web.Staff,
		"GET /desk/cases/:id/stop":       web.Staff,
		"POST /desk/cases/:id/stop":      web.Staff,
	})
}
