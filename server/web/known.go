package web

import "latchkey/internal/session"

// SetBrowser gives the browser the cookie by which it is known under this id; "" leaves it as it is. The cookie
// proves nothing by itself: see [session.Browsers].
func (r *Request) SetBrowser(id string) {
	if id != "" {
		r.SetCookie(BrowserCookie, r.Site.Browsers.Cookie(id))
	}
}

// left are the cookies of what somebody began at the browser and did not end: links that were asked for or opened, and the
// recovery case that is followed.
var left = []string{
	CaseCookie, CaseLinkCookie, ResetCookie, RegisterCookie, EmailCookie, NotMeCookie, askedCookie, TicketCookie,
	AccountContactCookie, AccountStopCookie, AccountEmailCookie, HandoverCookie, backCookie,
}

// ForgetLinks deletes what somebody left unfinished at the browser. It is called when somebody signs in or out: what
// is left is that person's, and not of whoever uses the browser next.
func (r *Request) ForgetLinks() {
	for _, name := range left {
		if r.c.Cookies(r.Site.cookieName(name)) != "" {
			r.ClearCookie(name)
		}
	}
}

// seeTrust notes, soon after a sign-in, that the browser has the secret of its trust that the sign-in gave it. Later it
// is not asked at every request: the next sign-in sees it too.
func (r *Request) seeTrust() error {
	secret := r.Cookie(TrustCookie)
	if secret == "" || r.Site.Clock.Now().Sub(r.Session.CreatedAt) > session.FreshFor {
		return nil
	}
	return r.Site.Browsers.SeeTrust(r.Context(), r.Site.DB, secret, r.Session.UserID)
}
