package audit_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// What testdata/before.db.gz holds, as the last version without digests said: made by its own commands and pages.
const (
	oldRows    = 10
	oldHead    = "3155aee6.s1-u9Z32miZti1EQQBqlycM6D9JhXSk3cmhP4utJexk"
	oldVersion = 16
)

// old is a data folder of that version: its database, after a change from outside, and its key.
func old(t *testing.T, change string) (path string, ring *seal.Ring) {
	t.Helper()
	packed, err := os.ReadFile("testdata/before.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	unpack, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unpack)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "latchkey.db")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if ring, err = seal.Load("testdata/before.key"); err != nil {
		t.Fatal(err)
	}
	if change != "" {
		outside(t, path, func(d *sql.DB) error {
			_, err := d.Exec(change)
			return err
		})
	}
	return path, ring
}

// outside works on the file without the program.
func outside(t *testing.T, path string, do func(*sql.DB) error) {
	t.Helper()
	d, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(do(d), d.Close()); err != nil {
		t.Fatal(err)
	}
}

// upgraded opens the old database with this version.
func upgraded(t *testing.T, path string, ring *seal.Ring) (*audit.Log, *db.DB) {
	t.Helper()
	l := &audit.Log{Clock: clock.System(), Ring: ring}
	d, err := db.Upgrade(t.Context(), path, l.KeyFits, steps(l))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return l, d
}

// rowsAsText is what a reader sees of the log.
func rowsAsText(t *testing.T, path string) (text string) {
	t.Helper()
	outside(t, path, func(d *sql.DB) error {
		rows, err := d.Query(`SELECT seq, at, event, actor, subject, network, detail FROM audit_event WHERE seq <= ? ORDER BY seq`, oldRows)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var seq, at int64
			var rest [5]string
			if err := rows.Scan(&seq, &at, &rest[0], &rest[1], &rest[2], &rest[3], &rest[4]); err != nil {
				return err
			}
			text += fmt.Sprintln(seq, at, rest)
		}
		return rows.Err()
	})
	return text
}

