package web

import (
	"time"

	"latchkey/internal/locale"

	"github.com/gofiber/fiber/v2"
)

// The cookies there are. Over HTTPS their names get the prefix __Host-, so that no
// neighbouring subdomain can set them.
const (
	SessionCookie   = "session"   // a session's secret
	ChallengeCookie = "challenge" // a challenge's secret: no session
	BrowserCookie   = "browser"   // says only that this browser has been here before
	TrustCookie     = "trust"     // the secret by which this browser goes without the second step, after the password
	SetUpCookie     = "setup"     // the token of the link that makes the first administrator
	CaseCookie      = "case"      // a recovery case's key: shows the case and takes proofs, signs nobody in
	CaseLinkCookie  = "case-link" // the token of a link to or from a case, taken out of the address
	languageCookie  = "language"

	// The tokens of links in mails, after they were taken out of the address.
	ResetCookie    = "link-reset"
	RegisterCookie = "link-register"
	EmailCookie    = "link-email"
	NotMeCookie    = "link-not-me"
	AskerCookie    = "asker" // ties a passkey's challenge to the browser that asked for it
)

const (
	cookieYear  = 365 * 24 * time.Hour
	cookieMonth = 30 * 24 * time.Hour // longer than a recovery case lasts
)

// How long each cookie is kept; 0: until the browser closes. The server has limits of its own.
var cookieAges = map[string]time.Duration{
	CaseCookie: cookieMonth, BrowserCookie: cookieYear, languageCookie: cookieYear,
	pendingCookie: pendingTime, TrustCookie: 30 * 24 * time.Hour,
}

func (s *Site) cookieName(name string) string {
	if s.secure() {
		return "__Host-" + name
	}
	return name
}

// Cookie is the value that the browser sent, or "". A cookie sent twice is none: one of them is not ours.
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

// SetCookie gives the browser a cookie that scripts can't read and that other sites can't send along with a form.
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

// ClearCookie takes a cookie back.
func (r *Request) ClearCookie(name string) {
	r.c.Cookie(&fiber.Cookie{
		Name: r.Site.cookieName(name), Path: "/", MaxAge: -1, Expires: time.Unix(1, 0),
		Secure: r.Site.secure(), HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// ClearStorage has the browser forget what pages may have kept, when somebody signs
// out. Its cookies and cached assets stay: they tell nothing.
func (r *Request) ClearStorage() { r.c.Set("Clear-Site-Data", `"storage"`) }

// ChooseLanguage remembers a language for this browser; an error for one that does not exist.
func (r *Request) ChooseLanguage(lang string) error {
	if locale.Of(lang).Lang() != lang {
		return ErrNotFound
	}
	r.SetCookie(languageCookie, lang)
	r.speak(lang)
	return nil
}
