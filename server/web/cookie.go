package web

import (
	"time"

	"latchkey/internal/factor"
	"latchkey/internal/locale"
	"latchkey/internal/session"

	"github.com/gofiber/fiber/v2"
)

// Names of the cookies. Over HTTPS they get the prefix __Host-, so that no neighbouring subdomain can set them.
const (
	SessionCookie   = "session"   // the session's secret
	ChallengeCookie = "challenge" // the secret of a sign-in that waits for the second step; it is no session
	BrowserCookie   = "browser"   // identifies a browser that somebody has signed in with; proves nothing
	TrustCookie     = "trust"     // the secret of a trusted browser, which is asked for the password only
	SetUpCookie     = "setup"     // the token of the link that makes the first administrator
	CaseCookie      = "case"      // a key to a recovery case: shows it and takes proofs, signs nobody in
	CaseLinkCookie  = "case-link" // the token of a link that opens or finishes a case
	MethodCookie    = "method"    // ties a second step that is being set up to the browser that began it; proves nothing
	backCookie      = "back"      // the page that led to the set-up of a second step; proves nothing
	languageCookie  = "language"
	draftCookie     = "draft"   // names what was typed into a form that came after its session; proves nothing
	trialCookie     = "cookies" // says nothing but that the browser keeps cookies

	// The tokens of links in e-mails, which [TokenToCookie] takes out of the address.
	ResetCookie    = "link-reset"
	RegisterCookie = "link-register"
	EmailCookie    = "link-email"
	NotMeCookie    = "link-not-me"
	TicketCookie   = "link-ticket" // of a guest's ticket
	// Of those about client accounts.
	AccountInvitationCookie = "link-account-invitation"
	AccountContactCookie    = "link-account-contact"
	AccountStopCookie       = "link-account-stop"
	AccountEmailCookie      = "link-account-email"
	HandoverCookie          = "link-handover"

	AskerCookie = "asker" // ties a passkey's challenge to the browser that asked for it
)

const (
	cookieYear  = 365 * 24 * time.Hour
	cookieMonth = 30 * 24 * time.Hour // longer than a recovery case lasts
)

// How long each cookie is kept; 0: until the browser closes. The server has limits of its own.
var cookieAges = map[string]time.Duration{
	CaseCookie: cookieMonth, BrowserCookie: cookieYear, AccountCookie: cookieYear, languageCookie: cookieYear,
	pendingCookie: pendingTime, flashCookie: flashTime, TrustCookie: 30 * 24 * time.Hour, draftCookie: session.DraftFor,
	MethodCookie: factor.SetUpLifetime, backCookie: factor.SetUpLifetime, askedCookie: askedTime,
}

func (s *Site) cookieName(name string) string {
	if s.secure() {
		return "__Host-" + name
	}
	return name
}

// Cookie returns the value of a cookie; "" if the browser sent none. A cookie that came twice counts as none,
// because one of the two was planted.
func (r *Request) Cookie(name string) string {
	name = r.Site.cookieName(name)
	found, times := "", 0
	for key, value := range r.c.Request().Header.Cookies() {
		if string(key) == name {
			found, times = string(value), times+1
		}
	}
	if times != 1 {
		return ""
	}
	return found
}

// SetCookie sets a cookie that scripts can't read and that browsers don't send with another site's form.
func (r *Request) SetCookie(name, value string) {
	cookie := &fiber.Cookie{
		Name: r.Site.cookieName(name), Value: value, Path: "/",
		Secure: r.Site.secure(), HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
	}
	if age := cookieAges[name]; age > 0 {
		cookie.MaxAge = int(age.Seconds())
	} else {
		cookie.SessionOnly = true
	}
	r.c.Cookie(cookie)
}

// ClearCookie deletes a cookie.
func (r *Request) ClearCookie(name string) { r.expire(r.Site.cookieName(name)) }

// expire deletes a cookie by the name that browsers send.
func (r *Request) expire(name string) {
	r.c.Cookie(&fiber.Cookie{
		Name: name, Path: "/", MaxAge: -1, Expires: time.Unix(1, 0),
		Secure: r.Site.secure(), HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// ClearStorage deletes what pages have stored in the browser; it is called on sign-out. Cookies and cached
// assets stay, because they hold nothing private.
func (r *Request) ClearStorage() { r.c.Set("Clear-Site-Data", `"storage"`) }

// ChooseLanguage stores a language in a cookie of this browser, by a tag that [locale.Find] knows. It returns [ErrNotFound] for
// another one.
func (r *Request) ChooseLanguage(tag string) error {
	if _, found := locale.Find(tag); !found {
		return ErrNotFound
	}
	r.SetCookie(languageCookie, tag)
	r.speak(tag)
	return nil
}
