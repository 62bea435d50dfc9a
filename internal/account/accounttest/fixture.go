// Package accounttest makes a database with people and client accounts, to test packages whose things belong to
// accounts.
package accounttest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/user"
)

// Now is the fixture's time.
var Now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// Fixture is a database with the people ada, grace and nobody, and the accounts engines and compilers, which
// have no members yet.
type Fixture struct {
	*db.DB
	Accounts *account.Accounts
	Users    map[string]string // name -> id
	IDs      map[string]string // account -> id
}

// New makes the fixture and removes it when the test ends.
func New(t *testing.T) *Fixture {
	t.Helper()
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "test.db"))
	fixed := clock.Fixed(Now)
	f := &Fixture{d, &account.Accounts{Clock: fixed}, map[string]string{}, map[string]string{}}
	f.Write(t, func(ctx context.Context, tx db.Tx) error {
		people := &user.Users{Clock: fixed}
		for _, name := range []string{"ada", "grace", "nobody"} {
			u, err := people.Create(ctx, tx, name+"@example.test", name, "")
			if err != nil {
				return err
			}
			f.Users[name] = u.ID
		}
		for _, name := range []string{"engines", "compilers"} {
			a, err := f.Accounts.Create(ctx, tx, "C-"+name, name)
			if err != nil {
				return err
			}
			f.IDs[name] = a.ID
		}
		return nil
	})
	return f
}

// Write calls work in one transaction and fails the test if it fails.
func (f *Fixture) Write(t *testing.T, work func(context.Context, db.Tx) error) {
	t.Helper()
	if err := f.InTx(t.Context(), work); err != nil {
		t.Fatal(err)
	}
}

// Join makes a person a member of an account.
func (f *Fixture) Join(t *testing.T, who, what string, role account.Role, permissions ...account.Permission) {
	t.Helper()
	f.Write(t, func(ctx context.Context, tx db.Tx) error {
		return f.Accounts.Join(ctx, tx, account.Membership{
			AccountID: f.IDs[what], UserID: f.Users[who], Role: role, Permissions: permissions,
		})
	})
}
