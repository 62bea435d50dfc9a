package db

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// On the day on which a copy is needed it is too late to find out that it was made of a damaged database.
func TestADamagedDatabaseIsNotCopied(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	from, to := filepath.Join(folder, "latchkey.db"), filepath.Join(folder, "copy.db")
	older(t, from, Version())
	d := &DB{path: from}
	if err := d.openReaders(); err != nil {
		t.Fatal(err)
	}
	var root, size int64
	const where = `SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = 'setting'`
	if err := errors.Join(d.readers.QueryRow(where).Scan(&root, &size), d.readers.Close()); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(from, os.O_WRONLY, 0)
	if err == nil {
		_, err = file.WriteAt(bytes.Repeat([]byte{0xa5}, int(size)), (root-1)*size)
	}
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	if err := Copy(t.Context(), from, to); !errors.Is(err, ErrDamaged) {
		t.Errorf("it was copied: %v", err)
	}
	if left := beside(t, from); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// What is taken away in bites is the draft, and never what it was renamed to.
func TestALongDraftGoesAndALongFileStays(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, failed := filepath.Join(folder, "long"), errors.New("the disk is gone")
	const long = 2*removedBite + 1
	for _, want := range []error{failed, nil} {
		err := writeNew(path, func(into *draft) error { return errors.Join(into.Truncate(long), want) })
		if !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
		if left := beside(t, path); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Size() != long {
		t.Errorf("it is %v, %v", info, err)
	}
	removeLong(path)
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is there: %v", err)
	}
}
