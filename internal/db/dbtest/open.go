// Package dbtest opens databases for tests.
package dbtest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"latchkey/internal/db"
)

// Open opens the SQLite file at path with [db.Open] and closes it when the test ends. A file that is missing begins as a
// copy of a database that was migrated once for the whole process, since a test's migrations take fifteen times as long.
func Open(t testing.TB, path string) *db.DB {
	t.Helper()
	if _, err := os.Stat(path); os.IsNotExist(err) {
		empty, err := migrated()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, empty, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d, err := db.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// migrated is the content of a database that has every table and nothing in them.
var migrated = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "latchkey-dbtest-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	path := filepath.Join(folder, "empty.db")
	d, err := db.Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// Sweep has all that is due taken away.
func Sweep(t testing.TB, d *db.DB, due ...db.Sweep) {
	t.Helper()
	if err := d.Sweep(t.Context(), due...); err != nil {
		t.Fatal(err)
	}
}
