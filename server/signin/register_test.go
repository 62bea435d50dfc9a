package signin_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

func TestAnAccountIsCreatedWhereTheHostLetsPeople(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.Get("/sign-in").Says(t, http.StatusOK, "Create an account")
	b.Post("/register", "email", "grace@example.test").Leads(t, "/register/sent")
	b.Get(s.Link("grace@example.test", message.RegisterConfirm)).Leads(t, "/register/finish")
	b.Get("/register/finish").Says(t, http.StatusOK, "grace@example.test")
	b.Post("/register/finish", "name", "Grace <b>", "password", "12345678").Says(t, http.StatusUnprocessableEntity, "Grace &lt;b&gt;")
	b.Post("/register/finish", "name", "Grace", "password", hosttest.FreshPassword).Leads(t, "/sign-in?said=registered")
	b.Post("/sign-in", "email", "grace@example.test", "password", hosttest.FreshPassword).Leads(t, "/dashboard")
	b.Get("/dashboard").Says(t, http.StatusOK, "Welcome, Grace")

	s.Set("registration", "closed")
	c := s.Browser()
	if p := c.Get("/sign-in"); p.Status != http.StatusOK || strings.Contains(p.Body, "Create an account") {
		t.Error("the sign-in page leads to a registration that is closed")
	}
	c.Post("/register", "email", "edith@example.test").Leads(t, "/register")
	c.Get("/register").Says(t, http.StatusOK, "creates accounts for its clients")
}
