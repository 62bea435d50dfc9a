package web

import "regexp"

var tokenForm = regexp.MustCompile(`^[0-9A-Za-z_-]{1,100}$`)

// TokenToCookie returns a handler that moves the token of an e-mail's link from the address into a cookie and redirects
// to path, so that the token stays in no history, log or referrer. It changes nothing else, because programs
// that scan mail follow links too.
func TokenToCookie(cookie, path string) func(*Request) error {
	return func(r *Request) error {
		if token := r.Param("token"); tokenForm.MatchString(token) {
			r.SetCookie(cookie, token)
		} else {
			r.ClearCookie(cookie)
		}
		return r.Go(path)
	}
}
