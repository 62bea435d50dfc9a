package main

import (
	"time"

	"latchkey/internal/message"
)

// due lets time make the moves in cases.
func (s *server) due() {
	s.t.Helper()
	if err := s.host.Cases.Due(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// settle lets enough time pass that nothing about the demo's people is recent.
func (s *server) settle() { s.clock.Advance(8 * 24 * time.Hour) }

// opensCase asks for the link and opens the case with it.
func (b *browser) opensCase() {
	b.t.Helper()
	b.post("/recovery", "email", ada).leads(b.t, "/recovery/sent")
	token := b.s.mail(ada, message.RecoveryOpen).Secret
	b.get("/recovery/open/"+token).leads(b.t, "/recovery/open")
	b.get("/recovery/open").says(b.t, 200, "Open a recovery case")
	b.post("/recovery/open").leads(b.t, "/recovery/case")
}

// phones gives the proof of the phone.
func (b *browser) phones() {
	b.t.Helper()
	b.post("/recovery/case/phone").leads(b.t, "/recovery/case/code")
	sent := b.s.mail("+442079460123", message.ConfirmCode)
	if sent.Channel != message.WhatsApp {
		b.t.Errorf("the code went by %s", sent.Channel)
	}
	b.post("/recovery/case/code", "code", "12345").says(b.t, 422, "6")
	b.post("/recovery/case/code", "code", sent.Secret).leads(b.t, "/recovery/case")
}

// worked has one of the staff go through the checklist and hand the case on.
func (b *browser) works(at string) {
	b.t.Helper()
	for _, item := range []string{"name", "history", "pressure", "told"} {
		b.post(at+"/tick", "item", item).leads(b.t, at)
	}
	b.decides(at, "submit").leads(b.t, at)
}

// decides acts on the case as its page shows it.
func (b *browser) decides(at, what string) page {
	b.t.Helper()
	version := between(b.t, b.get(at).body, `name="version" value="`, `"`)
	return b.post(at+"/"+what, "version", version)
}

func (b *browser) caseAt() string {
	b.t.Helper()
	return "/desk/cases/" + between(b.t, b.get("/desk/cases").body, `"/desk/cases/`, `"`)
}
