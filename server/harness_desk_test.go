package main

import "net/http"

func (s *server) sven() *browser { return s.atTheDesk(sven, svenPassword) }

func (s *server) noor() *browser { return s.atTheDesk(noor, noorPassword) }

// setUpSecondStep sets an authenticator app up for whoever is signed in, and returns its secret.
func (b *browser) setUpSecondStep() string {
	b.t.Helper()
	b.post("/security/two-factor/start")
	secret := between(b.t, b.get("/security/two-factor/scan").body, `data-text="`, `"`)
	if p := b.post("/security/two-factor/verify", "code", b.s.code(secret)); p.status != http.StatusSeeOther {
		b.t.Fatalf("setting up answers %d: %s", p.status, p.body)
	}
	b.s.clock.Advance(30e9)
	return secret
}

// atTheDesk is a browser in which a member of the staff has signed in with a second step.
func (s *server) atTheDesk(email, password string) *browser {
	s.t.Helper()
	b := s.browser()
	if p := b.post("/sign-in", "email", email, "password", password); p.status != http.StatusSeeOther {
		s.t.Fatalf("signing in answers %d", p.status)
	}
	b.setUpSecondStep()
	b.get("/desk").says(s.t, http.StatusOK, "Hello, ")
	return b
}
