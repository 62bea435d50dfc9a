package web

import (
	"net/http"
	"testing"

	"github.com/gofiber/fiber/v2"
)

func TestCookiesAreLockedToThisHostWhereTheSiteIsReachedOverHTTPS(t *testing.T) {
	hand := Route{Method: "GET", Path: "/cookies", Access: Anyone, Handle: func(r *Request) error {
		for _, name := range []string{SessionCookie, ChallengeCookie, BrowserCookie, languageCookie} {
			r.SetCookie(name, "value")
		}
		return r.Go("/")
	}}
	for _, c := range []struct{ scheme, prefix string }{{"https", "__Host-"}, {"http", ""}} {
		t.Run(c.scheme, func(t *testing.T) {
			w := plug(t, func(s *Site, _ *fiber.App) { s.Base.Scheme = c.scheme }, hand)
			a := w.one(fetch("/cookies"))
			cookies := (&http.Response{Header: a.header}).Cookies()
			if len(cookies) != 4 {
				t.Fatalf("got %d cookies", len(cookies))
			}
			kept := map[string]bool{c.prefix + BrowserCookie: true, c.prefix + languageCookie: true}
			for _, cookie := range cookies {
				if want := c.scheme == "https"; cookie.Secure != want {
					t.Errorf("%s: Secure is %v", cookie.Name, cookie.Secure)
				}
				if cookie.Name[:len(c.prefix)] != c.prefix || c.prefix == "" && cookie.Name[0] == '_' {
					t.Errorf("the cookie is called %s", cookie.Name)
				}
				if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
					t.Errorf("too open: %s", cookie.Raw)
				}
				if lasts := cookie.MaxAge > 0 || !cookie.Expires.IsZero(); lasts != kept[cookie.Name] {
					t.Errorf("%s outlives the browser: %v", cookie.Name, lasts)
				}
			}
			if strict := a.header.Get("Strict-Transport-Security"); (strict != "") != (c.scheme == "https") {
				t.Errorf("Strict-Transport-Security is %q", strict)
			}
		})
	}
}

func TestTheUnprefixedCookieIsNotTakenOverHTTPS(t *testing.T) {
	w := plug(t, func(s *Site, _ *fiber.App) { s.Base.Scheme = "https" },
		text("GET", "/cookie", func(r *Request) string { return r.Cookie(SessionCookie) }))
	if got := w.one(fetch("/cookie", "Cookie: session=planted")).body; got != "" {
		t.Errorf("a neighbour's cookie was taken: %q", got)
	}
	if got := w.one(fetch("/cookie", "Cookie: session=planted; __Host-session=mine")).body; got != "mine" {
		t.Errorf("got %q, want mine", got)
	}
}
