package hosttest

import "net/http"

// Sven returns a browser in which Sven, the administrator, is signed in at the desk.
func (s *Server) Sven() *Browser { return s.AtTheDesk(Sven, SvenPassword) }

// Noor returns a browser in which Noor, of support, is signed in at the desk.
func (s *Server) Noor() *Browser { return s.AtTheDesk(Noor, NoorPassword) }

// SetUpSecondStep sets an authenticator app up for the signed-in person and returns its secret.
func (b *Browser) SetUpSecondStep() string {
	b.T.Helper()
	b.Post("/security/two-factor/start")
	secret := Between(b.T, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
	if p := b.Post("/security/two-factor/verify", "code", b.Server.Code(secret)); p.Status != http.StatusSeeOther {
		b.T.Fatalf("setting up answers %d: %s", p.Status, p.Body)
	}
	b.Server.Clock.Advance(30e9)
	return secret
}

// AtTheDesk returns a browser in which a member of staff has signed in with a second step.
func (s *Server) AtTheDesk(email, password string) *Browser {
	s.T.Helper()
	b := s.Browser()
	if p := b.Post("/sign-in", "email", email, "password", password); p.Status != http.StatusSeeOther {
		s.T.Fatalf("signing in answers %d", p.Status)
	}
	b.SetUpSecondStep()
	b.Get("/desk").Says(s.T, http.StatusOK, "Hello, ")
	return b
}
