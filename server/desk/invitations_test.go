package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

const (
	peoplePage    = "/desk/people"
	sendAgainPath = "/desk/people/invitations/send-again"
	withdrawPath  = "/desk/people/invitations/withdraw"
	grace         = "grace@example.test"
)

// Staff see whom they invited and who hasn't accepted yet, send the link again and withdraw it. Only the newest link
// works, and none once the invitation is withdrawn.
func TestStaffLookAfterInvitations(t *testing.T) {
	t.Parallel()
	for role, who := range map[string][]string{
		"support":       {"email", hosttest.Noor, "password", hosttest.NoorPassword},
		"administrator": {"email", hosttest.Sven, "password", hosttest.SvenPassword},
	} {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			s := hosttest.Boot(t)
			s.Set("session.idle", "48h")
			s.Set("session.lifetime", "48h")
			b := s.Browser()
			b.Post("/sign-in", who...)
			secret := b.SetUpSecondStep()
			b.Post("/desk/people/invite", "email", grace).Leads(t, peoplePage+"?done=invited")
			page := b.Get(peoplePage)
			page.Says(t, http.StatusOK, "Open invitations")
			page.Says(t, http.StatusOK, grace)
			page.Says(t, http.StatusOK, `data-label="Invited by"`)
			first := s.Link(grace, message.Invitation)
			if strings.Contains(page.Body, s.Mail(grace, message.Invitation).Secret) {
				t.Error("the page gives the link away")
			}
			b.Post(sendAgainPath, "email", grace).Says(t, http.StatusTooManyRequests, "") // it was only just sent
			s.Clock.Advance(9 * time.Hour)
			b.Confirms(b.Post(sendAgainPath, "email", "  GRACE@example.test "), "code", s.Code(secret)).Leads(t, peoplePage+"?done=again")
			second := s.Link(grace, message.Invitation)
			opens(t, s, first, false)
			opens(t, s, second, true)
			b.Post(withdrawPath, "email", grace).Leads(t, peoplePage+"?done=withdrawn")
			opens(t, s, second, false)
			for _, path := range []string{withdrawPath, sendAgainPath} {
				b.Post(path, "email", grace).Says(t, http.StatusUnprocessableEntity, "isn’t open any more")
			}
			if strings.Contains(b.Get(peoplePage).Body, grace) {
				t.Error("a withdrawn invitation is listed")
			}
			for event, n := range map[string]int{"user.invited": 1, "invitation.sent-again": 1, "invitation.withdrawn": 1} {
				if got := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = '` + event + `'`); got != n {
					t.Errorf("%s stands %d times in the log, want %d", event, got, n)
				}
			}
		})
	}
}

// opens says whether somebody who follows a link of an invitation is asked for a name and a password.
func opens(t *testing.T, s *hosttest.Server, link string, want bool) {
	t.Helper()
	guest := s.Browser()
	guest.Get(link).Leads(t, "/register/finish")
	if p := guest.Get("/register/finish"); (p.Status == http.StatusOK) != want {
		t.Errorf("the link opens: %d, want %v", p.Status, want)
	}
}

// Nothing but an open invitation is sent again or withdrawn, and by nobody but staff.
func TestWhatIsNoOpenInvitationStays(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("registration", "open")
	sven, client := s.Sven(), s.Browser()
	client.SignIn().Leads(t, "/dashboard")
	s.Browser().Post("/register", "email", "self@example.test")
	for _, email := range []string{"self@example.test", hosttest.Ada, "nobody@example.test", "", "not an address", s.IDOf(hosttest.Ada)} {
		for _, path := range []string{withdrawPath, sendAgainPath} {
			sven.Post(path, "email", email).Says(t, http.StatusUnprocessableEntity, "isn’t open any more")
		}
	}
	opens(t, s, s.Link("self@example.test", message.RegisterConfirm), true)
	if strings.Contains(sven.Get(peoplePage).Body, "self@example.test") {
		t.Error("a registration is listed as an invitation")
	}

	sven.Post("/desk/people/invite", "email", grace).Leads(t, peoplePage+"?done=invited")
	link := s.Link(grace, message.Invitation)
	for _, path := range []string{withdrawPath, sendAgainPath} {
		for name, b := range map[string]*hosttest.Browser{"a client": client, "a stranger": s.Browser()} {
			if p := b.Post(path, "email", grace); p.Status < 300 || strings.HasPrefix(p.Location, peoplePage) {
				t.Errorf("%s: %s: %d to %q", path, name, p.Status, p.Location)
			}
		}
	}
	opens(t, s, link, true)

	guest := s.Browser()
	guest.Get(link).Leads(t, "/register/finish")
	guest.Post("/register/finish", "name", "Grace", "password", "four words nobody guessed").Leads(t, "/sign-in?said=registered")
	for _, path := range []string{withdrawPath, sendAgainPath} {
		sven.Post(path, "email", grace).Says(t, http.StatusUnprocessableEntity, "isn’t open any more")
	}
	if s.Count(`SELECT COUNT(*) FROM users WHERE email = ?`, grace) != 1 {
		t.Error("who has accepted is gone")
	}
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event LIKE 'invitation.%'`); n != 0 {
		t.Errorf("%d rows of the log tell of what was not done", n)
	}

	sven.Post("/desk/people/invite", "email", "late@example.test").Leads(t, peoplePage+"?done=invited")
	s.Clock.Advance(8 * 24 * time.Hour)
	noor := s.Noor()
	noor.Post(sendAgainPath, "email", "late@example.test").Says(t, http.StatusUnprocessableEntity, "isn’t open any more")
	if strings.Contains(noor.Get(peoplePage).Body, "late@example.test") {
		t.Error("an invitation is listed whose link has expired")
	}
}
