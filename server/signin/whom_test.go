package signin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// The pages of the second step say for whom they ask and which host's code it is, and show no more of the address than its
// owner needs.
func TestTheSecondStepSaysForWhom(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.TurnOn()
	b.Post("/sign-out")
	b.SignIn().Leads(t, "/sign-in/code")
	for _, path := range []string{"/sign-in/code", "/sign-in/backup-code"} {
		p := b.Get(path)
		p.Says(t, http.StatusOK, "Signing in to Fjordlight Hosting as \u2066a•••@example.test\u2069")
		p.Says(t, http.StatusOK, "Sign in as someone else")
		if strings.Contains(p.Body, hosttest.Ada) {
			t.Errorf("%s shows the whole address", path)
		}
	}
	b.Get("/sign-in/code").Says(t, http.StatusOK, "enter the 6-digit verification code for Fjordlight Hosting (")
}

// A refused code leads to help where it says so: at sign-in and in the area behind it, where the help opens beside the page.
func TestARefusedCodeLeadsToHelp(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	b.Post("/security/two-factor/start").Leads(t, "/security/two-factor/scan")
	inside := func(p hosttest.Page) {
		t.Helper()
		refusal := hosttest.Between(t, p.Body, `class="error" id="`, `</p>`)
		if !strings.Contains(refusal, `href="/security/help`) || !strings.Contains(refusal, `target="_blank"`) {
			t.Errorf("no help in the refusal: %s", refusal)
		}
	}
	inside(b.Post("/security/two-factor/verify", "code", "12345"))
	b.Get("/security/help").Says(t, http.StatusOK, "Look for Fjordlight Hosting")
	b.Post("/security/two-factor/cancel")
	secret, _ := b.TurnOn()
	inside(b.Post("/confirm", "code", "12345", "next", "/security"))
	inside(b.Post("/security/two-factor/disable", "code", "12345"))
	inside(b.Post("/security/check-up", "code", "12345"))
	b.Post("/security/methods/new", "method", "email").Leads(t, "/security/methods/email")
	inside(b.Post("/security/methods/email", "code", "12345"))
	b.Post("/sign-out")

	b.SignIn()
	for path, field := range map[string]string{"/sign-in/verify": "code", "/sign-in/backup-code": "backup_code"} {
		refusal := hosttest.Between(t, b.Post(path, field, "12345").Body, `class="error" id="`, `</p>`)
		if !strings.Contains(refusal, `href="/sign-in/help?kind=`) || !strings.Contains(refusal, "Still not working?") {
			t.Errorf("%s: no help in the refusal: %s", path, refusal)
		}
	}
	b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
}

// Somebody else can begin, and the sign-in that was left is over: its cookie opens no page and takes no code, whoever has it.
func TestSomebodyElseSignsIn(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	secret, _ := b.TurnOn()
	b.Post("/sign-out")
	b.SignIn().Leads(t, "/sign-in/code")
	thief := s.Browser()
	thief.Plant("challenge", b.Cookie("challenge"))
	b.Post("/sign-in/leave").Leads(t, "/sign-in")
	for _, who := range []*hosttest.Browser{b, thief} {
		who.Get("/sign-in/code").Leads(t, "/sign-in?said=again")
		who.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/sign-in?said=again")
		who.Post("/sign-in/leave").Leads(t, "/sign-in?said=again")
	}
	b.Post("/sign-in", "email", "bruno@example.test", "password", "copper-lantern-77").Leads(t, "/dashboard")
}

// A stranger who has the password leaves by that button: the owner is told all the same. The owner who presses it, and then
// signs in, has left nothing unfinished.
func TestLeavingASignInKeepsNothingFromItsOwner(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	owner := s.Browser()
	secret, _ := owner.TurnOn()
	owner.Post("/sign-out")
	unfinished := func() int {
		s.Clock.Advance(11 * time.Minute)
		if err := s.Host.Flow.TellUnfinished(t.Context()); err != nil {
			t.Fatal(err)
		}
		return s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'sign-in.unfinished'`)
	}
	owner.SignIn()
	owner.Post("/sign-in/leave").Leads(t, "/sign-in")
	owner.SignIn().Leads(t, "/sign-in/code")
	owner.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
	if n := unfinished(); n != 0 {
		t.Errorf("the owner is told %d times of what was finished", n)
	}
	stranger := s.Browser()
	stranger.SignIn().Leads(t, "/sign-in/code")
	stranger.Post("/sign-in/leave").Leads(t, "/sign-in")
	if n := unfinished(); n != 1 {
		t.Errorf("the owner is told %d times", n)
	}
	s.Mail(hosttest.Ada, message.SignInUnfinished)
}
