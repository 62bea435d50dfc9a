package db_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"latchkey/internal/db"
)

func open(t *testing.T, path string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func inTemp(t *testing.T) string { return filepath.Join(t.TempDir(), "latchkey.db") }

func set(ctx context.Context, tx db.Tx, name, value string) error {
	_, err := tx.Exec(ctx, `INSERT INTO setting (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}

func count(t *testing.T, tx db.Reader) (n int) {
	t.Helper()
	if err := tx.Row(t.Context(), `SELECT COUNT(*) FROM setting`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestADatabaseOfANewerProgramIsRefused(t *testing.T) {
	t.Parallel()
	path := inTemp(t)
	d := open(t, path)
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO schema_migration (version) VALUES ($1)`, db.Version()+1)
		return err
	})
	if err := errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Open(t.Context(), path); !errors.Is(err, db.ErrNewer) {
		t.Fatalf("got %v, want ErrNewer", err)
	}
}

// Several processes that start at once on an empty folder: one makes the schema, all work.
func TestMigrationsAtOnce(t *testing.T) {
	t.Parallel()
	path := inTemp(t)
	all := make([]*db.DB, 6)
	failed := make([]error, len(all))
	var starting sync.WaitGroup
	for i := range all {
		starting.Go(func() { all[i], failed[i] = db.Open(t.Context(), path) })
	}
	starting.Wait()
	for i, err := range failed {
		if err != nil {
			t.Errorf("process %d: %v", i, err)
			continue
		}
		if err := all[i].InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return set(ctx, tx, "brand.name", "x") }); err != nil {
			t.Errorf("process %d can't write: %v", i, err)
		}
		_ = all[i].Close()
	}
}

func TestWhatIsUndoneLeavesNoTrace(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	undone, before := errors.New("undone"), d.WriterTimes().Commits
	for name, fn := range map[string]func(ctx context.Context, tx db.Tx) error{
		"an error": func(ctx context.Context, tx db.Tx) error { return errors.Join(set(ctx, tx, "a", "b"), undone) },
		"a panic":  func(ctx context.Context, tx db.Tx) error { _ = set(ctx, tx, "a", "b"); panic(undone) },
		"a cancelled context of its own": func(ctx context.Context, tx db.Tx) error {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return errors.Join(set(ctx, tx, "a", "b"), undone)
		},
	} {
		func() {
			defer func() { _ = recover() }()
			if err := d.InTx(t.Context(), fn); !errors.Is(err, undone) {
				t.Errorf("%s: got %v", name, err)
			}
		}()
		if n := count(t, d.Read()); n != 0 {
			t.Fatalf("%s: %d rows are left", name, n)
		}
	}
	if n := d.WriterTimes().Commits - before; n != 0 {
		t.Errorf("what was undone took %d syncs", n)
	}
	change := func(ctx context.Context, tx db.Tx) error { return set(ctx, tx, "a", "c") }
	if err := d.InTx(t.Context(), change); err != nil || count(t, d.Read()) != 1 {
		t.Fatalf("the writer is not usable afterwards: %v", err)
	}
}

// What would write is no query of a reader's, outside a transaction or in one; and a reader never turns out to be the writer.
func TestAReaderCannotWrite(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	if _, writes := d.Read().(interface {
		Do(ctx context.Context, doing, query string, args ...any) error
	}); writes {
		t.Error("what Read returns has methods that write")
	}
	refused := func(where string, r db.Reader) {
		var name string
		for _, query := range []string{
			`INSERT INTO setting (name, value) VALUES ('a', 'b') RETURNING name`,
			` DELETE FROM setting RETURNING name`,
			`update setting set name = name`,
		} {
			if err := r.Row(t.Context(), query).Scan(&name); !errors.Is(err, db.ErrWrites) {
				t.Errorf("%s, one row of %s: %v", where, query, err)
			}
			if rows, err := r.Rows(t.Context(), query); !errors.Is(err, db.ErrWrites) {
				t.Errorf("%s, rows of %s: %v, %v", where, query, rows, err)
			}
		}
	}
	refused("outside", d.Read())
	err := d.InTx(t.Context(), func(_ context.Context, tx db.Tx) error {
		refused("in a transaction", tx)
		return nil
	})
	if err != nil || count(t, d.Read()) != 0 {
		t.Fatalf("something was written: %v", err)
	}
}

// Foreign keys are on, and what is committed is synced: SQLite's 2 is FULL.
func TestThePragmasHold(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		for pragma, want := range map[string]string{"synchronous": "2", "foreign_keys": "1", "journal_mode": "wal", "busy_timeout": "10000"} {
			var got string
			if err := tx.Row(ctx, `PRAGMA `+pragma).Scan(&got); err != nil || got != want {
				t.Errorf("writer's %s is %q, %v; want %q", pragma, got, err, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Integrity(t.Context()); err != nil {
		t.Error(err)
	}
}

// A reader sees what was committed, at once, and nothing that was not.
func TestReadersSeeWhatIsCommitted(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		if err := set(ctx, tx, "a", "b"); err != nil {
			return err
		}
		if n := count(t, d.Read()); n != 0 {
			t.Errorf("a reader sees %d rows of an open transaction", n)
		}
		return nil
	})
	if err != nil || count(t, d.Read()) != 1 {
		t.Fatalf("a reader misses what is committed: %v", err)
	}
}

func TestWritersWaitTheirTurn(t *testing.T) {
	t.Parallel()
	path := inTemp(t)
	houses := []*db.DB{open(t, path), open(t, path)} // two processes
	err := houses[0].InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return set(ctx, tx, "n", "0") })
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			err := houses[i%2].InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE setting SET value = value + 1 WHERE name = 'n'`)
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	var n string
	if err := houses[1].Read().Row(t.Context(), `SELECT value FROM setting`).Scan(&n); err != nil || n != "40" {
		t.Fatalf("counted %s, %v; want 40", n, err)
	}
}

func TestWaitingForTheTurnEndsWithTheRequest(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	err := d.InTx(t.Context(), func(context.Context, db.Tx) error {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		err := d.InTx(ctx, func(context.Context, db.Tx) error { return nil })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Work that comes too late is refused; it must not wait for ever.
func TestAClosedDatabaseTakesNothing(t *testing.T) {
	t.Parallel()
	d := open(t, inTemp(t))
	if err := errors.Join(d.Close(), d.Close()); err != nil {
		t.Fatal(err)
	}
	if err := d.InTx(t.Context(), func(context.Context, db.Tx) error { return nil }); err == nil {
		t.Error("it took a transaction")
	}
	var n int
	if err := d.Read().Row(t.Context(), `SELECT COUNT(*) FROM setting`).Scan(&n); err == nil {
		t.Error("it was read")
	}
}
