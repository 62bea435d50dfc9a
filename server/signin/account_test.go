package signin_test

import (
	"net/http"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// Nobody who creates an account comes to a dead end: where the host says so they own a client account from then on, and
// else the dashboard leads to who links one.
func TestRegisteringLeadsOn(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("registration", "open")
	registers := func(email string) *hosttest.Browser {
		b := s.Browser()
		b.Post("/register", "email", email).Leads(t, "/register/sent")
		b.Get(s.Link(email, message.RegisterConfirm)).Leads(t, "/register/finish")
		b.Post("/register/finish", "name", "Ελένη", "password", hosttest.FreshPassword).Leads(t, "/sign-in?said=registered")
		b.Post("/sign-in", "email", email, "password", hosttest.FreshPassword).Leads(t, "/dashboard")
		return b
	}
	before := s.Count(`SELECT COUNT(*) FROM account`)
	without := registers("without@example.test")
	without.Get("/dashboard").Says(t, http.StatusOK, "isn’t linked to a client account")
	without.Get("/dashboard").Says(t, http.StatusOK, `href="/contact"`)
	without.Get("/contact").Says(t, http.StatusOK, "<form")
	if n := s.Count(`SELECT COUNT(*) FROM account`); n != before {
		t.Errorf("%d client accounts were made where the host does not say so", n-before)
	}

	s.Set("registration.account", "on")
	with := registers("with@example.test")
	with.Get("/account").Says(t, http.StatusOK, "Ελένη")
	if n := s.Count(`SELECT COUNT(*) FROM membership WHERE role = 'owner' AND user_id = $1`, s.IDOf("with@example.test")); n != 1 {
		t.Errorf("they own %d accounts", n)
	}
	with.Get("/tickets/new").Says(t, http.StatusOK, "<form")
	without.Get("/account").Says(t, http.StatusNotFound, "")
}
