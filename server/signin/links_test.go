package signin_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

func TestAForgottenPasswordIsSetByTheLink(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	owner := s.Browser()
	secret, _ := owner.TurnOn()
	b := s.Browser()
	b.Get("/sign-in").Says(t, http.StatusOK, `href="/forgot-password"`)
	b.Post("/forgot-password", "email", hosttest.Ada).Leads(t, "/forgot-password/sent")
	b.Get("/forgot-password/sent").Says(t, http.StatusOK, "Check your email")
	link := s.Link(hosttest.Ada, message.ResetPassword)
	for range 3 { // programs that look through mails open links too
		s.Browser().Get(link).Leads(t, "/reset-password")
	}
	swapped := b.Get(link)
	swapped.Leads(t, "/reset-password")
	if swapped.Body != "" && strings.Contains(swapped.Body, link) {
		t.Error("the answer repeats the token")
	}
	token := strings.TrimPrefix(link, "/reset-password/")
	form := b.Get("/reset-password")
	form.Says(t, http.StatusOK, "Choose a new password")
	if strings.Contains(form.Body, token) {
		t.Error("the token stands on the page")
	}
	if strings.Contains(form.Body, "Email codes") {
		t.Error("somebody without a second step is told of codes by email")
	}
	b.Post("/reset-password", "password", "12345678").Says(t, http.StatusUnprocessableEntity, "Choose a new password")
	b.Post("/reset-password", "password", hosttest.AdaPassword).
		Says(t, http.StatusUnprocessableEntity, "That’s the password you have now. Choose a new one.")
	b.Post("/reset-password", "password", hosttest.FreshPassword).Leads(t, "/sign-in?said=reset")
	b.Get("/sign-in?said=reset").Says(t, http.StatusOK, "Your new password is saved.")
	if b.Get("/dashboard").Status != http.StatusSeeOther || owner.Get("/dashboard").Status != http.StatusSeeOther {
		t.Error("somebody is signed in after the reset")
	}
	b.SignIn().Says(t, http.StatusUnprocessableEntity, "password is wrong")
	b.Post("/sign-in", "email", hosttest.Ada, "password", hosttest.FreshPassword).Leads(t, "/sign-in/code")
	b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")

	again := s.Browser()
	again.Get(link).Leads(t, "/reset-password")
	again.Get("/reset-password").Says(t, http.StatusGone, "This link no longer works")
	again.Post("/reset-password", "password", hosttest.FreshPassword+"x").Says(t, http.StatusGone, "/forgot-password")
}

// Failure 35 and 4 in one: no link from a mail opens a session.
func TestNoLinkFromAMailSignsIn(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	for _, path := range []string{"/reset-password/", "/register/", "/invitation/", "/confirm-email/", "/not-me/"} {
		for _, token := range []string{"x", "%0d%0aSet-Cookie:x=1", strings.Repeat("a", 300), "..%2f..%2fdashboard"} {
			p := b.Get(path + token)
			if p.Status >= 500 || p.Header.Get("X") != "" || b.Get("/dashboard").Status != http.StatusSeeOther {
				t.Errorf("%s%s: %d", path, token, p.Status)
			}
		}
	}
}

func TestForgottenPasswordsTellNothing(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	if _, err := s.Host.Staff.DisableUser(t.Context(), "mina@example.test"); err != nil {
		t.Fatal(err)
	}
	for name, email := range map[string]string{"somebody": hosttest.Ada, "somebody disabled": "mina@example.test"} {
		for try := range 6 { // beyond what is sent
			hosttest.AnswersAlike(t, name, s.Browser().Post("/forgot-password", "email", email),
				s.Browser().Post("/forgot-password", "email", "nobody-"+strings.ReplaceAll(name, " ", "-")+"@example.test"))
			_ = try
		}
		s.Clock.Advance(25 * time.Hour)
	}
	for try := range 4 {
		hosttest.AnswersAlike(t, "registering", s.Browser().Post("/register", "email", hosttest.Ada),
			s.Browser().Post("/register", "email", "nobody@example.test"))
		_ = try
	}
	s.Mail(hosttest.Ada, message.RegisterKnown)
	s.Mail("nobody@example.test", message.RegisterConfirm)
	for range 30 {
		s.Browser().Post("/forgot-password", "email", "nobody@example.test")
	}
	s.Browser().Post("/forgot-password", "email", "else@example.test").Says(t, http.StatusTooManyRequests, "Too many messages were requested.")
}

