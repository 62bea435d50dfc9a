package factor_test

import (
	"context"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/user"
)

// Who has no method is kept, not looked for. It is right after whatever adds, removes or brings back one.
func TestWhoHasNoMethodIsCounted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	users := &user.Users{Clock: d.clock}
	without := func() int {
		t.Helper()
		_, n, err := users.Count(t.Context(), d.db.Read())
		d.must(err)
		return n
	}
	stranger := d.person("bruno@example.com")
	p := d.phoneOf("ada@example.com")
	methods, err := d.factors.Enrolled(t.Context(), d.db.Read(), p.owner.UserID)
	d.must(err)
	for _, c := range []struct {
		what string
		do   func(ctx context.Context, tx db.Tx) error
		want int
	}{
		{"nothing", func(context.Context, db.Tx) error { return nil }, 1},
		{"removed, and kept", func(ctx context.Context, tx db.Tx) error {
			return d.factors.Remove(ctx, tx, p.owner.UserID, methods[0].ID, false)
		}, 2},
		{"brought back", func(ctx context.Context, tx db.Tx) error {
			_, err := d.factors.Undo(ctx, tx, p.owner.UserID)
			return err
		}, 1},
		{"switched off", func(ctx context.Context, tx db.Tx) error {
			return d.factors.SwitchOff(ctx, tx, p.owner.UserID, factor.Proof{})
		}, 2},
		{"brought back again", func(ctx context.Context, tx db.Tx) error {
			_, err := d.factors.Undo(ctx, tx, p.owner.UserID)
			return err
		}, 1},
		{"all removed", func(ctx context.Context, tx db.Tx) error { return d.factors.RemoveAll(ctx, tx, p.owner.UserID) }, 2},
		{"disabled", func(ctx context.Context, tx db.Tx) error { return users.SetDisabled(ctx, tx, stranger.UserID, true) }, 1},
		{"person removed", func(ctx context.Context, tx db.Tx) error { return users.Remove(ctx, tx, p.owner.UserID) }, 0},
	} {
		if d.write(c.do); without() != c.want {
			t.Errorf("%s: %d without a method, want %d", c.what, without(), c.want)
		}
	}
}