// A real database of the version before: its chain is verified, chained anew, and says what it ended in.
func TestAnOldLogIsChainedAnew(t *testing.T) {
	t.Parallel()
	path, ring := old(t, "")
	before := rowsAsText(t, path)
	l, d := upgraded(t, path, ring)
	rows, _, err := l.Verify(t.Context(), d.Read())
	if rows != oldRows+1 || err != nil {
		t.Fatalf("%d rows, %v", rows, err)
	}
	last, _, err := audit.Find(t.Context(), d.Read(), audit.Filter{}, 0, 1)
	want := "map[head:" + oldHead + " rows:" + strconv.Itoa(oldRows) + "]"
	if err != nil || len(last) != 1 || last[0].Kind != "audit.rechained" || fmt.Sprint(last[0].Detail) != want {
		t.Errorf("the last row is %+v, %v", last, err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if after := rowsAsText(t, path); after != before || len(before) < 500 {
		t.Errorf("what is read was\n%s\nand is\n%s", before, after)
	}
	l, d = upgraded(t, path, ring) // once is enough
	inTx(t, d, func(ctx context.Context, tx db.Tx) error { return l.Append(ctx, tx, audit.Event{Kind: "after"}) })
	if rows, _, err := l.Verify(t.Context(), d.Read()); rows != oldRows+2 || err != nil {
		t.Errorf("then %d rows, %v", rows, err)
	}
}

// Whoever changed the old log does not get away with it by an upgrade: a break stays one, at the same row, for ever.
func TestABreakInAnOldLogStaysOne(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change string
		row    int64
	}{
		"another kind":       {`UPDATE audit_event SET event = 'sign-out' WHERE seq = 3`, 3},
		"another detail":     {`UPDATE audit_event SET detail = '{}' WHERE seq = 4`, 4},
		"a broken detail":    {`UPDATE audit_event SET detail = '{' WHERE seq = 4`, 4},
		"another network":    {`UPDATE audit_event SET network = '192.0.2.77' WHERE seq = 2`, 2},
		"the first one gone": {`DELETE FROM audit_event WHERE seq = 1`, 2},
		"one gone":           {`DELETE FROM audit_event WHERE seq = 3`, 4},
		"the gap closed":     {`DELETE FROM audit_event WHERE seq = 3; UPDATE audit_event SET seq = seq - 1 WHERE seq > 3`, 3},
		"two changed":        {`UPDATE audit_event SET actor = 'eve' WHERE seq IN (2, 5)`, 2},
		"the last one":       {`UPDATE audit_event SET actor = 'eve' WHERE seq = ` + strconv.Itoa(oldRows), oldRows},
		"one put in before": {`INSERT INTO audit_event
			SELECT 0, at, event, actor, subject, network, detail, hash FROM audit_event WHERE seq = 1`, 0},
		"a key of one's own":  {`UPDATE audit_event SET hash = 'ffffffff.' || substr(hash, 10) WHERE seq = 2`, 2},
		"the new form aped":   {`UPDATE audit_event SET event = 'audit.rechained' WHERE seq = 2`, 2},
		"a hash of somewhere": {`UPDATE audit_event SET hash = (SELECT hash FROM audit_event WHERE seq = 1) WHERE seq = 2`, 2},
	} {
		t.Run(name, func(t *testing.T) {
			path, ring := old(t, c.change)
			l, d := upgraded(t, path, ring)
			broken := func(when string) {
				t.Helper()
				var at audit.BrokenError
				if _, _, err := l.Verify(t.Context(), d.Read()); !errors.As(err, &at) || at.Seq != c.row {
					t.Errorf("%s: %v, want row %d", when, err, c.row)
				}
			}
			broken("after the upgrade")
			last, _, err := audit.Find(t.Context(), d.Read(), audit.Filter{}, 0, 1)
			if err != nil || last[0].Detail["broken"] != strconv.FormatInt(c.row, 10) {
				t.Errorf("the last row is %+v, %v", last, err)
			}
			inTx(t, d, func(ctx context.Context, tx db.Tx) error { return l.Append(ctx, tx, audit.Event{Kind: "after"}) })
			broken("with a row behind")
		})
	}
}

// With another key every row would look broken, and that could not be taken back.
func TestAnOldLogIsNotChainedWithAnotherKey(t *testing.T) {
	t.Parallel()
	path, _ := old(t, "")
	other, err := seal.LoadOrCreate(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	l := &audit.Log{Clock: clock.System(), Ring: other}
	anyKey := func(context.Context, db.Reader) error { return nil }
	if _, err := db.Upgrade(t.Context(), path, anyKey, steps(l)); !errors.Is(err, audit.ErrKey) {
		t.Fatalf("got %v", err)
	}
	for _, open := range []func() (*db.DB, error){
		func() (*db.DB, error) { return db.Upgrade(t.Context(), path, anyKey, nil) },
		func() (*db.DB, error) { return db.Open(t.Context(), path) },
	} {
		if _, err := open(); err == nil {
			t.Fatal("opened without the step that chains the log anew")
		}
	}
	outside(t, path, func(d *sql.DB) error {
		var version int
		err := d.QueryRow(`SELECT MAX(version) FROM schema_migration`).Scan(&version)
		if version != oldVersion {
			t.Errorf("it was changed to version %d", version)
		}
		return err
	})
	l, d := upgraded(t, path, func() *seal.Ring { _, ring := old(t, ""); return ring }())
	if _, _, err := l.Verify(t.Context(), d.Read()); err != nil {
		t.Error(err)
	}
}

// A long log is chained anew bit by bit, with a break in the midst of it.
func TestALongOldLog(t *testing.T) {
	t.Parallel()
	const more, at = 3000, 2345
	path, ring := old(t, "")
	outside(t, path, func(d *sql.DB) error {
		tx, err := d.Begin()
		if err != nil {
			return err
		}
		head := oldHead
		for seq := oldRows + 1; seq <= oldRows+more; seq++ {
			number, detail := strconv.Itoa(seq), `{"n":"`+strconv.Itoa(seq)+`"}`
			head = ring.MAC("audit", head, number, number, "sign-in.done", "", "ada", "203.0.113.9", detail)
			event := "sign-in.done"
			if seq == at {
				event = "sign-out"
			}
			_, err := tx.Exec(`INSERT INTO audit_event VALUES (?, ?, ?, '', 'ada', '203.0.113.9', ?, ?)`, seq, seq, event, detail, head)
			if err != nil {
				return errors.Join(err, tx.Rollback())
			}
		}
		return tx.Commit()
	})
	l, d := upgraded(t, path, ring)
	var broken audit.BrokenError
	if _, _, err := l.Verify(t.Context(), d.Read()); !errors.As(err, &broken) || broken.Seq != at {
		t.Fatalf("got %v", err)
	}
	outside(t, path, func(d *sql.DB) error { // every other row fits
		var rows, digests int
		err := d.QueryRow(`SELECT COUNT(*), COUNT(DISTINCT detail_digest) FROM audit_event`).Scan(&rows, &digests)
		if rows != oldRows+more+1 || digests != rows {
			t.Errorf("%d rows, %d digests", rows, digests)
		}
		return err
	})
}

// steps are those of all migrations.
func steps(l *audit.Log) db.Steps {
	return db.Steps{audit.Digests: l.AddDigests, "attachment.logo": func(context.Context, db.Tx) error { return nil }}
}
