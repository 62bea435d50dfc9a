package main

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/web"
)

// Each secret opens one page, under the name of its own cookie: put under any other, where
// the program would look for another kind of secret, it opens nothing.
func TestASecretIsGoodUnderTheNameOfItsOwnCookieOnly(t *testing.T) {
	s := boot(t)
	s.set("registration", "open")
	s.set("trust.days", "7")
	opens := map[string]string{
		web.SessionCookie: "/dashboard", web.ChallengeCookie: "/sign-in/code", web.CaseCookie: "/recovery/case", web.CaseLinkCookie: "/recovery/open",
		web.ResetCookie: "/reset-password", web.RegisterCookie: "/register/finish", web.EmailCookie: "/confirm-email", web.NotMeCookie: "/not-me",
	}
	secrets := oneOfEach(s)
	for kind, secret := range secrets {
		if secret == "" {
			t.Errorf("there is no %s to try", kind)
		}
		for name, path := range opens {
			b := s.browser()
			b.plant(name, secret)
			p := b.get(path)
			opened := p.status == http.StatusOK && !strings.Contains(p.body, "no longer works") && !strings.Contains(p.body, "does not work any more")
			if want := name == kind; opened != want {
				t.Errorf("the secret of %s as the cookie %s: %s opens %v (%d to %q)", kind, name, path, opened, p.status, p.location)
			}
		}
		b := s.browser()
		b.plant(web.TrustCookie, secret)
		b.plant(web.BrowserCookie, secret)
		if p := b.signIn(); p.location == "/dashboard" {
			t.Errorf("the secret of %s is trusted", kind)
		}
	}
}

// oneOfEach is one secret of every kind that stands in a cookie, each of which still holds.
func oneOfEach(s *server) map[string]string {
	t := s.t
	owner := s.browser()
	secret, _ := owner.turnOn()
	trusted := s.browser()
	trusted.signIn().leads(t, "/sign-in/code")
	trusted.post("/sign-in/verify", "code", s.code(secret), "trust", "yes").leads(t, "/dashboard")
	trusted.post("/profile/email", "email", "ada@new.test").leads(t, "/profile/email?done=sent")
	challenged := s.browser()
	challenged.signIn().leads(t, "/sign-in/code")
	stranger := s.browser()
	stranger.post("/register", "email", "heidi@example.test").leads(t, "/register/sent")
	stranger.post("/forgot-password", "email", bruno).leads(t, "/forgot-password/sent")
	stranger.opensCase()
	stranger.post("/recovery", "email", ada).leads(t, "/recovery/sent")
	return map[string]string{
		web.SessionCookie: trusted.cookie(web.SessionCookie), web.TrustCookie: trusted.cookie(web.TrustCookie), web.BrowserCookie: trusted.cookie(web.BrowserCookie),
		web.ChallengeCookie: challenged.cookie(web.ChallengeCookie), web.CaseCookie: stranger.cookie(web.CaseCookie),
		web.CaseLinkCookie: s.mail(ada, message.RecoveryOpen).Secret, web.ResetCookie: s.mail(bruno, message.ResetPassword).Secret,
		web.RegisterCookie: s.mail("heidi@example.test", message.RegisterConfirm).Secret, web.EmailCookie: s.mail("ada@new.test", message.EmailConfirm).Secret,
		web.NotMeCookie: s.mail(ada, message.EmailChanging).NotMe,
	}
}
