package recovery_test

import (
	"net/http"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/letter"
)

// The owner's case rests on her own browser. A stranger types her password; she says "this wasn't me" in that browser, as the
// mail tells her to, and keeps the proof.
func TestNotMeSparesTheBrowserItIsSaidIn(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.TurnOn()
	s.LetSettle()
	b.Post("/sign-out")
	noor, sven := s.Noor(), s.Sven()
	b.OpensCase()
	b.Post("/recovery/case/browser").Leads(t, "/recovery/case")
	at := noor.CaseAt()
	noor.TakesUp(at)
	sven.Decides(at, "approve").Leads(t, at)
	s.Browser().SignIn().Leads(t, "/sign-in/code")
	s.Clock.Advance(11 * time.Minute)
	if err := s.Host.Flow.TellUnfinished(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Get(letter.NotMePath+s.Mail(hosttest.Ada, message.SignInUnfinished).NotMe).Leads(t, "/not-me")
	b.Post("/not-me").Leads(t, "/not-me")
	s.Clock.Advance(72 * time.Hour)
	s.MoveCases()
	b.Get("/recovery/finish/"+s.Mail(hosttest.Ada, message.RecoveryReady).Secret).Leads(t, "/recovery/finish")
	b.Post("/recovery/finish", "password", hosttest.AdaPassword).Leads(t, "/security/two-factor")
}

// Where backup codes are the only way back, "this wasn't me" about a new second step suspends these too. Staff open a case then,
// and the pages send nobody to codes that don't work; for anybody else they open none.
func TestWhomNotMeLeftWithNothingGetsACase(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("recovery.mode", "codes-only")
	b, x := s.Browser(), s.Browser()
	b.TurnOn()
	noor, sven := s.Noor(), s.Sven()
	noor.Post("/desk/cases", "person", s.IDOf(hosttest.Ada)).Says(t, http.StatusUnprocessableEntity, "the only way to get back in")
	x.Get(letter.NotMePath+s.Mail(hosttest.Ada, message.TwoFactorOn).NotMe).Leads(t, "/not-me")
	x.Post("/not-me").Leads(t, "/not-me")
	b.SignIn().Leads(t, "/recovery?said=suspended")
	b.Get("/recovery?said=suspended").Says(t, http.StatusOK, "contact support")
	b.Post("/recovery", "email", hosttest.Ada).Leads(t, "/recovery")
	noor.Get("/desk/people/"+s.IDOf(hosttest.Ada)).Says(t, http.StatusOK, "/desk/cases/new")
	at := noor.Post("/desk/cases", "person", s.IDOf(hosttest.Ada)).Location
	b.Post("/recovery/join", "email", hosttest.Ada, "password", hosttest.AdaPassword).Leads(t, "/recovery/case")
	phrase := hosttest.Between(t, b.Get("/recovery/case").Body, `Words for this browser</dt><dd>`, `<`)
	for _, proof := range []string{"document", "answers"} {
		noor.Post(at+"/proof", "proof", proof, "phrase", phrase).Leads(t, at)
	}
	noor.TakesUp(at)
	sven.Decides(at, "approve").Leads(t, at)
	s.Clock.Advance(72 * time.Hour)
	s.MoveCases()
	b.Post("/recovery/finish", "password", hosttest.AdaPassword).Leads(t, "/security/two-factor")
}
