package db

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
)

// noSteps has the steps of all migrations do nothing.
var noSteps = Steps{
	"audit.digests": func(context.Context, Tx) error { return nil }, "attachment.logo": func(context.Context, Tx) error { return nil },
}

// What SQL can't do belongs to the same transaction: it is done once, where its file stands, and undone with everything.
func TestAStepIsPartOfItsMigration(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "latchkey.db")
	older(t, path, 16)
	failed, ran := errors.New("the step failed"), 0
	fails := Steps{"audit.digests": func(context.Context, Tx) error { return failed }}
	if _, err := Upgrade(t.Context(), path, fits, fails); !errors.Is(err, failed) {
		t.Fatalf("got %v", err)
	}
	if _, err := Upgrade(t.Context(), path, fits, nil); err == nil {
		t.Fatal("upgraded without the step")
	}
	if v, _ := version(t, path); v != 16 || len(beside(t, path)) != 0 {
		t.Fatalf("it is of version %d, with %v beside", v, beside(t, path))
	}
	counts := Steps{"attachment.logo": noSteps["attachment.logo"], "audit.digests": func(ctx context.Context, tx Tx) error {
		ran++
		return tx.Do(ctx, "filling in", `UPDATE audit_event SET network_digest = 'x'`) // whose column is there by then
	}}
	for range 2 {
		d, err := Upgrade(t.Context(), path, fits, counts)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if ran != 1 {
		t.Errorf("the step ran %d times", ran)
	}
}

// A copy says that it is one until it is taken into use; the database that was copied does not.
func TestACopySaysThatItIsOne(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "latchkey.db")
	older(t, path, 9) // whatever version it is of
	for _, c := range []struct {
		path string
		want bool
	}{{path, false}, {filepath.Join(t.TempDir(), "copy.db"), true}} {
		if c.want {
			if err := Copy(t.Context(), path, c.path); err != nil {
				t.Fatal(err)
			}
		}
		d, err := Upgrade(t.Context(), c.path, fits, noSteps)
		if err != nil {
			t.Fatal(err)
		}
		isCopy := func(when string, want bool) {
			t.Helper()
			if got, err := d.IsCopy(t.Context()); got != want || err != nil {
				t.Errorf("%s it is a copy: %v, %v", when, got, err)
			}
		}
		isCopy("at first", c.want)
		undone := errors.New("undone")
		err = d.InTx(t.Context(), func(ctx context.Context, tx Tx) error { return errors.Join(NoCopy(ctx, tx), undone) })
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		isCopy("when that was undone", c.want)
		if err := d.InTx(t.Context(), NoCopy); err != nil {
			t.Fatal(err)
		}
		isCopy("in use", false)
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
