package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/factor/passkey/passkeytest"
)

func TestAPasskeyOverHTTP(t *testing.T) {
	s := bootForPasskeys(t)
	b, a := s.browser(), passkeytest.New(t, s.url)
	b.signIn().leads(t, "/dashboard")
	b.makes(a, "name", "Blue key").leads(t, "/security/backup-codes?of=set-up")
	b.post("/sign-out")

	b.uses(a, "/sign-in/with-passkey", "next", "/invoices").leads(t, "/invoices")
	b.get("/security").says(t, http.StatusOK, "Blue key")
	b.uses(a, "/confirm/passkey", "next", "/invoices").leads(t, "/invoices")

	other := s.browser()
	other.signIn().leads(t, "/sign-in/code")
	other.get("/sign-in/passkey").says(t, http.StatusOK, `data-passkey="get"`)
	other.uses(a, "/sign-in/passkey").leads(t, "/dashboard")

	b.get("/security/two-factor/disable/passkey").says(t, http.StatusOK, "Disable two-factor authentication")
	b.uses(a, "/security/two-factor/disable/passkey").leads(t, "/security/two-factor/disable/confirm")
	b.post("/security/two-factor/disable/confirm").leads(t, "/security?done=off")
	s.browser().uses(a, "/sign-in/with-passkey").says(t, http.StatusUnprocessableEntity, "That passkey was not accepted")
}

// Failures 1 and 9: neither a challenge nor another browser's answer opens anything.
func TestPasskeysOpenNoOtherDoor(t *testing.T) {
	s := bootForPasskeys(t)
	b, a := s.browser(), passkeytest.New(t, s.url)
	b.signIn()
	b.makes(a)
	options := s.browser().post("/sign-in/with-passkey/options")
	thief := s.browser()
	thief.post("/sign-in/with-passkey/options")
	thief.post("/sign-in/with-passkey", "answer", a.Get([]byte(options.body))).says(t, http.StatusUnprocessableEntity, "not accepted")
	thief.post("/sign-in/with-passkey").says(t, http.StatusUnprocessableEntity, "No passkey was used")
	thief.signIn().leads(t, "/sign-in/code")
	for _, path := range []string{"/security/passkeys/new", "/security/passkeys/new/options", "/confirm/passkey", "/confirm/passkey/options"} {
		if p := thief.post(path, "answer", "{}"); p.status != http.StatusSeeOther || !strings.HasPrefix(p.location, "/sign-in") {
			t.Errorf("%s: somebody challenged got %d to %q", path, p.status, p.location)
		}
	}
	thief.uses(passkeytest.New(t, s.url), "/sign-in/passkey").says(t, http.StatusUnprocessableEntity, "No passkey was used")
}

func TestPasskeysAreOfferedWhereTheyWork(t *testing.T) {
	s := bootForPasskeys(t)
	b := s.browser()
	b.get("/sign-in").says(t, http.StatusOK, `autocomplete="username webauthn"`)
	found := b.get("/.well-known/passkey-endpoints")
	var endpoints struct{ Enroll, Manage string }
	if err := json.Unmarshal([]byte(found.body), &endpoints); err != nil || found.status != http.StatusOK ||
		!strings.HasSuffix(endpoints.Enroll, "/security/passkeys/new") || !strings.HasSuffix(endpoints.Manage, "/security") {
		t.Errorf("passkeys are looked after at %q (%v)", found.body, err)
	}
	s.url = strings.Replace(s.url, "localhost", "127.0.0.1", 1)
	if p := s.browser().get("/sign-in"); strings.Contains(p.body, "webauthn") || strings.Contains(p.body, "with-passkey") {
		t.Error("an address without a name offers passkeys")
	}
	if p := s.browser().post("/sign-in/with-passkey/options"); p.status != http.StatusNotFound {
		t.Errorf("an address without a name gives out a challenge: %d", p.status)
	}
}

// A passkey is added only after a fresh proof.
func TestAPasskeyNeedsAFreshProof(t *testing.T) {
	s := bootForPasskeys(t)
	b := s.browser()
	b.signIn()
	s.clock.Advance(11 * 60e9)
	p := b.get("/security/passkeys/new")
	if p.status != http.StatusSeeOther || !strings.HasPrefix(p.location, "/confirm?") {
		t.Errorf("the page: %d to %q", p.status, p.location)
	}
	b.post("/security/passkeys/new/options").leads(t, "/security/passkeys/new")
}

// Without scripts the other ways stand on the page, and what refuses a set-up has words.
func TestAPasskeyIsNoDeadEnd(t *testing.T) {
	s := bootForPasskeys(t)
	b := s.browser()
	b.signIn()
	long := strings.Repeat("long ", 20)
	b.post("/security/passkeys/new/options", "name", long).says(t, http.StatusUnprocessableEntity, "A name takes one line")
	b.post("/security/passkeys/new", "name", long).says(t, http.StatusUnprocessableEntity, "A name takes one line")
	b.makes(passkeytest.New(t, s.url), "name", "Blue key")
	other := s.browser()
	other.signIn()
	step := other.get("/sign-in/passkey")
	step.says(t, http.StatusOK, "Choose another way below")
	step.says(t, http.StatusOK, `class="choice"`)
}
