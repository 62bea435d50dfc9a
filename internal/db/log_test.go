package db

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
)

// No database that is in use is taken for a copy beside another's log: not while it is open, not as a crash leaves it,
// with a log that holds all that was written, and not after that is mended.
func TestALogIsKnownForItsOwn(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	is := func(want bool, path, when string) {
		t.Helper()
		if foreign, err := ForeignLog(path); foreign != want || err != nil {
			t.Errorf("%s: %v, %v", when, foreign, err)
		}
	}
	inUse := func(path string) {
		t.Helper()
		d, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		if err := d.InTx(t.Context(), NoCopy); err != nil {
			t.Fatal(err)
		}
		if log, err := os.Stat(path + logSuffix); err != nil || log.Size() == 0 {
			t.Fatalf("there is no log: %v", err)
		}
		is(false, path, "in use")
		after := crashed(t, path)
		is(false, after, "after a crash")
		again, err := Open(t.Context(), after)
		if err != nil {
			t.Fatal(err)
		}
		is(false, after, "mended")
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}

	path, copied := filepath.Join(folder, "new.db"), filepath.Join(folder, "copy.db")
	is(false, path, "nothing yet")
	inUse(path)
	is(false, path, "stopped")
	if err := Copy(t.Context(), path, copied); err != nil {
		t.Fatal(err)
	}
	is(false, copied, "a copy")
	if err := os.WriteFile(copied+logSuffix, []byte{1}, 0o600); err != nil {
		t.Fatal(err)
	}
	is(true, copied, "a copy beside a log")
	if err := os.Remove(copied + logSuffix); err != nil {
		t.Fatal(err)
	}
	inUse(copied)
}

// crashed is what stands there when the process or the machine ends at this moment.
func crashed(t *testing.T, path string) string {
	t.Helper()
	to := path + ".crashed"
	for _, suffix := range []string{"", logSuffix} {
		text, err := os.ReadFile(path + suffix)
		if err == nil {
			err = os.WriteFile(to+suffix, text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// What was taken away is in the log still, as it was before: folding it leaves nothing, at once or when whoever reads has ended.
func TestNothingThatWasTakenAwayIsLeftInTheLog(t *testing.T) {
	t.Parallel()
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "latchkey.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	const secret = "hunter2isMyPassword"
	write := func(value string) {
		t.Helper()
		err := d.InTx(t.Context(), func(ctx context.Context, tx Tx) error {
			return tx.Do(ctx, "writing", `INSERT INTO setting (name, value) VALUES ('a', $1)
				ON CONFLICT (name) DO UPDATE SET value = excluded.value`, value)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	left := func() bool {
		for _, suffix := range []string{"", logSuffix} {
			if content, err := os.ReadFile(d.path + suffix); err != nil || bytes.Contains(content, []byte(secret)) {
				return true
			}
		}
		return false
	}
	write(secret)
	write("taken away")
	if !left() {
		t.Fatal("the test looks in the wrong place")
	}
	if err := d.FoldLog(t.Context()); err != nil || left() {
		t.Fatalf("it is left: %v, %v", left(), err)
	}

	write(secret)
	rows, err := d.Read().Rows(t.Context(), `SELECT name, value FROM setting`) // reads the log as it is now
	if err != nil || !rows.Next() {
		t.Fatal(err)
	}
	write("taken away")
	if err := d.FoldLog(t.Context()); err != nil || !left() {
		t.Errorf("it is gone while somebody reads it: %v", err)
	}
	_ = rows.Close()
	if err := d.FoldRest(t.Context()); err != nil || left() {
		t.Errorf("it is left when nobody reads any more: %v", err)
	}
	write("more")
	if err := d.FoldRest(t.Context()); err != nil || d.unfolded.Load() {
		t.Errorf("it is folded for nothing: %v", err)
	}
}
