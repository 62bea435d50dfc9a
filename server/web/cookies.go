package web

import (
	"errors"

	"latchkey/components/ui"

	"github.com/gofiber/fiber/v2"
)

// What is answered where a browser keeps no cookies: every step after the first would begin anew without a word.
var (
	errNoCookies     = errors.New("form came back without the cookie that its page had set")
	errNoLinkCookies = errors.New("page of a link was reached without any cookie")
)

// cookieKept is the value of [trialCookie].
const cookieKept = "1"

// sendsCookies reports whether the request carries a cookie of ours, so that the browser is known to keep them.
func (r *Request) sendsCookies() bool {
	for key := range r.c.Request().Header.Cookies() {
		if _, ours := r.Site.cookieForm(string(key)); ours {
			return true
		}
	}
	return false
}

// tryCookies sets a cookie where the browser has sent none, and marks the forms of the page: whether one comes back with the
// mark and without a cookie says that the browser keeps none.
func (r *Request) tryCookies() {
	if r.Session.ID != "" || r.sendsCookies() {
		return
	}
	r.SetCookie(trialCookie, cookieKept)
	r.marked = true
}

// cookiesRefused is the error for a request that shows that the browser keeps no cookies, nil for any other. A page of a link
// is reached from the link alone, which has just set one.
func (r *Request) cookiesRefused(to Route) error {
	switch {
	case r.sendsCookies():
		return nil
	case r.c.Method() == fiber.MethodPost && !to.JSON && r.Form(ui.CookieMark) != "":
		return errNoCookies
	case r.c.Method() == fiber.MethodGet && to.Linked:
		return errNoLinkCookies
	}
	return nil
}
