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
	commits(t, d, 3000) // 25 MB of log, were it never folded
	if n := size(t, path+"-wal"); n > 10<<20 {
		t.Errorf("the log has %d bytes", n)
	}
	if n := count(t, d.Read()); n != 10 {
		t.Errorf("%d rows", n)
	}
}

// What a reader has kept in the log, as a backup does for minutes, is folded by nobody's commit.
func TestACommitFoldsNothing(t *testing.T) {
	t.Parallel()
	path := inTemp(t)
	d := open(t, path)
	commits(t, d, 10)
	reading, err := d.Read().Rows(t.Context(), `SELECT name FROM setting ORDER BY name`)
	if err != nil || !reading.Next() {
		t.Fatal(err)
	}
	commits(t, d, 1200)
	log := size(t, path+"-wal")
	if log < 8<<20 {
		t.Fatalf("nothing was kept: %d bytes", log)
	}
	time.Sleep(200 * time.Millisecond) // what could be folded has been
	if err := reading.Close(); err != nil {
		t.Fatal(err)
	}
	before := folded(t, path)
	commits(t, d, 1)
	if folded(t, path) != before {
		t.Error("the commit wrote the file of the database")
	}
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		commits(t, d, 20)
		if folded(t, path) != before {
			break
		}
		if time.Now().After(end) {
			t.Fatal("what was kept is never folded")
		}
	}
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
