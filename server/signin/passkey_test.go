package signin_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/factor/passkey/passkeytest"
	"latchkey/server/hosttest"
)

func TestAPasskeyOverHTTP(t *testing.T) {
	t.Parallel()
	s := hosttest.BootForPasskeys(t)
	b, a := s.Browser(), passkeytest.New(t, s.URL)
	b.SignIn().Leads(t, "/dashboard")
	b.MakesPasskey(a, "name", "Blue key").Leads(t, "/security/backup-codes?of=set-up")
	b.Post("/sign-out")

	b.UsesPasskey(a, "/sign-in/with-passkey", "next", "/invoices").Leads(t, "/invoices")
	b.Get("/security").Says(t, http.StatusOK, "Blue key")
	b.UsesPasskey(a, "/confirm/passkey", "next", "/invoices").Leads(t, "/invoices")

	other := s.Browser()
	other.SignIn().Leads(t, "/sign-in/code")
	other.Get("/sign-in/passkey").Says(t, http.StatusOK, `data-passkey="get"`)
	other.UsesPasskey(a, "/sign-in/passkey").Leads(t, "/dashboard")

	b.Get("/security/two-factor/disable/passkey").Says(t, http.StatusOK, "Disable two-factor authentication")
	b.UsesPasskey(a, "/security/two-factor/disable/passkey").Leads(t, "/security/two-factor/disable/confirm")
	b.Post("/security/two-factor/disable/confirm").Leads(t, "/security?done=off")
	s.Browser().UsesPasskey(a, "/sign-in/with-passkey").Says(t, http.StatusUnprocessableEntity, "That passkey didn’t work")
}

// Failures 1 and 9: neither a challenge nor another browser's answer opens anything.
func TestPasskeysOpenNoOtherDoor(t *testing.T) {
	t.Parallel()
	s := hosttest.BootForPasskeys(t)
	b, a := s.Browser(), passkeytest.New(t, s.URL)
	b.SignIn()
	b.MakesPasskey(a)
	options := s.Browser().Post("/sign-in/with-passkey/options")
	thief := s.Browser()
	thief.Post("/sign-in/with-passkey/options")
	thief.Post("/sign-in/with-passkey", "answer", a.Get([]byte(options.Body))).Says(t, http.StatusUnprocessableEntity, "didn’t work")
	thief.Post("/sign-in/with-passkey").Says(t, http.StatusUnprocessableEntity, "No passkey was used")
	thief.SignIn().Leads(t, "/sign-in/code")
	for _, path := range []string{"/security/passkeys/new", "/security/passkeys/new/options", "/confirm/passkey", "/confirm/passkey/options"} {
		if p := thief.Post(path, "answer", "{}"); p.Status != http.StatusSeeOther || !strings.HasPrefix(p.Location, "/sign-in") {
			t.Errorf("%s: somebody challenged got %d to %q", path, p.Status, p.Location)
		}
	}
	thief.UsesPasskey(passkeytest.New(t, s.URL), "/sign-in/passkey").Says(t, http.StatusUnprocessableEntity, "No passkey was used")
}

func TestPasskeysAreOfferedWhereTheyWork(t *testing.T) {
	t.Parallel()
	s := hosttest.BootForPasskeys(t)
	b := s.Browser()
	b.Get("/sign-in").Says(t, http.StatusOK, `autocomplete="username webauthn"`)
	found := b.Get("/.well-known/passkey-endpoints")
	var endpoints struct{ Enroll, Manage string }
	if err := json.Unmarshal([]byte(found.Body), &endpoints); err != nil || found.Status != http.StatusOK ||
		!strings.HasSuffix(endpoints.Enroll, "/security/passkeys/new") || !strings.HasSuffix(endpoints.Manage, "/security") {
		t.Errorf("passkeys are looked after at %q (%v)", found.Body, err)
	}
	s.URL = strings.Replace(s.URL, "localhost", "127.0.0.1", 1)
	if p := s.Browser().Get("/sign-in"); strings.Contains(p.Body, "webauthn") || strings.Contains(p.Body, "with-passkey") {
		t.Error("an address without a name offers passkeys")
	}
	if p := s.Browser().Post("/sign-in/with-passkey/options"); p.Status != http.StatusNotFound {
		t.Errorf("an address without a name gives out a challenge: %d", p.Status)
	}
}

// A passkey is added only after a fresh proof.
func TestAPasskeyNeedsAFreshProof(t *testing.T) {
	t.Parallel()
	s := hosttest.BootForPasskeys(t)
	b := s.Browser()
	b.SignIn()
	s.Clock.Advance(11 * 60e9)
	p := b.Get("/security/passkeys/new")
	if p.Status != http.StatusSeeOther || !strings.HasPrefix(p.Location, "/confirm?") {
		t.Errorf("the page: %d to %q", p.Status, p.Location)
	}
	b.Post("/security/passkeys/new/options").Leads(t, "/security/passkeys/new")
}

// Without scripts the other ways stand on the page, and what refuses a set-up has words.
func TestAPasskeyIsNoDeadEnd(t *testing.T) {
	t.Parallel()
	s := hosttest.BootForPasskeys(t)
	b := s.Browser()
	b.SignIn()
	long := strings.Repeat("long ", 20)
	b.Post("/security/passkeys/new/options", "name", long).Says(t, http.StatusUnprocessableEntity, "Use one line")
	b.Post("/security/passkeys/new", "name", long).Says(t, http.StatusUnprocessableEntity, "Use one line")
	b.MakesPasskey(passkeytest.New(t, s.URL), "name", "Blue key")
	other := s.Browser()
	other.SignIn()
	step := other.Get("/sign-in/passkey")
	step.Says(t, http.StatusOK, "Choose another way below")
	step.Says(t, http.StatusOK, `class="choice"`)
}
