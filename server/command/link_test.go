package command

import (
	"context"
	"net/http"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/user"
	"latchkey/server/host"
	"latchkey/server/hosttest"
)

// The console's link stands in the journal of the machine for good. The first member of the staff ends it, however they
// became one and whatever becomes of them: else whoever reads the journal makes themselves an administrator.
func TestAnyFirstStaffEndsTheSetUpLink(t *testing.T) {
	t.Parallel()
	const shell = "violet-harbour-42\n"
	for _, c := range []struct {
		name string
		make func(s *hosttest.Server)
	}{
		{"an administrator from the shell", func(s *hosttest.Server) {
			latchkey(t, nil, shell, "user", "add", "--data", s.Data, "--email", "boss@example.com", "--name", "Boss",
				"--staff", "administrator", "--password-stdin").Succeeds(t)
		}},
		{"support, who is a client again", func(s *hosttest.Server) {
			latchkey(t, nil, shell, "user", "add", "--data", s.Data, "--email", "boss@example.com", "--name", "Boss",
				"--staff", "support", "--password-stdin").Succeeds(t)
			latchkey(t, nil, "", "user", "staff", "--data", s.Data, "--email", "boss@example.com", "--role", "client").Succeeds(t)
		}},
		{"a database that had staff before", func(s *hosttest.Server) {
			s.AddPerson("boss@example.com", "Boss", hosttest.TenantPassword)
			err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
				return tx.Do(ctx, "making staff", `UPDATE users SET role = $1`, string(user.Support))
			})
			if err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := hosttest.Boot(t, func(o *host.Options) { o.Demo = false })
			token, err := s.Host.Staff.SetUpLink(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			open := s.Browser() // with the form before them
			open.Get("/set-up/"+token).Leads(t, "/set-up")
			open.Get("/set-up").Says(t, http.StatusOK, "Create the first administrator")
			c.make(s)
			form := []string{"name", "Eve", "email", "eve@example.com", "password", "granite-meadow-61"}
			open.Post("/set-up", form...).Says(t, http.StatusOK, "This link no longer works")
			late := s.Browser()
			late.Get("/set-up/"+token).Leads(t, "/set-up")
			late.Get("/set-up").Says(t, http.StatusOK, "This link no longer works")
			late.Post("/set-up", form...).Says(t, http.StatusOK, "This link no longer works")
			if n := s.Count(`SELECT COUNT(*) FROM users WHERE email = 'eve@example.com'`); n != 0 {
				t.Error("a second administrator came by the link")
			}
		})
	}
}
