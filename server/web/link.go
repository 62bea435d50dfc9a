package web

import "regexp"

var tokenForm = regexp.MustCompile(`^[0-9A-Za-z_-]{1,100}$`)

// Swap takes the token of a mail's link out of the address and leads on to path: from
// then on it stands in a cookie, and in no history, log or referrer. Nothing is changed
// by it, as programs that look through mails follow links too.
func Swap(cookie, path string) func(*Request) error {
	return func(r *Request) error {
		if token := r.Param("token"); tokenForm.MatchString(token) {
			r.SetCookie(cookie, token)
		} else {
			r.ClearCookie(cookie)
		}
		return r.Go(path)
	}
}
