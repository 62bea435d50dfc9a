package host_test

import "latchkey/server/web"

func init() {
	addRoutes(map[string]web.Access{
		"GET /sign-in/with-passkey":           web.Anyone,
		"POST /sign-in/with-passkey":          web.Anyone,
		"POST /sign-in/with-passkey/options":  web.Anyone,
		"GET /.well-known/passkey-endpoints":  web.Anyone,
		"GET /sign-in/passkey":                web.Challenged,
		"POST /sign-in/passkey":               web.Challenged,
		"POST /sign-in/passkey/options":       web.Challenged,
		"GET /confirm/passkey":                web.SignedIn,
		"POST /confirm/passkey":               web.SignedIn,
		"POST /confirm/passkey/options":       web.SignedIn,
		"GET /security/passkeys/new":          web.SignedIn,
		"POST /security/passkeys/new":         web.SignedIn,
		"POST /security/passkeys/new/options": web.SignedIn,

		"GET /security/two-factor/disable/passkey":          web.SignedIn,
		"POST /security/two-factor/disable/passkey":         web.SignedIn,
		"POST /security/two-factor/disable/passkey/options": web.SignedIn,
	})
}
