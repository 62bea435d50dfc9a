package db

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// What is written to a long file goes to the disk bite by bite, and what is taken away goes bite by bite too. Left to the end,
// gigabytes would have to be there before the next change of anybody else: file systems keep the order, and so do many disks.
const (
	mostUnsynced = 4 << 20 // bytes
	removedBite  = 32 << 20
	removedPause = 20 * time.Millisecond // in which the disk serves others
)

// draft is a file that has no name yet. No more than mostUnsynced of what is written to it is not on the disk.
type draft struct {
	*os.File
	unsynced int
}

func (d *draft) Write(p []byte) (written int, err error) {
	for len(p) > 0 && err == nil {
		var n int
		n, err = d.File.Write(p[:min(len(p), mostUnsynced-d.unsynced)])
		p, written = p[n:], written+n
		if d.unsynced += n; d.unsynced == mostUnsynced && err == nil {
			d.unsynced, err = 0, d.Sync()
		}
	}
	return written, err
}

// writeNew writes beside the path and then gives the file its name, so that a half-written one never stands there: the next
// start would take it for the database that was put back.
func writeNew(path string, write func(into *draft) error) error {
	if err := vacant(path); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".part-*")
	if err != nil {
		return fmt.Errorf("can't write %s: %w", path, errors.Unwrap(err))
	}
	named := false
	defer func() {
		if !named {
			discard(file)
		}
		_ = os.Remove(file.Name())
		_ = file.Close()
	}()
	if err := write(&draft{File: file}); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("can't write %s: %w", path, Reason(err))
	}
	if err := rename(file.Name(), path); err != nil {
		return fmt.Errorf("can't write %s: %w", path, Reason(err))
	}
	named = true
	syncFolder(filepath.Dir(path))
	return nil
}

func vacant(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s is there already; give the copy another name", path)
	}
	return nil
}

// rename gives a draft its name, unless another file has taken that meanwhile. The draft's own may stay besides.
func rename(draft, path string) error {
	err := os.Link(draft, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// Some disks know no links, such as the FAT of a memory stick and many folders of a network.
	if err := vacant(path); err != nil {
		return err
	}
	return os.Rename(draft, path)
}

// syncFolder has a new name outlast a power cut, where the file system can do that.
func syncFolder(folder string) {
	if f, err := os.Open(folder); err == nil {
		_ = f.Sync()
		_ = f.Close()
	}
}

// removeLong removes a file that may be long.
func removeLong(path string) {
	if file, err := os.OpenFile(path, os.O_WRONLY, 0); err == nil {
		discard(file)
		_ = file.Close()
	}
}

// discard removes a file that nobody else has open: its name, and then bite by bite what is in it. What can't be shortened goes at
// once, when it is closed.
func discard(file *os.File) {
	if os.Remove(file.Name()) != nil {
		return
	}
	info, err := file.Stat()
	if err != nil {
		return
	}
	for size := info.Size() - removedBite; size > 0 && file.Truncate(size) == nil; size -= removedBite {
		time.Sleep(removedPause)
	}
}
