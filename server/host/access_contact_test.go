package host_test

import "latchkey/server/web"

func init() {
	addRoutes(map[string]web.Access{
		"GET /forgot-password":           web.Anyone,
		"POST /forgot-password":          web.Anyone,
		"GET /forgot-password/sent":      web.Anyone,
		"GET /reset-password":            web.Anyone,
		"POST /reset-password":           web.Anyone,
		"POST /reset-password/strength":  web.Anyone,
		"POST /register/finish/strength": web.Anyone,
		"GET /reset-password/:token":     web.Anyone,
		"GET /register":                  web.Anyone,
		"POST /register":                 web.Anyone,
		"GET /register/sent":             web.Anyone,
		"GET /register/finish":           web.Anyone,
		"POST /register/finish":          web.Anyone,
		"GET /register/:token":           web.Anyone,
		"GET /invitation/:token":         web.Anyone,
		"GET /confirm-email":             web.Anyone,
		"POST /confirm-email":            web.Anyone,
		"GET /confirm-email/:token":      web.Anyone,
		"GET /not-me":                    web.Anyone,
		"POST /not-me":                   web.Anyone,
		"GET /not-me/:token":             web.Anyone,

		"GET /profile/email":          web.SignedIn,
		"POST /profile/email":         web.SignedIn,
		"POST /profile/email/drop":    web.SignedIn,
		"GET /profile/phone":          web.SignedIn,
		"POST /profile/phone":         web.SignedIn,
		"POST /profile/phone/drop":    web.SignedIn,
		"POST /profile/phone/remove":  web.SignedIn,
		"GET /profile/phone/code":     web.SignedIn,
		"POST /profile/phone/code":    web.SignedIn,
		"GET /profile/phone/send":     web.SignedIn,
		"POST /profile/phone/send":    web.SignedIn,
		"GET /profile/phone/delivery": web.SignedIn,
		"GET /security/frozen":        web.SignedIn,
		"POST /security/frozen":       web.SignedIn,
	})
}
