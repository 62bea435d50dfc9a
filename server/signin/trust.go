package signin

import "latchkey/server/web"

// trustFor says how long this browser can be trusted; "" where the host allows none.
func trustFor(r *web.Request) string {
	lasts := r.Site.Settings.Choices(r.Context()).TrustFor
	if lasts == 0 {
		return ""
	}
	return r.Locale.Duration(lasts)
}

// changePassword is where password managers look for the page that changes a password
// (W3C, A Well-Known URL for Changing Passwords).
func changePassword(r *web.Request) error { return r.Go("/security/password") }
