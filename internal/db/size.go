package db

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// Size is what a database takes on its disk, in bytes, and what is free there for whoever may not fill it up.
type Size struct {
	File, Log, Free int64
}

// Size returns what the database takes.
func (d *DB) Size() (s Size, err error) {
	if s.File, err = fileSize(d.path); err == nil {
		s.Log, err = fileSize(d.path + logSuffix)
	}
	if err != nil {
		return s, fmt.Errorf("looking at the size of the database: %w", err)
	}
	s.Free, err = Free(d.Folder())
	return s, err
}

func fileSize(path string) (int64, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Free returns how many bytes are free on the disk of a folder.
func Free(folder string) (int64, error) {
	var found unix.Statfs_t
	if err := unix.Statfs(folder, &found); err != nil {
		return 0, fmt.Errorf("looking for room on the disk: %w", err)
	}
	return int64(found.Bavail) * found.Bsize, nil
}
