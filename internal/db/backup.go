package db

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
func Archive(ctx context.Context, from, to string, fill func(copied string, r Reader, into io.Writer) error) (err error) {
	if err := errors.Join(vacant(to), notBeside(from, to)); err != nil {
		return err
	}
	part, err := os.MkdirTemp(filepath.Dir(to), "."+filepath.Base(to)+".part-*")
	if err != nil {
		return fmt.Errorf("can't write %s: %w", to, Reason(err))
	}
	defer os.RemoveAll(part)
	d := &DB{path: filepath.Join(part, filepath.Base(from))}
	defer func() { removeLong(d.path) }()
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
	return writeNew(to, func(into *draft) error { return fill(d.path, d.Read(), into) })
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

// copyTo writes a copy that says that it is one, and that is found whole.
func (d *DB) copyTo(ctx context.Context, path string) error {
	return writeNew(path, func(into *draft) error {
		err := d.writePages(ctx, into)
		if err == nil {
			err = checkCopy(ctx, into.Name())
		}
		if err != nil {
			return fmt.Errorf("copying the database to %s: %w", path, Reason(err))
		}
		return nil
	})
}

// writePages writes the pages of the database as they were last committed. VACUUM INTO would write them too, but at a pace of its own.
func (d *DB) writePages(ctx context.Context, into io.Writer) error {
	const pages = `SELECT data FROM sqlite_dbpage` // in order, and of one moment (sqlite.org/dbpage.html)
	rows, err := d.readers.DB.QueryContext(ctx, pages)
	if err != nil {
		return err
	}
	defer rows.Close()
	buffered := bufio.NewWriterSize(into, pagesAtOnce)
	var page sql.RawBytes
	for first := true; rows.Next(); first = false {
		if err := rows.Scan(&page); err != nil {
			return err
		}
		if first {
			page = headerOfCopy(page)
		}
		if _, err := buffered.Write(page); err != nil {
			return err
		}
	}
	return errors.Join(rows.Err(), buffered.Flush())
}

const pagesAtOnce = 256 << 10 // bytes

// checkCopy returns [ErrDamaged] for a copy of a database in which there are pages that are none: nobody must find that out on the
// day the copy is needed.
func checkCopy(ctx context.Context, path string) error {
	d := &DB{path: path}
	pool, err := d.pool("rw", "query_only(1)")
	if err != nil {
		return err
	}
	var verdict string
	err = pool.DB.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict)
	if err == nil && verdict != "ok" {
		err = fmt.Errorf("%w (%s)", ErrDamaged, verdict)
	}
	return errors.Join(err, pool.Close())
}
