package db

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// older makes a database as an earlier version of this program left it, with one setting in it.
func older(t *testing.T, path string, version int) {
	t.Helper()
	d := &DB{path: path}
	var err error
	if d.writers, err = d.pool("rwc", "journal_mode(WAL)"); err != nil {
		t.Fatal(err)
	}
	if d.writer, err = newWriter(t.Context(), d.writers, &d.observer); err != nil {
		t.Fatal(err)
	}
	err = d.writer.inTx(t.Context(), func(ctx context.Context, tx Tx) error {
		if _, err := tx.Exec(ctx, `CREATE TABLE schema_migration (version INTEGER PRIMARY KEY)`); err != nil {
			return err
		}
		for i, name := range files()[:version] {
			if _, err := apply(ctx, tx, name, i+1); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `INSERT INTO setting (name, value) VALUES ('brand.name', 'Fjord')`)
		return err
	})
	if err := errors.Join(err, d.writer.close(), d.writers.Close()); err != nil {
		t.Fatal(err)
	}
}

// version is what a file says of its schema, and how many settings are in it.
func version(t *testing.T, path string) (version, settings int) {
	t.Helper()
	d := &DB{path: path}
	if err := d.openReaders(); err != nil {
		t.Fatal(err)
	}
	defer d.readers.Close()
	err := d.readers.QueryRowContext(t.Context(), `SELECT (SELECT MAX(version) FROM schema_migration), (SELECT COUNT(*) FROM setting)`).
		Scan(&version, &settings)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return version, settings
}

// beside lists what stands in the folder of a database that is closed, besides the database.
func beside(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != filepath.Base(path) {
			names = append(names, e.Name())
		}
	}
	return names
}

func fits(context.Context, Reader) error { return nil }

// Whoever has to go back to the version of before needs the database of before.
func TestAnUpgradeKeepsACopyBeside(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "latchkey.db")
	const before = 9
	for _, name := range []string{"latchkey-schema-9.db", "latchkey-schema-9-2.db"} { // the second time after going back
		_ = os.Remove(path)
		older(t, path, before)
		d, err := Upgrade(t.Context(), path, fits, noSteps)
		if err != nil {
			t.Fatal(err)
		}
		kept := filepath.Join(filepath.Dir(path), name)
		if got := d.Upgraded(); got != (Upgraded{From: before, Copy: kept}) {
			t.Errorf("it says %+v", got)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if v, n := version(t, path); v != Version() || n != 1 {
			t.Errorf("the database has schema %d and %d settings", v, n)
		}
		if v, n := version(t, kept); v != before || n != 1 {
			t.Errorf("the copy has schema %d and %d settings", v, n)
		}
		if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("others can read the copy: %v, %v", info, err)
		}
	}
	d, err := Upgrade(t.Context(), path, fits, noSteps)
	if err != nil || d.Upgraded() != (Upgraded{}) {
		t.Errorf("with nothing to do: %+v, %v", d.Upgraded(), err)
	}
	_ = d.Close()
	if left := beside(t, path); len(left) != 2 {
		t.Errorf("beside it stand %v", left)
	}
}

// A migration that fails, a key that does not fit: all is as it was, and nothing is left beside.
func TestAnUpgradeThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	mine := errors.New("it does not fit")
	for name, c := range map[string]struct {
		spoil string
		fits  func(context.Context, Reader) error
		want  error
	}{
		"a migration that fails": {`CREATE TABLE recovery_case (id TEXT)`, fits, nil},
		"another key":            {`SELECT 1`, func(context.Context, Reader) error { return mine }, mine},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "latchkey.db")
			older(t, path, 7)
			d := &DB{path: path}
			pool, err := d.pool("rw")
			if err != nil {
				t.Fatal(err)
			}
			_, err = pool.ExecContext(t.Context(), c.spoil)
			if err := errors.Join(err, pool.Close()); err != nil {
				t.Fatal(err)
			}
			if d, err := Upgrade(t.Context(), path, c.fits, noSteps); err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("got %v, %v", d, err)
			}
			if v, n := version(t, path); v != 7 || n != 1 {
				t.Errorf("the database has schema %d and %d settings", v, n)
			}
			if left := beside(t, path); len(left) > 0 {
				t.Errorf("left beside: %v", left)
			}
		})
	}
}

// Beside a running server of the version before, a command of this one changes nothing; the backup that everybody makes
// before an upgrade works.
func TestOnlyTheServerChangesTheSchema(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "latchkey.db")
	older(t, path, 9)
	if d, err := OpenExisting(t.Context(), path); !errors.Is(err, ErrOlder) {
		t.Errorf("opened for a command: %v, %v", d, err)
	}
	to := filepath.Join(t.TempDir(), "copy.db")
	if err := Copy(t.Context(), path, to); err != nil {
		t.Errorf("copying it: %v", err)
	}
	for _, path := range []string{path, to} {
		if v, n := version(t, path); v != 9 || n != 1 {
			t.Errorf("%s has schema %d and %d settings", path, v, n)
		}
	}
	if left := beside(t, path); len(left) > 0 {
		t.Errorf("left beside: %v", left)
	}
}

// What is not there is not made, and what is something else is not made into one of ours.
func TestOnlyOpenMakesADatabase(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	none, empty, strange := filepath.Join(folder, "none.db"), filepath.Join(folder, "empty.db"), filepath.Join(folder, "strange.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d := &DB{path: strange}
	pool, err := d.pool("rwc")
	if err != nil {
		t.Fatal(err)
	}
	_, err = pool.ExecContext(t.Context(), `CREATE TABLE photograph (name TEXT)`)
	if err := errors.Join(err, pool.Close()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{none, empty, strange} {
		want := ErrDamaged
		if path == none {
			want = ErrNotPermitted // SQLite can't open it
		}
		if _, err := Upgrade(t.Context(), path, fits, noSteps); !errors.Is(err, want) {
			t.Errorf("upgrading %s: %v", path, err)
		}
		if _, err := OpenExisting(t.Context(), path); !errors.Is(err, want) {
			t.Errorf("opening %s: %v", path, err)
		}
		if err := Copy(t.Context(), path, filepath.Join(folder, "copy.db")); !errors.Is(err, want) {
			t.Errorf("copying %s: %v", path, err)
		}
	}
	if left := beside(t, none); !slices.Equal(left, []string{"empty.db", "strange.db"}) {
		t.Errorf("there are %v", left)
	}
	if text, err := os.ReadFile(strange); err != nil || strings.Contains(string(text), "schema_migration") {
		t.Errorf("something else was made ours: %v", err)
	}
}
