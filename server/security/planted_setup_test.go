package security_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// robbed is an owner who has just signed in, and a thief with a copy of every cookie that she has by then.
func robbed(t *testing.T) (s *hosttest.Server, owner, thief *hosttest.Browser) {
	t.Helper()
	s = hosttest.Boot(t)
	s.Set("two-factor.set-up", "dialog")
	owner, thief = s.Browser(), s.Browser()
	owner.SignIn()
	thief.Plant("session", owner.Cookie("session"))
	return s, owner, thief
}

// A thief begins a set-up, keeps its secret and its codes, and waits for the owner to confirm it. Her first click on "Get
// started" draws another secret and other codes, and ends what the thief has begun.
func TestASetUpThatAThiefBeganIsNeverTheOwners(t *testing.T) {
	t.Parallel()
	s, owner, thief := robbed(t)
	thief.Post("/security/two-factor/start").Leads(t, scanPage)
	seen, codes := secretOn(t, thief), thief.Get(scanPage).Codes(t)
	owner.Get(scanPage).Leads(t, "/security/two-factor?said=expired")
	owner.Post("/security/two-factor/start").Leads(t, scanPage)
	mine := secretOn(t, owner)
	if mine == seen {
		t.Fatal("the owner is shown the secret that a thief has drawn")
	}
	thief.Get(scanPage).Leads(t, "/security/two-factor?said=expired")
	thief.Post("/security/two-factor/verify", "code", s.Code(seen), "saved", "yes").Leads(t, "/security/two-factor?said=expired")
	owner.Post("/security/two-factor/verify", "code", s.Code(mine), "saved", "yes").Leads(t, "/security?done=on")
	if owner.Cookie("method") != "" {
		t.Error("the cookie of a set-up outlives it")
	}
	other := s.Browser()
	other.SignIn().Leads(t, "/sign-in/code")
	if p := other.Post("/sign-in/backup-code", "backup_code", codes[0]); p.Status == http.StatusSeeOther {
		t.Fatalf("a backup code of the thief's signs in: %q", p.Location)
	}
}

// Nor does the thief come to see what the owner has begun, with the cookies of before it.
func TestAThiefDoesNotSeeTheSetUpOfTheOwner(t *testing.T) {
	t.Parallel()
	_, owner, thief := robbed(t)
	owner.Post("/security/two-factor/start").Leads(t, scanPage)
	thief.Get(scanPage).Leads(t, "/security/two-factor?said=expired")
	thief.Plant("method", "made-up")
	thief.Get(scanPage).Leads(t, "/security/two-factor?said=expired")
	mine := secretOn(t, owner)
	thief.Post("/security/two-factor/start").Leads(t, scanPage)
	if secretOn(t, thief) == mine {
		t.Fatal("a thief goes on with the owner's set-up")
	}
	owner.Get(scanPage).Leads(t, "/security/two-factor?said=expired")
	owner.Post("/security/two-factor/start").Leads(t, scanPage)
	if now := secretOn(t, owner); now == mine {
		t.Fatal("what has ended goes on")
	}
}

// What goes on asks for a stale proof as what begins does. The proof changes the session's secret, so that another set-up is
// begun.
func TestASetUpThatGoesOnTakesAFreshProof(t *testing.T) {
	t.Parallel()
	s, owner, _ := robbed(t)
	s.Clock.Advance(9 * time.Minute)
	owner.Post("/security/two-factor/start").Leads(t, scanPage)
	before := secretOn(t, owner)
	s.Clock.Advance(3 * time.Minute)
	for _, page := range []string{"/security/two-factor", "/security/methods/new", "/security/methods/whatsapp"} {
		if p := owner.Get(page); !strings.HasPrefix(p.Location, "/confirm?") {
			t.Errorf("%s asks for no proof: %d %q", page, p.Status, p.Location)
		}
	}
	for _, form := range [][]string{
		{"/security/two-factor/start"},
		{"/security/methods/new", "method", "totp"},
		{"/security/methods/whatsapp", "phone", hosttest.AdaPhone},
	} {
		if p := owner.Post(form[0], form[1:]...); !strings.HasPrefix(p.Location, "/confirm?") {
			t.Errorf("%s asks for no proof: %d %q", form[0], p.Status, p.Location)
		}
	}
	if secretOn(t, owner) != before {
		t.Error("the question alone has changed the set-up")
	}
	owner.Post("/confirm", "password", hosttest.AdaPassword, "next", "/security/two-factor").Leads(t, "/security/two-factor")
	owner.Post("/security/two-factor/start").Leads(t, scanPage)
	if secretOn(t, owner) == before {
		t.Error("what was begun before the proof goes on after it")
	}
}

// Whoever begins and cancels again and again sends no flood of codes.
func TestSetUpsAreNoFloodOfCodes(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	for range 20 {
		b.Post("/security/methods/new", "method", "email")
		b.Post("/security/two-factor/cancel")
		b.Post("/security/methods/whatsapp", "phone", hosttest.AdaPhone)
		b.Post("/security/two-factor/cancel")
	}
	if n := s.CodesSent(); n == 0 || n > 12 {
		t.Errorf("%d codes were sent", n)
	}
}
