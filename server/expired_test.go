package main

import (
	"net/http"
	"testing"
	"time"

	"latchkey/internal/message"
)

// Whoever comes back to a set-up after its quarter of an hour, with the code in hand, reads
// what became of it and where to begin again, before any proof is asked for.
func TestASetUpThatExpiredSaysSo(t *testing.T) {
	const words = "The set-up was not finished within 15 minutes"
	for name, c := range map[string]struct{ method, page, again string }{
		"the first, an app":      {"totp", "/security/two-factor/scan", "/security/two-factor?said=expired"},
		"the first, a mailbox":   {"email", "/security/methods/email", "/security/two-factor?said=expired"},
		"a further, an app":      {"totp", "/security/two-factor/scan", "/security/methods/new?said=expired"},
		"a further, by WhatsApp": {"whatsapp", "/security/methods/whatsapp/code", "/security/methods/new?said=expired"},
	} {
		t.Run(name, func(t *testing.T) {
			s := boot(t)
			b := s.browser()
			if c.again == "/security/methods/new?said=expired" {
				b.turnOn()
			} else {
				b.signIn()
			}
			b.post("/security/methods/new", "method", c.method)
			if c.method == "whatsapp" {
				b.post("/security/methods/whatsapp", "phone", adaPhone).leads(t, c.page)
			}
			b.get(c.page).says(t, http.StatusOK, "6-digit code")
			s.clock.Advance(15 * time.Minute)
			b.get(c.page).leads(t, c.again)
			for _, path := range []string{"/security/two-factor/verify", c.page} {
				if path != "/security/two-factor/scan" {
					b.post(path, "code", "123456").leads(t, c.again)
				}
			}
			b.get(c.again).says(t, http.StatusOK, words)
		})
	}
}

// A form that was sent twice finds its set-up done, which is another thing.
func TestASetUpThatIsDoneIsNotCalledExpired(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.signIn()
	b.post("/security/methods/new", "method", "email")
	code := s.sentCode(message.Email)
	s.clock.Advance(9 * time.Minute)
	b.post("/security/methods/email", "code", code).leads(t, "/security/backup-codes?of=set-up")
	b.post("/security/methods/email", "code", code).leads(t, "/security")
}
