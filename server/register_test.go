package main

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/message"
)

func TestAnAccountIsCreatedWhereTheHostLetsPeople(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.get("/sign-in").says(t, http.StatusOK, "Create an account")
	b.post("/register", "email", "grace@example.test").leads(t, "/register/sent")
	b.get(s.link("grace@example.test", message.RegisterConfirm)).leads(t, "/register/finish")
	b.get("/register/finish").says(t, http.StatusOK, "grace@example.test")
	b.post("/register/finish", "name", "Grace <b>", "password", "12345678").says(t, http.StatusUnprocessableEntity, "Grace &lt;b&gt;")
	b.post("/register/finish", "name", "Grace", "password", freshPassword).leads(t, "/sign-in?said=registered")
	b.post("/sign-in", "email", "grace@example.test", "password", freshPassword).leads(t, "/dashboard")
	b.get("/dashboard").says(t, http.StatusOK, "Welcome, Grace")

	s.set("registration", "closed")
	c := s.browser()
	if p := c.get("/sign-in"); p.status != http.StatusOK || strings.Contains(p.body, "Create an account") {
		t.Error("the sign-in page leads to a registration that is closed")
	}
	c.post("/register", "email", "edith@example.test").leads(t, "/register")
	c.get("/register").says(t, http.StatusOK, "opens accounts for its clients")
}
