package hosttest

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/staff"
	"latchkey/internal/user"
)

// People of the demo: two clients, an administrator and a member of support, with their passwords.
const (
	Ada, AdaPassword     = "ada@example.test", "violet-harbour-42"
	Bruno, BrunoPassword = "bruno@example.test", "copper-lantern-77"
	Sven, SvenPassword   = "sven@example.test", "granite-meadow-61"
	Noor, NoorPassword   = "noor@example.test", "amber-window-84"
)

// Phone numbers that the tests give to Ada: one to confirm, one for codes, and one that recovery uses.
const (
	AdaNumber      = "+447700900123"
	AdaPhone       = "+44 7911 123456"
	RecoveryNumber = "+442079460123"
)

// Passwords that are strong enough: one for people that a test adds, and one to change to.
const (
	TenantPassword = "violet-harbour-42"
	FreshPassword  = "marble window sparrow"
)

// AddPerson adds a client who can sign in, as the host does from the shell.
func (s *Server) AddPerson(email, name, password string) {
	s.T.Helper()
	if _, err := s.Host.Staff.AddUser(s.T.Context(), staff.Person{Email: email, Name: name}, password); err != nil {
		s.T.Fatal(err)
	}
}

// SetRole gives a person a role, as the host does from the shell.
func (s *Server) SetRole(email string, role user.Role) {
	s.T.Helper()
	if _, err := s.Host.Staff.SetRoleFromShell(s.T.Context(), email, role); err != nil {
		s.T.Fatal(err)
	}
}

// PhoneOf gives a person a confirmed phone number.
func (s *Server) PhoneOf(email, number string) {
	s.T.Helper()
	err := s.Host.DB.InTx(s.T.Context(), func(ctx context.Context, tx db.Tx) error {
		u, err := s.Host.Users.ByEmail(ctx, tx, email)
		if err != nil {
			return err
		}
		return s.Host.Users.SetPhone(ctx, tx, u.ID, number)
	})
	if err != nil {
		s.T.Fatal(err)
	}
}

// IDOf returns the id of the person with that address.
func (s *Server) IDOf(email string) string {
	s.T.Helper()
	u, err := s.Host.Users.ByEmail(s.T.Context(), s.Host.DB.Read(), email)
	if err != nil {
		s.T.Fatal(err)
	}
	return u.ID
}

// AccountID returns the id of the client account with that number.
func (s *Server) AccountID(number string) string {
	s.T.Helper()
	a, err := s.Host.Accounts.ByNumber(s.T.Context(), s.Host.DB.Read(), number)
	if err != nil {
		s.T.Fatal(err)
	}
	return a.ID
}
