package security_test

import (
	"net/http"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// Whoever comes back to a set-up after its quarter of an hour, with the code in hand, reads
// what became of it and where to begin again, before any proof is asked for.
func TestASetUpThatExpiredSaysSo(t *testing.T) {
	t.Parallel()
	const words = "That setup is over, so nothing was turned on"
	for name, c := range map[string]struct{ method, page, again string }{
		"the first, an app":      {"totp", "/security/two-factor/scan", "/security/two-factor?said=expired"},
		"the first, a mailbox":   {"email", "/security/methods/email", "/security/two-factor?said=expired"},
		"a further, an app":      {"totp", "/security/two-factor/scan", "/security/methods/new?said=expired"},
		"a further, by WhatsApp": {"whatsapp", "/security/methods/whatsapp/code", "/security/methods/new?said=expired"},
	} {
		t.Run(name, func(t *testing.T) {
			s := hosttest.Boot(t)
			b := s.Browser()
			if c.again == "/security/methods/new?said=expired" {
				b.TurnOn()
			} else {
				b.SignIn()
			}
			b.Post("/security/methods/new", "method", c.method)
			if c.method == "whatsapp" {
				b.Post("/security/methods/whatsapp", "phone", hosttest.AdaPhone).Leads(t, c.page)
			}
			b.Get(c.page).Says(t, http.StatusOK, "6-digit code")
			s.Clock.Advance(15 * time.Minute)
			b.Get(c.page).Leads(t, c.again)
			for _, path := range []string{"/security/two-factor/verify", c.page} {
				if path != "/security/two-factor/scan" {
					b.Post(path, "code", "123456").Leads(t, c.again)
				}
			}
			b.Get(c.again).Says(t, http.StatusOK, words)
		})
	}
}

// A form that was sent twice finds its set-up done, which is another thing.
func TestASetUpThatIsDoneIsNotCalledExpired(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	b.Post("/security/methods/new", "method", "email")
	code := s.SentCode(message.Email)
	s.Clock.Advance(9 * time.Minute)
	b.Post("/security/methods/email", "code", code).Leads(t, "/security/backup-codes?of=set-up")
	b.Post("/security/methods/email", "code", code).Leads(t, "/security")
}
