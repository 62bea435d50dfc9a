package host_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/letter"
	"latchkey/server/web"
)

// Every way in and back in is gone once. None of the cookies that were given, of the codes
// and tokens that were sent, of the passwords that were typed stands in the database, the
// log, an address, a header or a page.
func TestSecretsOfEveryWayStandNowhere(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("registration", "open")
	s.Set("trust.days", "7")
	var answers []hosttest.Page
	watched := func() *hosttest.Browser {
		b := s.Browser()
		b.Transport = &recorder{answers: &answers}
		return b
	}
	everyWay(s, watched)
	secrets := secretsSent(s)
	for _, p := range answers {
		for _, line := range p.Header["Set-Cookie"] {
			if c, err := http.ParseSetCookie(line); err == nil && c.Value != "" && c.Name != "language" {
				secrets["the cookie "+c.Name+" "+c.Value] = c.Value
			}
		}
	}
	for _, want := range []string{
		web.SessionCookie, web.ChallengeCookie, web.BrowserCookie, web.TrustCookie,
		web.CaseCookie, web.CaseLinkCookie, web.ResetCookie, web.RegisterCookie, web.EmailCookie, web.NotMeCookie,
	} {
		if !slices.ContainsFunc(answers, func(p hosttest.Page) bool {
			return strings.Contains(strings.Join(p.Header["Set-Cookie"], " "), want+"=")
		}) {
			t.Errorf("no %s was given: it is not looked for", want)
		}
	}
	s.Stop()
	places := map[string]string{"the log": s.Log.String()}
	for _, file := range []string{"latchkey.db", "latchkey.db-wal"} {
		stored, _ := os.ReadFile(filepath.Join(s.Data, file))
		places[file] = string(stored)
	}
	for _, p := range answers {
		places["an address"] += p.Location + "\n"
		places["a page"] += p.Body + "\n"
		delete(p.Header, "Set-Cookie")
		var header bytes.Buffer
		_ = p.Header.Write(&header)
		places["a header"] += header.String()
	}
	for name, secret := range secrets {
		alone := regexp.MustCompile(`(^|[^0-9A-Za-z_-])` + regexp.QuoteMeta(secret) + `($|[^0-9A-Za-z_-])`) // six digits stand in longer things
		for where, text := range places {
			if strings.Contains(text, secret) && alone.MatchString(text) {
				t.Errorf("%s stands in %s", name, where)
			}
		}
	}
}

// secretsSent are the codes and tokens of all messages, and the passwords.
func secretsSent(s *hosttest.Server) map[string]string {
	s.T.Helper()
	all, err := s.Host.Outbox.Latest(s.T.Context(), s.Host.DB.Read(), 500)
	if err != nil {
		s.T.Fatal(err)
	}
	secrets := map[string]string{
		"a password": hosttest.AdaPassword, "the new password": hosttest.FreshPassword, "Grace's password": hosttest.TenantPassword,
	}
	kinds := map[message.Kind]bool{}
	for _, m := range all {
		if kinds[m.Kind] = true; m.Secret != "" {
			secrets["the secret of "+string(m.Kind)+" "+m.Secret] = m.Secret
		}
		if m.NotMe != "" {
			secrets["not me, of "+string(m.Kind)+" "+m.NotMe] = m.NotMe
		}
	}
	for _, want := range []message.Kind{
		message.SignInCode, message.ConfirmCode, message.ResetPassword, message.RegisterConfirm, message.Invitation,
		message.EmailConfirm, message.RecoveryOpen, message.RecoveryReady, message.EmailChanging,
	} {
		if !kinds[want] {
			s.T.Errorf("no %s was sent: its secret is not looked for", want)
		}
	}
	return secrets
}

// everyWay goes them all, as people do: with slips, and to the end.
func everyWay(s *hosttest.Server, watched func() *hosttest.Browser) {
	t := s.T
	sven, noor := s.Sven(), s.Noor()
	sven.Post("/desk/people/invite", "email", "grace@example.test").Leads(t, "/desk/people?done=invited")
	guest := watched()
	guest.Get(s.Link("grace@example.test", message.Invitation)).Leads(t, "/register/finish")
	guest.Post("/register", "email", "heidi@example.test").Leads(t, "/register/sent")
	guest.Get(s.Link("heidi@example.test", message.RegisterConfirm)).Leads(t, "/register/finish")
	guest.Post("/register/finish", "name", "Heidi", "password", hosttest.TenantPassword).Leads(t, "/sign-in?said=registered")

	home := watched()
	home.TurnOnByEmail()
	home.Post("/profile/phone", "phone", hosttest.AdaPhone).Leads(t, "/profile/phone/code")
	home.Post("/profile/phone/code", "code", hosttest.OtherCode(s.SentCode(message.WhatsApp))).Says(t, http.StatusUnprocessableEntity, "")
	home.Post("/profile/phone/code", "code", s.SentCode(message.WhatsApp)).Leads(t, "/profile?done=phone")
	home.Post("/sign-out")
	home.SignIn().Leads(t, "/sign-in/code")
	home.Post("/sign-in/verify", "kind", "email", "code", s.SentCode(message.Email), "trust", "yes").Leads(t, "/dashboard")
	home.Post("/profile/email", "email", "ada@new.test").Leads(t, "/profile/email?done=sent")
	home.Get(s.Link("ada@new.test", message.EmailConfirm)).Leads(t, "/confirm-email")

	forgets := watched()
	forgets.Post("/forgot-password", "email", hosttest.Ada).Leads(t, "/forgot-password/sent")
	forgets.Get(s.Link(hosttest.Ada, message.ResetPassword)).Leads(t, "/reset-password")
	forgets.Post("/reset-password", "password", "short").Says(t, http.StatusUnprocessableEntity, "")
	forgets.Post("/reset-password", "password", hosttest.FreshPassword).Leads(t, "/sign-in?said=reset")

	s.Clock.Advance(time.Minute) // the phone got a code just now
	lost := watched()
	lost.OpensCase()
	lost.Post("/recovery/case/phone").Leads(t, "/recovery/case/code")
	lost.Post("/recovery/case/code", "code", s.SentCode(message.WhatsApp)).Leads(t, "/recovery/case")
	at := noor.CaseAt()
	noor.TakesUp(at)
	sven.Decides(at, "approve").Leads(t, at)
	s.Clock.Advance(72 * time.Hour)
	s.MoveCases()
	lost.Get(s.Link(hosttest.Ada, message.RecoveryReady)).Leads(t, "/recovery/finish")
	lost.Post("/recovery/finish", "password", hosttest.AdaPassword).Says(t, http.StatusUnprocessableEntity, "password is wrong")
	lost.Post("/recovery/finish", "password", hosttest.FreshPassword).Leads(t, "/security/two-factor")
	lost.Get(letter.NotMePath+s.Mail(hosttest.Ada, message.RecoveryDone).NotMe).Leads(t, "/not-me")
	lost.Post("/not-me").Leads(t, "/not-me")
}
