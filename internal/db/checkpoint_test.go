package db_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
)

// commits makes so many changes, each synced for itself, of some pages.
func commits(t *testing.T, d *db.DB, n int) {
	t.Helper()
	for i := range n {
		err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
			return set(ctx, tx, fmt.Sprint(i%10), strings.Repeat(fmt.Sprint(i%7), 8000)) // other than it was, or no page is written
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// The log begins anew again and again, however much is written.
func TestTheLogIsFoldedWhileOthersWrite(t *testing.T) {
	t.Parallel()
	path := inTemp(t)
	d := open(t, path)
	commits(t, d, 10)
	first := begun(t, path)
	for end := time.Now().Add(8 * time.Second); begun(t, path) == first; commits(t, d, 50) {
		if time.Now().After(end) {
			t.Fatalf("the log goes on and on, and has %d bytes", size(t, path+"-wal"))
		}
	}
	if n := count(t, d.Read()); n != 10 {
		t.Errorf("%d rows", n)
	}
}

// begun is what a log that begins anew has other than before: its salt (sqlite.org/fileformat2.html, "The Write-Ahead Log").
func begun(t *testing.T, path string) string {
	t.Helper()
	file, err := os.Open(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	salt := make([]byte, 8)
	if _, err := file.ReadAt(salt, 16); err != nil {
		t.Fatal(err)
	}
	return string(salt)
}

// What a reader has kept in the log, as a backup does for minutes, is folded by nobody's commit. It may be folded beside one, by
// chance, but not each time.
func TestACommitFoldsNothing(t *testing.T) {
	t.Parallel()
	for range 5 {
		if foldsNothing(t) {
			return
		}
	}
	t.Error("each time the commit wrote the file of the database")
}

// foldsNothing reports whether the first commit after a long reading left the database's file as it was; it waits until that is
// folded.
func foldsNothing(t *testing.T) bool {
	t.Helper()
	path := inTemp(t)
	d := open(t, path)
	commits(t, d, 10)
	reading, err := d.Read().Rows(t.Context(), `SELECT name FROM setting ORDER BY name`)
	if err != nil || !reading.Next() {
		t.Fatal(err)
	}
	commits(t, d, 1203)
	if log := size(t, path+"-wal"); log < 8<<20 {
		t.Fatalf("nothing was kept: %d bytes", log)
	}
	time.Sleep(200 * time.Millisecond) // what could be folded has been
	if err := reading.Close(); err != nil {
		t.Fatal(err)
	}
	before := folded(t, path)
	commits(t, d, 1)
	after := folded(t, path)
	for end := time.Now().Add(30 * time.Second); folded(t, path) == before; time.Sleep(20 * time.Millisecond) {
		commits(t, d, 20)
		if time.Now().After(end) {
			t.Fatal("what was kept is never folded")
		}
	}
	return after == before
}

// folded is what the database's file holds.
func folded(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
