package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Copy writes a consistent copy of the database at from into a new file while others read and write it, whatever
// earlier version of this program made it, and leaves it as it is. Either the copy is whole and on the disk, or there
// is no file of that name; a file that is there is not overwritten. It may return [ErrNewer] and the errors of [Reason].
func Copy(ctx context.Context, from, to string) (err error) {
	d := &DB{path: from}
	if err := d.openReaders(); err != nil {
		return err
	}
	defer func() {
		d.reading.prepared.close()
		err = errors.Join(err, d.readers.Close())
	}()
	if err := d.checkSQLite(ctx); err != nil {
		return Reason(err)
	}
	if err := d.ours(ctx); err != nil {
		return Reason(err)
	}
	if err := notBeside(from, to); err != nil {
		return err
	}
	return d.copyTo(ctx, to)
}

// Archive has fill write a new file, of which a consistent copy of the database at from is part: it is given the path of the
// copy, see [Copy], and reads what stands in it. Either the file is whole and on the disk, or there is none of that name; a
// file that is there is not overwritten. It may return the error of fill and those of Copy.
func Archive(ctx context.Context, from, to string, fill func(copied string, r Reader, into *os.File) error) (err error) {
	if err := errors.Join(vacant(to), notBeside(from, to)); err != nil {
		return err
	}
	part, err := os.MkdirTemp(filepath.Dir(to), "."+filepath.Base(to)+".part-*")
	if err != nil {
		return fmt.Errorf("can't write %s: %w", to, Reason(err))
	}
	defer os.RemoveAll(part)
	d := &DB{path: filepath.Join(part, filepath.Base(from))}
	if err := Copy(ctx, from, d.path); err != nil {
		return fmt.Errorf("making %s: %w", to, err)
	}
	if err := d.openReaders(); err != nil {
		return err
	}
	defer func() {
		d.reading.prepared.close()
		err = errors.Join(err, d.readers.Close())
	}()
	return writeNew(to, func(draft *os.File) error { return fill(d.path, d.Read(), draft) })
}

// HasTable reports whether a database has a table: a copy is of whichever version.
func HasTable(ctx context.Context, r Reader, name string) (is bool, err error) {
	const query = `SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1)`
	if err := r.Row(ctx, query, name).Scan(&is); err != nil {
		return false, fmt.Errorf("looking for a table: %w", Reason(err))
	}
	return is, nil
}

// notBeside refuses a name that SQLite takes for a file of the database's own, there or not: it would remove the copy.
func notBeside(path, to string) error {
	for _, suffix := range []string{"-journal", logSuffix, "-shm"} {
		if filepath.Base(to) != filepath.Base(path)+suffix {
			continue
		}
		here, err1 := os.Stat(filepath.Dir(path))
		there, err2 := os.Stat(filepath.Dir(to))
		if err1 == nil && err2 == nil && os.SameFile(here, there) {
			return fmt.Errorf("%s is the name of a file of the database's own; give the copy another name", to)
		}
	}
	return nil
}

// copyTo writes a copy that says that it is one.
func (d *DB) copyTo(ctx context.Context, path string) error {
	return writeNew(path, func(draft *os.File) error {
		err := d.vacuumInto(ctx, draft.Name())
		if err == nil {
			err = markCopy(ctx, draft.Name())
		}
		if err != nil {
			return fmt.Errorf("copying the database to %s: %w", path, Reason(err))
		}
		return nil
	})
}

// writeNew writes beside the path and then gives the file its name, so that a half-written one never stands there: the next
// start would take it for the database that was put back.
func writeNew(path string, write func(draft *os.File) error) error {
	if err := vacant(path); err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".part-*")
	if err != nil {
		return fmt.Errorf("can't write %s: %w", path, errors.Unwrap(err))
	}
	defer os.Remove(draft.Name())
	defer draft.Close()
	end := syncing(draft)
	err = write(draft)
	end()
	if err != nil {
		return err
	}
	if err := draft.Sync(); err != nil {
		return fmt.Errorf("can't write %s: %w", path, Reason(err))
	}
	if err := rename(draft.Name(), path); err != nil {
		return fmt.Errorf("can't write %s: %w", path, Reason(err))
	}
	syncFolder(filepath.Dir(path))
	return nil
}

// syncEvery is how often what is written goes to the disk. Left to the end, gigabytes would have to be there before the next change
// of anybody else: many file systems keep the order.
const syncEvery = 20 * time.Millisecond

// syncing has what is written to a draft go to the disk as it comes, until end is called.
func syncing(draft *os.File) (end func()) {
	done := make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() {
		tick := time.NewTicker(syncEvery)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				_ = draft.Sync() // what fails here fails at the end too, where it is told
			}
		}
	})
	return func() {
		close(done)
		ended.Wait()
	}
}

func vacant(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s is there already; give the copy another name", path)
	}
	return nil
}

// vacuumInto fills an empty file.
func (d *DB) vacuumInto(ctx context.Context, path string) error {
	conn, err := d.readers.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	// VACUUM INTO writes to the new file only, yet counts as a write.
	if _, err := conn.ExecContext(ctx, `PRAGMA query_only(0)`); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `VACUUM INTO '`+strings.ReplaceAll(path, "'", "''")+`'`)
	_, again := conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA query_only(1)`)
	return errors.Join(err, again)
}

// rename gives a draft its name, unless another file has taken that meanwhile.
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
