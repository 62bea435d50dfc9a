package db

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
)

// A database whose memory was given back is there for everybody as before, and whoever counts the statements of a page sees none of that.
func TestADatabaseThatIsShrunkGoesOn(t *testing.T) {
	t.Parallel()
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "latchkey.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	err = d.InTx(t.Context(), func(ctx context.Context, tx Tx) error {
		return tx.Do(ctx, "setting", `INSERT INTO setting (name, value) VALUES ('brand.name', $1)`, strings.Repeat("x", 4<<20))
	})
	if err != nil {
		t.Fatal(err)
	}
	var asked []string
	d.Observe(func(query string) { asked = append(asked, query) })
	read := func() {
		t.Helper()
		var length int
		err := d.Read().Row(t.Context(), `SELECT length(value) FROM setting WHERE name = 'brand.name'`).Scan(&length)
		if err != nil || length != 4<<20 {
			t.Errorf("%d, %v", length, err)
		}
	}
	read()
	if err := d.ShrinkMemory(t.Context()); err != nil {
		t.Fatal(err)
	}
	read()
	if len(asked) != 2 {
		t.Errorf("seen: %q", asked)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := d.ShrinkMemory(t.Context()); err == nil {
		t.Error("a database that is closed is shrunk")
	}
}
