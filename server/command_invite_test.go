package main

import (
	"net/http"
	"testing"

	"latchkey/internal/message"
)

func TestAnInvitationFromTheShell(t *testing.T) {
	s := boot(t)
	s.set("registration", "invitation")
	latchkey(t, nil, "", "user", "invite", "--data", s.data, "--email", ada).refuses(t, 1, "already")
	latchkey(t, nil, "", "user", "invite", "--data", s.data, "--email", "edith@example.test", "--account", "none").refuses(t, 1, "no client account")
	latchkey(t, nil, "", "user", "invite", "--data", s.data, "--email", "edith@example.test", "--name", "Edith").succeeds(t, "An invitation to edith@example.test")
	b := s.browser()
	b.get(s.link("edith@example.test", message.Invitation)).leads(t, "/register/finish")
	b.get("/register/finish").says(t, http.StatusOK, `value="Edith"`)
	b.post("/register/finish", "name", "Edith", "password", freshPassword).leads(t, "/sign-in?said=registered")
}
