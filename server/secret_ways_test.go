package main

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
	"latchkey/server/web"
)

// Every way in and back in is gone once. None of the cookies that were given, of the codes
// and tokens that were sent, of the passwords that were typed stands in the database, the
// log, an address, a header or a page.
func TestSecretsOfEveryWayStandNowhere(t *testing.T) {
	s := boot(t)
	s.set("registration", "open")
	s.set("trust.days", "7")
	var answers []page
	watched := func() *browser {
		b := s.browser()
		b.Transport = &recorder{answers: &answers}
		return b
	}
	everyWay(s, watched)
	secrets := secretsSent(s)
	for _, p := range answers {
		for _, line := range p.header["Set-Cookie"] {
			if c, err := http.ParseSetCookie(line); err == nil && c.Value != "" && c.Name != "language" {
				secrets["the cookie "+c.Name+" "+c.Value] = c.Value
			}
		}
	}
	for _, want := range []string{web.SessionCookie, web.ChallengeCookie, web.BrowserCookie, web.TrustCookie, web.CaseCookie, web.CaseLinkCookie, web.ResetCookie, web.RegisterCookie, web.EmailCookie, web.NotMeCookie} {
		if !slices.ContainsFunc(answers, func(p page) bool { return strings.Contains(strings.Join(p.header["Set-Cookie"], " "), want+"=") }) {
			t.Errorf("no %s was given: it is not looked for", want)
		}
	}
	s.stop()
	places := map[string]string{"the log": s.log.String()}
	for _, file := range []string{"latchkey.db", "latchkey.db-wal"} {
		stored, _ := os.ReadFile(filepath.Join(s.data, file))
		places[file] = string(stored)
	}
	for _, p := range answers {
		places["an address"] += p.location + "\n"
		places["a page"] += p.body + "\n"
		delete(p.header, "Set-Cookie")
		var header bytes.Buffer
		_ = p.header.Write(&header)
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
func secretsSent(s *server) map[string]string {
	s.t.Helper()
	all, err := s.host.Changes.Outbox.Latest(s.t.Context(), s.host.DB.Read(), 500)
	if err != nil {
		s.t.Fatal(err)
	}
	secrets := map[string]string{"a password": adaPassword, "the new password": freshPassword, "Grace's password": tenantPassword}
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
			s.t.Errorf("no %s was sent: its secret is not looked for", want)
		}
	}
	return secrets
}

// everyWay goes them all, as people do: with slips, and to the end.
func everyWay(s *server, watched func() *browser) {
	t := s.t
	sven, noor := s.sven(), s.noor()
	sven.post("/desk/people/invite", "email", "grace@example.test").leads(t, "/desk/people?done=invited")
	guest := watched()
	guest.get(s.link("grace@example.test", message.Invitation)).leads(t, "/register/finish")
	guest.post("/register", "email", "heidi@example.test").leads(t, "/register/sent")
	guest.get(s.link("heidi@example.test", message.RegisterConfirm)).leads(t, "/register/finish")
	guest.post("/register/finish", "name", "Heidi", "password", tenantPassword).leads(t, "/sign-in?said=registered")

	home := watched()
	home.turnOnByEmail()
	home.post("/profile/phone", "phone", adaPhone).leads(t, "/profile/phone/code")
	home.post("/profile/phone/code", "code", other(s.sentCode(message.WhatsApp))).says(t, http.StatusUnprocessableEntity, "")
	home.post("/profile/phone/code", "code", s.sentCode(message.WhatsApp)).leads(t, "/profile?done=phone")
	home.post("/sign-out")
	home.signIn().leads(t, "/sign-in/code")
	home.post("/sign-in/verify", "kind", "email", "code", s.sentCode(message.Email), "trust", "yes").leads(t, "/dashboard")
	home.post("/profile/email", "email", "ada@new.test").leads(t, "/profile/email?done=sent")
	home.get(s.link("ada@new.test", message.EmailConfirm)).leads(t, "/confirm-email")

	forgets := watched()
	forgets.post("/forgot-password", "email", ada).leads(t, "/forgot-password/sent")
	forgets.get(s.link(ada, message.ResetPassword)).leads(t, "/reset-password")
	forgets.post("/reset-password", "password", "short").says(t, http.StatusUnprocessableEntity, "")
	forgets.post("/reset-password", "password", freshPassword).leads(t, "/sign-in?said=reset")

	s.clock.Advance(time.Minute) // the phone got a code just now
	lost := watched()
	lost.opensCase()
	lost.post("/recovery/case/phone").leads(t, "/recovery/case/code")
	lost.post("/recovery/case/code", "code", s.sentCode(message.WhatsApp)).leads(t, "/recovery/case")
	at := noor.caseAt()
	noor.works(at)
	sven.decides(at, "approve").leads(t, at)
	s.clock.Advance(72 * time.Hour)
	s.due()
	lost.get(s.link(ada, message.RecoveryReady)).leads(t, "/recovery/finish")
	lost.post("/recovery/finish", "password", adaPassword).says(t, http.StatusUnprocessableEntity, "not the password")
	lost.post("/recovery/finish", "password", freshPassword).leads(t, "/security/two-factor")
	lost.get(message.NotMePath+s.mail(ada, message.RecoveryDone).NotMe).leads(t, "/not-me")
	lost.post("/not-me").leads(t, "/not-me")
}
