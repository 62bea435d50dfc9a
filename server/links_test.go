package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
)

func TestAForgottenPasswordIsSetByTheLink(t *testing.T) {
	s := boot(t)
	owner := s.browser()
	secret, _ := owner.turnOn()
	b := s.browser()
	b.get("/sign-in").says(t, http.StatusOK, `href="/forgot-password"`)
	b.post("/forgot-password", "email", ada).leads(t, "/forgot-password/sent")
	b.get("/forgot-password/sent").says(t, http.StatusOK, "Look in your mailbox")
	link := s.link(ada, message.ResetPassword)
	for range 3 { // programs that look through mails open links too
		s.browser().get(link).leads(t, "/reset-password")
	}
	swapped := b.get(link)
	swapped.leads(t, "/reset-password")
	if swapped.body != "" && strings.Contains(swapped.body, link) {
		t.Error("the answer repeats the token")
	}
	token := strings.TrimPrefix(link, "/reset-password/")
	form := b.get("/reset-password")
	form.says(t, http.StatusOK, "Choose a new password")
	if strings.Contains(form.body, token) {
		t.Error("the token stands on the page")
	}
	b.post("/reset-password", "password", "12345678").says(t, http.StatusUnprocessableEntity, "Choose a new password")
	b.post("/reset-password", "password", freshPassword).leads(t, "/sign-in?said=reset")
	b.get("/sign-in?said=reset").says(t, http.StatusOK, "Your new password is saved.")
	if b.get("/dashboard").status != http.StatusSeeOther || owner.get("/dashboard").status != http.StatusSeeOther {
		t.Error("somebody is signed in after the reset")
	}
	b.signIn().says(t, http.StatusUnprocessableEntity, "do not match")
	b.post("/sign-in", "email", ada, "password", freshPassword).leads(t, "/sign-in/code")
	b.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/dashboard")

	again := s.browser()
	again.get(link).leads(t, "/reset-password")
	again.get("/reset-password").says(t, http.StatusGone, "This link does not work any more")
	again.post("/reset-password", "password", freshPassword+"x").says(t, http.StatusGone, "/forgot-password")
}

// Failure 35 and 4 in one: no link from a mail opens a session.
func TestNoLinkFromAMailSignsIn(t *testing.T) {
	s := boot(t)
	b := s.browser()
	for _, path := range []string{"/reset-password/", "/register/", "/invitation/", "/confirm-email/", "/not-me/"} {
		for _, token := range []string{"x", "%0d%0aSet-Cookie:x=1", strings.Repeat("a", 300), "..%2f..%2fdashboard"} {
			p := b.get(path + token)
			if p.status >= 500 || p.header.Get("X") != "" || b.get("/dashboard").status != http.StatusSeeOther {
				t.Errorf("%s%s: %d", path, token, p.status)
			}
		}
	}
}

func TestForgottenPasswordsTellNothing(t *testing.T) {
	s := boot(t)
	if _, err := s.host.Changes.DisableUser(t.Context(), "mina@example.test"); err != nil {
		t.Fatal(err)
	}
	for name, email := range map[string]string{"somebody": ada, "somebody disabled": "mina@example.test"} {
		for try := range 6 { // beyond what is sent
			answersAlike(t, name, s.browser().post("/forgot-password", "email", email), s.browser().post("/forgot-password", "email", "nobody-"+strings.ReplaceAll(name, " ", "-")+"@example.test"))
			_ = try
		}
		s.clock.Advance(25 * time.Hour)
	}
	for try := range 4 {
		answersAlike(t, "registering", s.browser().post("/register", "email", ada), s.browser().post("/register", "email", "nobody@example.test"))
		_ = try
	}
	s.mail(ada, message.RegisterKnown)
	s.mail("nobody@example.test", message.RegisterConfirm)
	for range 30 {
		s.browser().post("/forgot-password", "email", "nobody@example.test")
	}
	s.browser().post("/forgot-password", "email", "else@example.test").says(t, http.StatusTooManyRequests, "Too many messages were asked for.")
}

func TestAskingForALinkTakesTheSameTime(t *testing.T) {
	s := boot(t)
	const floor = 400 * time.Millisecond
	s.host.Changes.MinResponseTime = floor
	time.Sleep(time.Second)
	for _, path := range []string{"/forgot-password", "/register"} {
		median := func(email string) time.Duration {
			var took []time.Duration
			for range 3 {
				began := time.Now()
				s.browser().post(path, "email", email).leads(t, path+"/sent")
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			return took[1]
		}
		known, unknown := median(bruno), median("nobody@example.test")
		if min(known, unknown) < floor || (known-unknown).Abs() > 60*time.Millisecond {
			t.Errorf("%s: known %v, unknown %v", path, known, unknown)
		}
	}
}

// Failure 40: whatever host a request names, links are made of the host's own address.
func TestLinksAreMadeOfTheBaseAddressOnly(t *testing.T) {
	s := boot(t)
	request, err := http.NewRequest(http.MethodPost, s.url+"/forgot-password", strings.NewReader("email=ada%40example.test"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("X-Forwarded-Host", "evil.example")
	request.Header.Set("X-Forwarded-Proto", "https")
	request.Header.Set("Forwarded", "host=evil.example")
	s.browser().do(request).leads(t, "/forgot-password/sent")
	m := s.mail(ada, message.ResetPassword)
	shown := s.browser().get("/demo/mailbox/" + m.ID)
	shown.says(t, http.StatusOK, s.url+"/reset-password/"+m.Secret)
	if strings.Contains(shown.body, "evil.example") {
		t.Error("the mail names a host from the request")
	}
	poisoned, _ := http.NewRequest(http.MethodPost, s.url+"/forgot-password", strings.NewReader("email=ada%40example.test"))
	poisoned.Host = "evil.example"
	poisoned.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if p := s.browser().do(poisoned); p.status != http.StatusMisdirectedRequest {
		t.Errorf("a foreign host is answered with %d", p.status)
	}
}

// Whose only second step is a code to the mailbox that the password came out of is told
// why none is sent, and what to do instead.
func TestAMailboxThatSetThePasswordIsNoSecondStep(t *testing.T) {
	s := boot(t)
	s.browser().turnOnByEmail()
	b := s.browser()
	b.post("/forgot-password", "email", ada)
	b.get(s.link(ada, message.ResetPassword))
	b.get("/reset-password").says(t, http.StatusOK, "does not count until you have signed in another way")
	b.post("/reset-password", "password", freshPassword).leads(t, "/sign-in?said=reset")
	b.post("/sign-in", "email", ada, "password", freshPassword).leads(t, "/sign-in/code")
	page := b.get("/sign-in/code")
	page.says(t, http.StatusOK, "a code sent there would prove nothing more")
	page.says(t, http.StatusOK, `name="backup_code"`)
	b.get("/sign-in/ways").says(t, http.StatusOK, "Get back into your account")
}
