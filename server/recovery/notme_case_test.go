package recovery_test

import (
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
