package hosttest

import (
	"regexp"
	"time"

	"latchkey/internal/message"
)

// MoveCases makes the moves in recovery cases that are due by now.
func (s *Server) MoveCases() {
	s.T.Helper()
	if err := s.Host.Cases.Due(s.T.Context()); err != nil {
		s.T.Fatal(err)
	}
}

// LetSettle moves the clock so far that no change to the demo's people is recent.
func (s *Server) LetSettle() { s.Clock.Advance(8 * 24 * time.Hour) }

// OpensCase asks for Ada's recovery link and opens a case with it.
func (b *Browser) OpensCase() {
	b.T.Helper()
	b.Post("/recovery", "email", Ada).Leads(b.T, "/recovery/sent")
	token := b.Server.Mail(Ada, message.RecoveryOpen).Secret
	b.Get("/recovery/open/"+token).Leads(b.T, "/recovery/open")
	b.Get("/recovery/open").Says(b.T, 200, "Open a recovery case")
	b.Post("/recovery/open").Leads(b.T, "/recovery/case")
}

// ProvesPhone gives the case the proof of the phone.
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

// TakesUp ticks the whole checklist of the case at that address and submits the case, as a member of staff.
func (b *Browser) TakesUp(at string) {
	b.T.Helper()
	for _, item := range []string{"name", "history", "pressure", "told"} {
		b.Post(at+"/tick", "item", item).Leads(b.T, at)
	}
	b.Decides(at, "submit").Leads(b.T, at)
}

// Decides posts a decision on the case at that address, with the version that its page shows.
func (b *Browser) Decides(at, what string) Page {
	b.T.Helper()
	found := shownVersion.FindStringSubmatch(b.Get(at).Body)
	if found == nil {
		b.T.Fatalf("%s offers no decision", at)
	}
	return b.Post(at+"/"+what, "version", found[1])
}

// shownVersion is in a form and, where nothing but stopping is on offer, in the link to the question before it.
var shownVersion = regexp.MustCompile(`(?:name="version" value="|/stop\?version=)([0-9]+)"`)

// CaseAt returns the address of the first recovery case in the desk's list.
func (b *Browser) CaseAt() string {
	b.T.Helper()
	return "/desk/cases/" + Between(b.T, b.Get("/desk/cases").Body, `"/desk/cases/`, `"`)
}
