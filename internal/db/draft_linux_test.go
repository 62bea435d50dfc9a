package db

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

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
	err = writeNew(filepath.Join(folder, "copy"), func(into *draft) error {
		some := make([]byte, 1<<20+1)
		for range 20 {
			if _, err := into.Write(some); err != nil {
				return err
			}
			var pages unix.Cachestat_t
			if err := unix.Cachestat(uint(into.Fd()), &unix.CachestatRange{}, &pages, 0); err != nil {
				return err
			}
			if waits := (pages.Dirty + pages.Writeback) * uint64(os.Getpagesize()); waits > mostUnsynced+2*uint64(os.Getpagesize()) {
				return fmt.Errorf("%d bytes of what was written are not on the disk", waits)
			}
		}
		return nil
	})
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EPERM) {
		t.Skip("this system does not say what is on its disk")
	}
	if err != nil {
		t.Fatal(err)
	}
}
