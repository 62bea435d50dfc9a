package accounttest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/db"
)

// MadeUp are ids that no user has.
var MadeUp = []string{"", "%", "' OR 1=1 --", "00000000-0000-0000-0000-000000000000"}

// Thing is a kind of thing that accounts own, with how its package adds and lists it.
type Thing struct {
	Permission account.Permission
	// Add adds one thing to an account, with the given name.
	Add func(ctx context.Context, tx db.Tx, accountID, name string) error
	// List returns the names of the things that a user may see.
	List func(ctx context.Context, tx db.Reader, userID string) ([]string, error)
}

// IsSeenByThoseWhoMay tests that everybody sees what their memberships allow and nothing else. Ada owns
// engines; Grace owns compilers and is a member of engines, where only her permissions count.
func IsSeenByThoseWhoMay(t *testing.T, make func(*Fixture) Thing) {
	t.Helper()
	f := New(t)
	thing := make(f)
	others := slices.DeleteFunc([]account.Permission{account.Services, account.Domains, account.Invoices, account.Tickets},
		func(p account.Permission) bool { return p == thing.Permission })
	for _, c := range []struct {
		permissions []account.Permission
		grace       string
	}{
		{nil, "[compilers]"}, {others, "[compilers]"}, {[]account.Permission{thing.Permission}, "[compilers engines]"},
	} {
		f := New(t)
		thing := make(f)
		f.Join(t, "ada", "engines", account.Owner)
		f.Join(t, "grace", "compilers", account.Owner)
		f.Join(t, "grace", "engines", account.Member, c.permissions...)
		f.Write(t, func(ctx context.Context, tx db.Tx) error {
			for name, id := range f.IDs {
				if err := thing.Add(ctx, tx, id, name); err != nil {
					return err
				}
			}
			return nil
		})
		for who, want := range map[string]string{"ada": "[engines]", "grace": c.grace, "nobody": "[]"} {
			if got := thing.seenBy(t, f, f.Users[who]); got != want {
				t.Errorf("grace may see %v: %s sees %s, want %s", c.permissions, who, got, want)
			}
		}
		for _, id := range MadeUp {
			if got := thing.seenBy(t, f, id); got != "[]" {
				t.Errorf("%q sees %s", id, got)
			}
		}
	}
	err := f.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return thing.Add(ctx, tx, "none", "lost") })
	if err == nil {
		t.Error("what belongs to no account was stored")
	}
}

func (thing Thing) seenBy(t *testing.T, f *Fixture, userID string) string {
	t.Helper()
	names, err := thing.List(t.Context(), f.Read(), userID)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return fmt.Sprint(names)
}
