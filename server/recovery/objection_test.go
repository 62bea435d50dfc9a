package recovery_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/letter"
)

// What the owner is told to do about a case works for them: who has no second step that is old enough is not told to stop the
// case with one, and who has said "this wasn't me" is not told to say so.
func TestWhatTheOwnerCanDoAboutACaseIsTrue(t *testing.T) {
	t.Parallel()
	for name, young := range map[string]bool{"with an old method": false, "with young methods": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := hosttest.Boot(t)
			s.PhoneOf(hosttest.Ada, hosttest.RecoveryNumber)
			secret := ""
			if !young {
				secret, _ = s.Browser().TurnOn()
			}
			s.LetSettle()
			sven, noor, b := s.Sven(), s.Noor(), s.Browser()
			if young {
				secret, _ = s.Browser().TurnOn()
			}
			ada := s.SignedIn(secret)
			b.OpensCase()
			noor.Get("/desk/cases").Says(t, http.StatusOK, "Collecting proofs")
			b.ProvesPhone()
			noor.Get("/desk/cases").Says(t, http.StatusOK, "Proofs given")
			noor.Get("/desk").Says(t, http.StatusOK, "1 for staff to work on")
			at := noor.CaseAt()
			noor.Get(at).Says(t, http.StatusOK, "Proofs given")
			noor.TakesUp(at)
			sven.Decides(at, "approve").Leads(t, at)
			mail := s.Mail(hosttest.Ada, message.RecoveryApproved)
			if mail.Data.Stops == young {
				t.Errorf("the mail says that her second step stops it: %v", mail.Data.Stops)
			}
			if young {
				ada.Get("/security/recovery").Says(t, http.StatusOK, "Press “This wasn’t me” in the email")
			}
			says := s.Browser()
			says.Get(letter.NotMePath+mail.NotMe).Leads(t, "/not-me")
			says.Post("/not-me").Leads(t, "/not-me")
			said, own := says.Get("/not-me"), ada.Get("/security/recovery")
			said.Says(t, http.StatusOK, "The recovery is paused")
			own.Says(t, http.StatusOK, "until support")
			ends := "To end it for good, sign in with a second step that you had 7 days before"
			if strings.Contains(said.Body, ends) == young {
				t.Errorf("it tells her that signing in ends the case: %v", !young)
			}
			if young {
				said.Says(t, http.StatusOK, "Support decides")
			}
			if strings.Contains(own.Body, "Press “This wasn’t me”") {
				t.Error("she has just pressed it")
			}
			noor.Decides(at, "resume").Leads(t, at)
			says.Get("/not-me").Says(t, http.StatusOK, "Support looked at it and continued it")
			if !young {
				s.SignedIn(secret)
				says.Get("/not-me").Says(t, http.StatusOK, "The recovery case is closed")
			}
		})
	}
}

// Signing in ends what the browser follows; the person's own page of the case is found from there.
func TestTheCaseIsFoundAgainAfterSigningIn(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	secret, _ := s.Browser().TurnOn()
	b := s.Browser()
	b.OpensCase()
	b.SignIn().Leads(t, "/sign-in/code")
	b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
	b.Get("/recovery/case").Leads(t, "/security/recovery")
	b.Post("/recovery/case/browser").Leads(t, "/security/recovery")
	other := s.Browser()
	other.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	other.Get("/recovery/case").Leads(t, "/recovery?said=gone")
}
