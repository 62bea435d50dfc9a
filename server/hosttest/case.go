package hosttest

import (
	"time"

	"latchkey/internal/message"
)

// MoveCases lets time make the moves in cases.
func (s *Server) MoveCases() {
	s.T.Helper()
	if err := s.Host.Cases.Due(s.T.Context()); err != nil {
		s.T.Fatal(err)
	}
}

// LetSettle lets enough time pass that nothing about the demo's people is recent.
func (s *Server) LetSettle() { s.Clock.Advance(8 * 24 * time.Hour) }

// OpensCase asks for the link and opens the case with it.
func (b *Browser) OpensCase() {
	b.T.Helper()
	b.Post("/recovery", "email", Ada).Leads(b.T, "/recovery/sent")
	token := b.Server.Mail(Ada, message.RecoveryOpen).Secret
	b.Get("/recovery/open/"+token).Leads(b.T, "/recovery/open")
	b.Get("/recovery/open").Says(b.T, 200, "Open a recovery case")
	b.Post("/recovery/open").Leads(b.T, "/recovery/case")
}

// ProvesPhone gives the proof of the phone.
func (b *Browser) ProvesPhone() {
	b.T.Helper()
	b.Post("/recovery/case/phone").Leads(b.T, "/recovery/case/code")
	sent := b.Server.Mail("+442079460123", message.ConfirmCode)
	if sent.Channel != message.WhatsApp {
		b.T.Errorf("the code went by %s", sent.Channel)
	}
	b.Post("/recovery/case/code", "code", "12345").Says(b.T, 422, "6")
	b.Post("/recovery/case/code", "code", sent.Secret).Leads(b.T, "/recovery/case")
}

// TakesUp has one of the staff go through the checklist and hand the case on.
func (b *Browser) TakesUp(at string) {
	b.T.Helper()
	for _, item := range []string{"name", "history", "pressure", "told"} {
		b.Post(at+"/tick", "item", item).Leads(b.T, at)
	}
	b.Decides(at, "submit").Leads(b.T, at)
}

// Decides acts on the case as its page shows it.
func (b *Browser) Decides(at, what string) Page {
	b.T.Helper()
	version := Between(b.T, b.Get(at).Body, `name="version" value="`, `"`)
	return b.Post(at+"/"+what, "version", version)
}

// CaseAt is the address of the first case on the desk.
func (b *Browser) CaseAt() string {
	b.T.Helper()
	return "/desk/cases/" + Between(b.T, b.Get("/desk/cases").Body, `"/desk/cases/`, `"`)
}
