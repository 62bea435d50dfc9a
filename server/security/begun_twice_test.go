package security_test

import (
	"net/http"
	"slices"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

const scanPage = "/security/two-factor/scan"

// secretOn is the secret key that the page of the set-up shows.
func secretOn(t *testing.T, b *hosttest.Browser) string {
	t.Helper()
	return hosttest.Between(t, b.Get(scanPage).Body, `data-text="`, `"`)
}

// Whoever comes to a set-up twice finds the one that they have begun: what the phone has scanned stays right.
func TestASetUpBegunTwiceIsTheSame(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]func(t *testing.T, b *hosttest.Browser){
		"a second tab": func(t *testing.T, b *hosttest.Browser) { b.Post("/security/two-factor/start").Leads(t, scanPage) },
		"another method and back": func(t *testing.T, b *hosttest.Browser) {
			b.Get("/security/methods/new").Says(t, http.StatusOK, "Choose a method")
			b.Post("/security/methods/new", "method", "totp").Leads(t, scanPage)
		},
		"another method begun and left": func(t *testing.T, b *hosttest.Browser) {
			b.Post("/security/methods/new", "method", "email").Leads(t, "/security/methods/email")
			b.Post("/security/methods/new", "method", "totp").Leads(t, scanPage)
		},
		"a passkey not made": func(t *testing.T, b *hosttest.Browser) {
			b.Post("/security/passkeys/new/options", "name", "Key").Says(t, http.StatusOK, "challenge")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := hosttest.BootForPasskeys(t)
			b := s.Browser()
			b.SignIn()
			b.Post("/security/two-factor/start").Leads(t, scanPage)
			secret := secretOn(t, b)
			again(t, b)
			if now := secretOn(t, b); now != secret {
				t.Fatalf("the secret was %s and is %s", secret, now)
			}
			b.Post("/security/two-factor/verify", "code", s.Code(secret)).Leads(t, "/security/backup-codes?of=set-up")
		})
	}
}

// In the dialog the ten codes stay, too: they may be saved already.
func TestADialogBegunTwiceKeepsItsCodes(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("two-factor.set-up", "dialog")
	b := s.Browser()
	b.SignIn()
	b.Post("/security/two-factor/start").Leads(t, scanPage)
	secret, codes := secretOn(t, b), b.Get(scanPage).Codes(t)
	b.Post("/security/two-factor/start").Leads(t, scanPage)
	if again := b.Get(scanPage).Codes(t); secretOn(t, b) != secret || !slices.Equal(again, codes) {
		t.Fatalf("the codes were %v and are %v", codes, again)
	}
	b.Post("/security/two-factor/verify", "code", s.Code(secret), "saved", "yes").Leads(t, "/security?done=on")
}

// A code that was sent for it stays right, too: coming to the page again sends no other.
func TestASentSetUpBegunTwiceKeepsItsCode(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	b.Post("/security/methods/new", "method", "email").Leads(t, "/security/methods/email")
	code, sent := s.SentCode(message.Email), s.CodesSent()
	b.Post("/security/methods/whatsapp", "phone", hosttest.AdaPhone).Leads(t, "/security/methods/whatsapp/code")
	b.Post("/security/methods/new", "method", "email").Leads(t, "/security/methods/email")
	if n := s.CodesSent(); n != sent+1 {
		t.Fatalf("%d codes were sent, and one of them by WhatsApp", n-sent)
	}
	b.Post("/security/methods/email", "code", code).Leads(t, "/security/backup-codes?of=set-up")
	b.Get("/security/methods/whatsapp/code").Leads(t, "/security")
}

// It is thrown away on purpose, after a question; then there is another one, and a page of the first says so and takes neither
// its code nor its tick for the second.
func TestASetUpThatIsThrownAway(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("two-factor.set-up", "dialog")
	b := s.Browser()
	b.SignIn()
	b.Post("/security/two-factor/start").Leads(t, scanPage)
	secret, first := secretOn(t, b), hosttest.Between(t, b.Get(scanPage).Body, `name="set_up" value="`, `"`)
	b.Get("/security/two-factor/cancel").Says(t, http.StatusOK, "Cancel setup?")
	if secretOn(t, b) != secret {
		t.Fatal("the question alone threw it away")
	}
	b.Post("/security/two-factor/cancel").Leads(t, "/security?done=discarded")
	b.Get("/security?done=discarded").Says(t, http.StatusOK, "Setup cancelled.")
	b.Get(scanPage).Leads(t, "/security/two-factor?said=expired")
	b.Get("/security/two-factor/cancel").Leads(t, "/security/two-factor?said=expired")
	b.Post("/security/two-factor/verify", "set_up", first, "code", s.Code(secret), "saved", "yes").
		Leads(t, "/security/two-factor?said=expired")

	b.Post("/security/two-factor/start").Leads(t, scanPage)
	second := secretOn(t, b)
	if second == secret {
		t.Fatal("what was thrown away is shown again")
	}
	stale := b.Post("/security/two-factor/verify", "set_up", first, "code", s.Code(second), "saved", "yes")
	stale.Says(t, http.StatusUnprocessableEntity, "You started setup again in another tab")
	stale.Says(t, http.StatusUnprocessableEntity, second)
	if hosttest.Between(t, stale.Body, `id="saved"`, `>`) != hosttest.Between(t, b.Get(scanPage).Body, `id="saved"`, `>`) {
		t.Error("the box stays ticked for codes that nobody has saved")
	}
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'set-up.wrong'`); n != 0 {
		t.Error("it was counted as a guess")
	}
}

// Somebody who has stolen every cookie while a set-up went on sees it. After a proof, which makes
// that cookie useless, it is not gone on with; nor after a changed password, nor once signed out.
func TestAStolenSetUpIsNotGoneOnWith(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(t *testing.T, b *hosttest.Browser){
		"a proof": func(t *testing.T, b *hosttest.Browser) {
			b.Post("/confirm", "password", hosttest.AdaPassword, "next", "/security").Leads(t, "/security")
		},
		"a changed password": func(t *testing.T, b *hosttest.Browser) {
			b.Post("/security/password", "current", hosttest.AdaPassword, "password", "seven lanterns at low tide").
				Leads(t, "/security?done=password")
		},
		"a sign-out": func(t *testing.T, b *hosttest.Browser) {
			b.Post("/sign-out")
			b.SignIn().Leads(t, "/dashboard")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := hosttest.Boot(t)
			b, thief := s.Browser(), s.Browser()
			b.SignIn()
			b.Post("/security/two-factor/start").Leads(t, scanPage)
			thief.Plant("session", b.Cookie("session"))
			thief.Plant("method", b.Cookie("method"))
			seen := secretOn(t, thief)
			change(t, b)
			if p := thief.Get(scanPage); p.Status == http.StatusOK {
				t.Error("the stolen cookie still shows it")
			}
			b.Get(scanPage).Leads(t, "/security/two-factor?said=expired")
			b.Post("/security/two-factor/verify", "code", s.Code(seen)).Leads(t, "/security/two-factor?said=expired")
			b.Post("/security/two-factor/start").Leads(t, scanPage)
			if secretOn(t, b) == seen {
				t.Fatal("the owner is given a secret that a thief has seen")
			}
		})
	}
}
