package main

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/user"
)

// addPerson adds somebody who can sign in, as the host does from the shell.
func (s *server) addPerson(email, name, password string) {
	s.t.Helper()
	if _, err := s.host.Changes.AddUser(s.t.Context(), email, name, password); err != nil {
		s.t.Fatal(err)
	}
}

// role gives somebody a role, as the host does from the shell.
func (s *server) role(email string, role user.Role) {
	s.t.Helper()
	if _, err := s.host.Changes.SetRoleFromShell(s.t.Context(), email, role); err != nil {
		s.t.Fatal(err)
	}
}

const adaNumber = "+447700900123"

const tenantPassword = "violet-harbour-42"

const (
	ada         = "ada@example.test"
	adaPassword = "violet-harbour-42"
)

const freshPassword = "marble window sparrow"

const adaPhone = "+44 7911 123456"

const (
	bruno         = "bruno@example.test"
	brunoPassword = "copper-lantern-77"
)

const recoveryNumber = "+442079460123"

func (s *server) phoneOf(email, number string) {
	s.t.Helper()
	err := s.host.DB.InTx(s.t.Context(), func(ctx context.Context, tx db.Tx) error {
		u, err := s.host.Users.ByEmail(ctx, tx, email)
		if err != nil {
			return err
		}
		return s.host.Users.SetPhone(ctx, tx, u.ID, number)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

const (
	sven, svenPassword = "sven@example.test", "granite-meadow-61"
	noor, noorPassword = "noor@example.test", "amber-window-84"
)

func (s *server) idOf(email string) string {
	s.t.Helper()
	u, err := s.host.Users.ByEmail(s.t.Context(), s.host.DB.Read(), email)
	if err != nil {
		s.t.Fatal(err)
	}
	return u.ID
}