func TestAskingForALinkTakesTheSameTime(t *testing.T) {
	s := hosttest.Boot(t)
	const floor = 400 * time.Millisecond
	s.Host.Authn.MinResponseTime = floor
	time.Sleep(time.Second)
	var paths sync.WaitGroup
	for _, path := range []string{"/forgot-password", "/register"} {
		paths.Go(func() {
			median := func(email string) time.Duration {
				var took []time.Duration
				for range 3 {
					began := time.Now()
					if p := s.Browser().Post(path, "email", email); p.Status != http.StatusSeeOther || p.Location != path+"/sent" {
						t.Errorf("%s, %s: got %d to %q", path, email, p.Status, p.Location)
					}
					took = append(took, time.Since(began))
				}
				slices.Sort(took)
				return took[1]
			}
			known, unknown := atTheSameTime(
				func() time.Duration { return median(hosttest.Bruno) },
				func() time.Duration { return median("nobody@example.test") },
			)
			if min(known, unknown) < floor || (known-unknown).Abs() > 60*time.Millisecond {
				t.Errorf("%s: known %v, unknown %v", path, known, unknown)
			}
		})
	}
	paths.Wait()
}

// Failure 40: whatever host a request names, links are made of the host's own address.
func TestLinksAreMadeOfTheBaseAddressOnly(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	request, err := http.NewRequest(http.MethodPost, s.URL+"/forgot-password", strings.NewReader("email=ada%40example.test"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("X-Forwarded-Host", "evil.example")
	request.Header.Set("X-Forwarded-Proto", "https")
	request.Header.Set("Forwarded", "host=evil.example")
	s.Browser().Do(request).Leads(t, "/forgot-password/sent")
	m := s.Mail(hosttest.Ada, message.ResetPassword)
	shown := s.Browser().Get("/demo/mailbox/" + m.ID)
	shown.Says(t, http.StatusOK, s.URL+"/reset-password/"+m.Secret)
	if strings.Contains(shown.Body, "evil.example") {
		t.Error("the mail names a host from the request")
	}
	poisoned, _ := http.NewRequest(http.MethodPost, s.URL+"/forgot-password", strings.NewReader("email=ada%40example.test"))
	poisoned.Host = "evil.example"
	poisoned.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if p := s.Browser().Do(poisoned); p.Status != http.StatusMisdirectedRequest {
		t.Errorf("a foreign host is answered with %d", p.Status)
	}
}

// Whose only second step is a code to the mailbox that the password came out of is told
// why none is sent, and what to do instead.
func TestAMailboxThatSetThePasswordIsNoSecondStep(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOnByEmail()
	b := s.Browser()
	b.Post("/forgot-password", "email", hosttest.Ada)
	b.Get(s.Link(hosttest.Ada, message.ResetPassword))
	b.Get("/reset-password").Says(t, http.StatusOK, "count as your second step until you’ve signed in another way")
	b.Post("/reset-password", "password", hosttest.FreshPassword).Leads(t, "/sign-in?said=reset")
	b.Post("/sign-in", "email", hosttest.Ada, "password", hosttest.FreshPassword).Leads(t, "/sign-in/code")
	page := b.Get("/sign-in/code")
	page.Says(t, http.StatusOK, "a code to the same inbox isn’t enough")
	page.Says(t, http.StatusOK, `name="backup_code"`)
	b.Get("/sign-in/ways").Says(t, http.StatusOK, "Get back into your account")
}
