package command

import (
	"net/http"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

func TestAnInvitationFromTheShell(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Clock.Set(time.Now()) // the shell goes by the machine's clock
	s.Set("registration", "invitation")
	latchkey(t, nil, "", "user", "invite", "--data", s.Data, "--email", hosttest.Ada).Refuses(t, 1, "already")
	latchkey(t, nil, "", "user", "invite", "--data", s.Data, "--email", "edith@example.test", "--account", "none").
		Refuses(t, 1, "no client account")
	latchkey(t, nil, "", "user", "invite", "--data", s.Data, "--email", "edith@example.test", "--name", "Edith").
		Succeeds(t, "An invitation to edith@example.test")
	b := s.Browser()
	b.Get(s.Link("edith@example.test", message.Invitation)).Leads(t, "/register/finish")
	b.Get("/register/finish").Says(t, http.StatusOK, `value="Edith"`)
	b.Post("/register/finish", "name", "Edith", "password", hosttest.FreshPassword).Leads(t, "/sign-in?said=registered")
}
