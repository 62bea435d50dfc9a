package host_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// opens is the page that each secret opens, by the name of its cookie.
var opens = map[string]string{
	web.SessionCookie: "/dashboard", web.ChallengeCookie: "/sign-in/code",
	web.CaseCookie: "/recovery/case", web.CaseLinkCookie: "/recovery/open",
	web.ResetCookie: "/reset-password", web.RegisterCookie: "/register/finish", web.EmailCookie: "/confirm-email", web.NotMeCookie: "/not-me",
	web.TicketCookie: "/contact/ticket",
}

// opened reports whether a page shows what its secret is for.
func opened(p hosttest.Page) bool {
	return p.Status == http.StatusOK && !strings.Contains(p.Body, "no longer works") && !strings.Contains(p.Body, "does not work any more")
}

// Each secret opens one page, under the name of its own cookie: put under any other, where
// the program would look for another kind of secret, it opens nothing.
func TestASecretIsGoodUnderTheNameOfItsOwnCookieOnly(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("registration", "open")
	s.Set("trust.days", "7")
	secrets := oneOfEach(s)
	for kind, secret := range secrets {
		if secret == "" {
			t.Errorf("there is no %s to try", kind)
		}
		for name, path := range opens {
			b := s.Browser()
			b.Plant(name, secret)
			p := b.Get(path)
			if want := name == kind; opened(p) != want {
				t.Errorf("the secret of %s as the cookie %s: %s opens %v (%d to %q)", kind, name, path, !want, p.Status, p.Location)
			}
		}
		b := s.Browser()
		b.Plant(web.TrustCookie, secret)
		b.Plant(web.BrowserCookie, secret)
		if p := b.SignIn(); p.Location == "/dashboard" {
			t.Errorf("the secret of %s is trusted", kind)
		}
	}
}

// oneOfEach is one secret of every kind that stands in a cookie, each of which still holds.
func oneOfEach(s *hosttest.Server) map[string]string {
	t := s.T
	owner := s.Browser()
	secret, _ := owner.TurnOn()
	trusted := s.Browser()
	trusted.SignIn().Leads(t, "/sign-in/code")
	trusted.Post("/sign-in/verify", "code", s.Code(secret), "trust", "yes").Leads(t, "/dashboard")
	trusted.Post("/profile/email", "email", "ada@new.test").Leads(t, "/profile/email?done=sent")
	challenged := s.Browser()
	challenged.SignIn().Leads(t, "/sign-in/code")
	stranger := s.Browser()
	stranger.Post("/register", "email", "heidi@example.test").Leads(t, "/register/sent")
	stranger.Post("/contact", "name", "Mina", "email", "mina@example.test", "subject", "Help", "message", "Help.").Leads(t, "/contact/sent")
	stranger.Post("/forgot-password", "email", hosttest.Bruno).Leads(t, "/forgot-password/sent")
	stranger.OpensCase()
	stranger.Post("/recovery", "email", hosttest.Ada).Leads(t, "/recovery/sent")
	return map[string]string{
		web.TicketCookie:    s.Mail("mina@example.test", message.GuestConfirm).Secret,
		web.SessionCookie:   trusted.Cookie(web.SessionCookie),
		web.TrustCookie:     trusted.Cookie(web.TrustCookie),
		web.BrowserCookie:   trusted.Cookie(web.BrowserCookie),
		web.ChallengeCookie: challenged.Cookie(web.ChallengeCookie), web.CaseCookie: stranger.Cookie(web.CaseCookie),
		web.CaseLinkCookie: s.Mail(hosttest.Ada, message.RecoveryOpen).Secret,
		web.ResetCookie:    s.Mail(hosttest.Bruno, message.ResetPassword).Secret,
		web.RegisterCookie: s.Mail("heidi@example.test", message.RegisterConfirm).Secret,
		web.EmailCookie:    s.Mail("ada@new.test", message.EmailConfirm).Secret,
		web.NotMeCookie:    s.Mail(hosttest.Ada, message.EmailChanging).NotMe,
	}
}
