package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// smallDisk mounts a disk of so many KiB, which takes root.
func smallDisk(t *testing.T, kib int) string {
	t.Helper()
	folder := t.TempDir()
	mount := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dk,mode=700", kib), "none", folder)
	if out, err := mount.CombinedOutput(); err != nil {
		t.Skipf("a small disk can't be mounted here, which takes root: %v: %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "--lazy", folder).Run() })
	return folder
}

// fill leaves so many KiB on the disk of a folder. What it returns makes room again.
func fill(t *testing.T, folder string, left int64) (empty func()) {
	t.Helper()
	ballast := filepath.Join(folder, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// What was freed a moment ago comes back to the disk late.
	for unchanged := 0; unchanged < 3; unchanged++ {
		for size := 64 << 10; size > 0; {
			n, err := f.Write(make([]byte, size))
			if err != nil {
				size /= 2
			}
			if n > 0 {
				unchanged = 0
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	info, err := f.Stat()
	if err == nil {
		err = f.Truncate(info.Size() - left<<10)
	}
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
	}
}

type coded int

func (c coded) Error() string { return "disk I/O error, malformed, not a database" } // what it says is never looked at
func (c coded) Code() int     { return int(c) }

// A full disk is not a damaged database: who takes it for one puts an old backup over the only good copy.
func TestReasonsAreToldApartByTheirCode(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]error{
		coded(11): ErrDamaged, coded(11 | 1<<8): ErrDamaged, coded(26): ErrDamaged, coded(10 | 2<<8): ErrDamaged,
		coded(13): ErrFull, coded(10 | 19<<8): ErrFull, syscall.ENOSPC: ErrFull, syscall.EDQUOT: ErrFull,
		coded(10): ErrFailing, coded(10 | 3<<8): ErrFailing, coded(10 | 4<<8): ErrFailing, syscall.EIO: ErrFailing,
		coded(8): ErrNotPermitted, coded(8 | 6<<8): ErrNotPermitted, coded(14): ErrNotPermitted, coded(3): ErrNotPermitted,
		syscall.EACCES: ErrNotPermitted, syscall.EROFS: ErrNotPermitted,
		coded(5): nil, coded(19 | 6<<8): nil, coded(10 | 12<<8): nil, syscall.ENOENT: nil,
		errors.New("database disk image is malformed"): nil,
	} {
		wrapped := fmt.Errorf("opening: %w", err)
		got := Reason(wrapped)
		if want == nil && got != wrapped || want != nil && (!errors.Is(got, want) || !errors.Is(got, err)) {
			t.Errorf("%v (%T %[1]d) is %v, want %v", err, err, got, want)
		}
		if again := Reason(got); again != got {
			t.Errorf("%v is said twice: %v", got, again)
		}
	}
	if Reason(nil) != nil {
		t.Error("nothing is an error")
	}
}

// The same with the errors that are really met.
func TestWhatKeepsADatabaseFromBeingOpened(t *testing.T) {
	t.Parallel()
	garbage := filepath.Join(t.TempDir(), "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	full := filepath.Join(smallDisk(t, 4096), "latchkey.db")
	older(t, full, Version())
	fill(t, filepath.Dir(full), 0)
	locked := filepath.Join(smallDisk(t, 4096), "latchkey.db")
	older(t, locked, Version())
	if out, err := exec.Command("mount", "-o", "remount,ro", filepath.Dir(locked)).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for path, want := range map[string]error{garbage: ErrDamaged, full: ErrFull, locked: ErrNotPermitted, t.TempDir(): ErrNotPermitted} {
		if d, err := Open(t.Context(), path); !errors.Is(err, want) || want != ErrDamaged && errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v, %v", path, d, err)
		}
	}
}

// A copy for which there is no room leaves nothing that looks like one.
func TestACopyIsWholeOrNotThere(t *testing.T) {
	t.Parallel()
	from := filepath.Join(t.TempDir(), "latchkey.db")
	older(t, from, Version())
	disk := smallDisk(t, 128)
	to := filepath.Join(disk, "copy.db")
	if err := Copy(t.Context(), from, to); !errors.Is(err, ErrFull) || !strings.Contains(err.Error(), to) {
		t.Errorf("on a disk that is too small: %v", err)
	}
	if left, _ := os.ReadDir(disk); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}

	to = filepath.Join(t.TempDir(), "copy.db")
	if err := Copy(t.Context(), from, to); err != nil {
		t.Fatal(err)
	}
	if err := Copy(t.Context(), from, to); err == nil || !strings.Contains(err.Error(), "there already") {
		t.Errorf("over another: %v", err)
	}
	if left := beside(t, to); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	for _, suffix := range []string{"-journal", "-wal", "-shm"} {
		if err := Copy(t.Context(), from, from+suffix); err == nil || !strings.Contains(err.Error(), "of the database's own") {
			t.Errorf("as %s: %v", suffix, err)
		}
	}
	if v, n := version(t, to); v != Version() || n != 1 {
		t.Errorf("the copy has schema %d and %d settings", v, n)
	}
}

// The disk fills up while the copy of before an upgrade is made: nothing was changed, nothing is left.
func TestAnUpgradeWithoutRoomForTheCopy(t *testing.T) {
	t.Parallel()
	path := filepath.Join(smallDisk(t, 4096), "latchkey.db")
	older(t, path, 9)
	empty := fill(t, filepath.Dir(path), 100)
	if _, err := Upgrade(t.Context(), path, fits, noSteps); !errors.Is(err, ErrFull) || errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
	empty()
	if v, n := version(t, path); v != 9 || n != 1 {
		t.Errorf("the database has schema %d and %d settings", v, n)
	}
	if left := beside(t, path); len(left) > 0 {
		t.Errorf("left beside: %v", left)
	}
}

// Ready follows the disk: full, and with room again.
func TestReadyFollowsTheDisk(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, 4096)
	d, err := Open(t.Context(), filepath.Join(disk, "latchkey.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Ready(t.Context()); err != nil {
		t.Fatalf("with room: %v", err)
	}
	empty := fill(t, disk, 0)
	aSecondLater(d)
	if err := d.Ready(t.Context()); !errors.Is(err, ErrFull) {
		t.Errorf("full, before anybody wrote: %v", err)
	}
	large := strings.Repeat("x", 1<<20)
	write := func(ctx context.Context, tx Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO setting (name, value) VALUES ('a', $1)`, large)
		return err
	}
	if err := d.InTx(t.Context(), write); !errors.Is(err, ErrFull) {
		t.Errorf("writing on a full disk: %v", err)
	}
	empty()
	aSecondLater(d)
	if err := d.Ready(t.Context()); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if err := d.InTx(t.Context(), write); err != nil {
		t.Errorf("writing with room again: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(disk, ".probe-*")); len(left) > 0 || err != nil {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// The disk takes a file but not the database's own writes: a limit on the size of files is the real thing. Ready says so
// from the first transaction that failed, and sees by itself when it has passed.
func TestReadyRemembersAWriteThatFailed(t *testing.T) {
	t.Parallel()
	if os.Getenv("LATCHKEY_UNDER_LIMIT") == "" { // the limit is the whole process's
		again := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
		again.Env = append(os.Environ(), "LATCHKEY_UNDER_LIMIT=1")
		if out, err := again.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS") {
			t.Errorf("%v: %s", err, out)
		}
		return
	}
	folder := t.TempDir()
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 8 << 20, Max: 8 << 20}); err != nil {
		t.Fatal(err)
	}
	d, err := Open(t.Context(), filepath.Join(folder, "latchkey.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	text := strings.Repeat("x", 12<<20)
	err = d.InTx(t.Context(), func(ctx context.Context, tx Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO setting (name, value) VALUES ('a', $1)`, text)
		return err
	})
	if !errors.Is(err, ErrFailing) || errors.Is(err, ErrDamaged) {
		t.Fatalf("got %v", err)
	}
	if err := d.Ready(t.Context()); err != nil {
		t.Errorf("what is small fits: %v", err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1 << 10, Max: 8 << 20}); err != nil {
		t.Fatal(err)
	}
	if err := d.Ready(t.Context()); err != nil {
		t.Errorf("within the second: %v", err)
	}
	if err := d.InTx(t.Context(), rewrite); err == nil {
		t.Fatal("a limit of one kilobyte lets the database write")
	}
	if err := d.Ready(t.Context()); !IsDisk(err) {
		t.Errorf("after somebody's write failed, within the second: %v", err)
	}
	_ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 8 << 20, Max: 8 << 20})
	aSecondLater(d)
	if err := d.Ready(t.Context()); err != nil {
		t.Errorf("after the trouble has passed: %v", err)
	}
}

// aSecondLater has what was found out be too old.
func aSecondLater(d *DB) { d.disk.tried = d.disk.tried.Add(-probeEvery) }

// Strangers may ask as often as they like: the writer writes once.
func TestManyWhoAskWhetherItIsReadyWriteOnce(t *testing.T) {
	t.Parallel()
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "latchkey.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	began, before := time.Now(), d.WriterTimes().Commits
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			if err := d.Ready(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	most := 1 + int(time.Since(began)/probeEvery)
	if wrote := d.WriterTimes().Commits - before; wrote < 1 || wrote > most {
		t.Errorf("200 questions wrote %d times, want at most %d", wrote, most)
	}
	err = d.InTx(t.Context(), func(ctx context.Context, tx Tx) error {
		return tx.Do(ctx, "changing the schema", `INSERT INTO schema_migration (version) VALUES (100000)`)
	})
	if err != nil {
		t.Fatal(err)
	}
	aSecondLater(d)
	if err := d.Ready(t.Context()); !errors.Is(err, ErrNewer) {
		t.Errorf("under a newer schema: %v", err)
	}
}
