package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"latchkey/internal/db"

	"pgregory.net/rapid"
)

// Those who wait for each other are synced together, and each returns when its own work is stored.
func TestWhoWaitsIsSyncedTogether(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	const others = 20
	before := d.WriterTimes().Commits
	var all sync.WaitGroup
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		for i := range others {
			all.Go(func() {
				name := fmt.Sprint("n", i)
				if err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return set(ctx, tx, name, "x") }); err != nil {
					t.Error(err)
				}
				if !stored(t, d, name) {
					t.Errorf("%s was acknowledged before it was stored", name)
				}
			})
		}
		time.Sleep(5 * time.Millisecond) // until they stand in line
		return set(ctx, tx, "first", "x")
	})
	all.Wait()
	if err != nil || count(t, d.Read()) != others+1 {
		t.Fatalf("stored: %d, %v", count(t, d.Read()), err)
	}
	if commits := d.WriterTimes().Commits - before; commits > others/2 {
		t.Errorf("%d transactions took %d commits", others+1, commits)
	}
}

func stored(t testing.TB, d *db.DB, name string) bool {
	t.Helper()
	var n int
	if err := d.Read().Row(t.Context(), `SELECT COUNT(*) FROM setting WHERE name = $1`, name).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n > 0
}

var errRefused = errors.New("refused")

// endings are the ways in which work in a transaction ends: each as it may come about. What is acknowledged says whether the
// caller may be told that it is done.
var endings = map[string]struct {
	end          func(ctx context.Context, tx db.Tx) error
	acknowledged bool // unless another's failure undid it
	breaks       bool // it may undo others with it
}{
	"is done": {func(context.Context, db.Tx) error { return nil }, true, false},
	"fails":   {func(context.Context, db.Tx) error { return errRefused }, false, false},
	"panics":  {func(context.Context, db.Tx) error { panic(errRefused) }, false, false},
	"fails in a statement": {func(ctx context.Context, tx db.Tx) error {
		return tx.Do(ctx, "breaking a rule", `INSERT INTO held (id) VALUES (1)`)
	}, false, false},
	"swallows a statement that failed": {func(ctx context.Context, tx db.Tx) error {
		_ = tx.Do(ctx, "breaking a rule", `INSERT INTO held (id) VALUES (1)`)
		return nil
	}, true, false},
	// As SQLite does by itself where the disk is full, or the memory.
	"is undone by SQLite with all others": {func(ctx context.Context, tx db.Tx) error {
		return tx.Do(ctx, "breaking a rule", `INSERT OR ROLLBACK INTO held (id) VALUES (1)`)
	}, false, true},
	"swallows that SQLite undid all": {func(ctx context.Context, tx db.Tx) error {
		_ = tx.Do(ctx, "breaking a rule", `INSERT OR ROLLBACK INTO held (id) VALUES (1)`)
		return nil
	}, false, true},
	"can't be committed": {func(ctx context.Context, tx db.Tx) error {
		return tx.Do(ctx, "pointing nowhere", `INSERT INTO pointing (id) VALUES (7)`)
	}, false, true},
}

// Whatever happens to some, and however many of them come at once: what is acknowledged is stored, what is not is not, and
// nobody who has nothing to do with a failure is undone by it unless the database undid everything.
func TestWhatIsAcknowledgedIsStored(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return errors.Join(
			tx.Do(ctx, "preparing", `CREATE TABLE held (id INTEGER PRIMARY KEY)`), tx.Do(ctx, "preparing", `INSERT INTO held (id) VALUES (1)`),
			tx.Do(ctx, "preparing", `CREATE TABLE pointing (id INTEGER REFERENCES held (id) DEFERRABLE INITIALLY DEFERRED)`))
	})
	if err != nil {
		t.Fatal(err)
	}
	turn := 0
	rapid.Check(t, func(r *rapid.T) {
		turn++
		names := rapid.SliceOfN(rapid.SampledFrom([]string{
			"is done", "is done", "is done", "fails", "panics", "fails in a statement", "swallows a statement that failed",
			"is undone by SQLite with all others", "swallows that SQLite undid all", "can't be committed",
		}), 1, 12).Draw(r, "endings")
		slow := rapid.Bool().Draw(r, "slow")
		got := make([]error, len(names))
		var all sync.WaitGroup
		for i, name := range names {
			all.Go(func() {
				row := fmt.Sprint(turn, ".", i)
				defer func() {
					if said := recover(); said != nil {
						got[i] = fmt.Errorf("%v", said)
					}
					if stored(t, d, row) != (got[i] == nil) {
						r.Errorf("%s, which %s: it was told %v, and stored: %v", row, name, got[i], got[i] != nil)
					}
				}()
				got[i] = d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
					if err := set(ctx, tx, row, "x"); err != nil {
						return err
					}
					if slow {
						time.Sleep(time.Millisecond)
					}
					return endings[name].end(ctx, tx)
				})
			})
		}
		all.Wait()
		compare(r, names, got)
		if err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return set(ctx, tx, "after", "x") }); err != nil {
			r.Fatalf("the writer is of no use afterwards: %v", err)
		}
	})
}

// compare holds what everybody was told against how their work ended.
func compare(r *rapid.T, names []string, got []error) {
	broken := false
	for _, name := range names {
		broken = broken || endings[name].breaks
	}
	for i, name := range names {
		switch want := endings[name]; {
		case got[i] == nil && !want.acknowledged:
			r.Errorf("%s was acknowledged", name)
		case got[i] != nil && want.acknowledged && !broken:
			r.Errorf("%s was undone: %v", name, got[i])
		}
	}
}

// Of a part that fails nothing is left, whatever it fails by; what was done before it stays.
func TestAPartIsUndoneAlone(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	for name, fail := range map[string]func() error{
		"an error": func() error { return errRefused }, "a panic": func() error { panic(errRefused) },
	} {
		err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
			if err := set(ctx, tx, "before "+name, "x"); err != nil {
				return err
			}
			failed := tx.Savepoint(ctx, func(ctx context.Context, tx db.Tx) error { return errors.Join(set(ctx, tx, "in "+name, "x"), fail()) })
			if !errors.Is(failed, errRefused) {
				t.Errorf("%s: %v", name, failed)
			}
			return tx.Savepoint(ctx, func(ctx context.Context, tx db.Tx) error { return set(ctx, tx, "after "+name, "x") })
		})
		if err != nil || !stored(t, d, "before "+name) || stored(t, d, "in "+name) || !stored(t, d, "after "+name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Where SQLite itself undoes the whole transaction in a part of it, nobody is told that it was done, whatever its function returns.
func TestAPartThatUndoesEverything(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		if err := set(ctx, tx, "counted", "x"); err != nil {
			return err
		}
		_ = tx.Savepoint(ctx, func(ctx context.Context, tx db.Tx) error {
			return tx.Do(ctx, "breaking a rule", `INSERT OR ROLLBACK INTO setting (name, value) VALUES ('counted', 'x')`)
		})
		return nil
	})
	if err == nil || stored(t, d, "counted") {
		t.Errorf("it was told %v", err)
	}
}
