package db

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// What a copy has written is on the disk while it still writes: nobody else's sync waits for gigabytes at its end.
func TestACopyGoesToTheDiskAsItIsWritten(t *testing.T) {
	t.Parallel()
	folder, err := os.MkdirTemp("/var/tmp", "latchkey-copy-") // on a disk: other tests write to memory
	if err != nil {
		t.Skip(err)
	}
	defer os.RemoveAll(folder)
	err = writeNew(filepath.Join(folder, "copy"), func(draft *os.File) error {
		if _, err := draft.Write(make([]byte, 8<<20)); err != nil {
			return err
		}
		for began := time.Now(); ; time.Sleep(5 * time.Millisecond) {
			var pages unix.Cachestat_t
			err := unix.Cachestat(uint(draft.Fd()), &unix.CachestatRange{}, &pages, 0)
			if err != nil || pages.Dirty+pages.Writeback == 0 {
				return err
			}
			if time.Since(began) > 3*time.Second { // by itself the system waits for ten times as long
				return errors.New("what was written is not on the disk")
			}
		}
	})
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EPERM) {
		t.Skip("this system does not say what is on its disk")
	}
	if err != nil {
		t.Fatal(err)
	}
}
