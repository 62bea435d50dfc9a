// Package db opens the database, migrates its schema and runs transactions. No other package depends on the SQL
// dialect. What the tables mean, the packages that use them know.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/driver/sqliteshim"
)

// ErrOldSQLite refuses a version of SQLite that can corrupt its write-ahead log.
var ErrOldSQLite = errors.New("SQLite is older than 3.51.3, whose write-ahead log can be corrupted; " +
	"build Latchkey with the versions in its go.mod")

const oldestSQLite = 3_051_003

// DB is one open database: many readers and one writer. It is safe for concurrent use.
type DB struct {
	readers  *bun.DB
	writers  *bun.DB // a pool of exactly one connection, which writer holds
	writer   *writer
	reading  *handle
	observer observer
}

// Open opens the SQLite file at path, creates it if it is missing, and applies the migrations that it lacks.
// The caller closes it. It may return [ErrDamaged], [ErrNewer] or [ErrOldSQLite].
func Open(ctx context.Context, path string) (*DB, error) {
	d := &DB{}
	var err error
	// Half the usual page: what is committed at once are small rows in many tables, and each page is written whole.
	d.writers, err = d.open(path, "page_size(2048)", "synchronous(FULL)", "journal_mode(WAL)", "journal_size_limit(16777216)")
	if err != nil {
		return nil, err
	}
	d.writers.SetMaxOpenConns(1)
	if d.writer, err = newWriter(ctx, d.writers, &d.observer); err != nil {
		return nil, errors.Join(damaged(err), d.writers.Close())
	}
	if d.readers, err = d.open(path, "query_only(1)"); err != nil {
		return nil, errors.Join(err, d.writers.Close())
	}
	d.readers.SetMaxOpenConns(max(4, runtime.GOMAXPROCS(0)))
	d.readers.SetMaxIdleConns(max(4, runtime.GOMAXPROCS(0)))
	d.reading = &handle{idb: d.readers, prepared: &statements{preparer: d.readers.DB, observer: &d.observer}}
	if err := d.prepareSchema(ctx); err != nil {
		return nil, errors.Join(damaged(err), d.Close())
	}
	return d, nil
}

func (d *DB) open(path string, pragmas ...string) (*bun.DB, error) {
	query := url.Values{"_pragma": append([]string{"busy_timeout(10000)", "foreign_keys(1)"}, pragmas...)}
	pool, err := sql.Open(sqliteshim.ShimName, "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+query.Encode())
	if err != nil {
		return nil, fmt.Errorf("opening database %s: %w", path, err)
	}
	return bun.NewDB(pool, sqlitedialect.New()).WithQueryHook(&d.observer), nil
}

func (d *DB) prepareSchema(ctx context.Context) error {
	return d.InTx(ctx, func(ctx context.Context, tx Tx) error {
		var version string
		if err := tx.Row(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
			return fmt.Errorf("reading SQLite's version: %w", err)
		}
		if number(version) < oldestSQLite {
			return ErrOldSQLite
		}
		return migrate(ctx, tx)
	})
}

// number turns "3.51.3" into 3051003, SQLite's own numeric form.
func number(version string) int {
	var major, minor, patch int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &major, &minor, &patch); err != nil {
		return 0
	}
	return major*1_000_000 + minor*1_000 + patch
}

// Read returns a reader that sees what was last committed.
func (d *DB) Read() Reader { return d.reading }

// InTx runs fn in a write transaction, one at a time. If fn returns nil, the work is committed and on the disk
// before InTx returns; otherwise it is rolled back and InTx returns fn's error. Waiting for the turn ends with
// ctx, but a transaction that has begun is not interrupted by it.
func (d *DB) InTx(ctx context.Context, fn func(ctx context.Context, tx Tx) error) error {
	return d.writer.inTx(ctx, fn)
}

// Integrity runs the database's own check and returns what it finds wrong.
func (d *DB) Integrity(ctx context.Context) error {
	var verdict string
	if err := d.reading.Row(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return fmt.Errorf("checking integrity: %w", damaged(err))
	}
	if verdict != "ok" {
		return fmt.Errorf("%w (%s)", ErrDamaged, verdict)
	}
	return nil
}

// Backup writes a consistent copy of the database into a new file while others read and write. It refuses to
// overwrite a file.
func (d *DB) Backup(ctx context.Context, path string) error {
	if err := mayWrite(path); err != nil {
		return err
	}
	conn, err := d.readers.Conn(ctx)
	if err != nil {
		return fmt.Errorf("backing up: %w", err)
	}
	defer conn.Close()
	// VACUUM INTO writes to the new file only, yet counts as a write.
	for _, statement := range []string{
		`PRAGMA query_only(0)`, `VACUUM INTO '` + strings.ReplaceAll(path, "'", "''") + `'`, `PRAGMA query_only(1)`,
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("backing up: %w", damaged(err))
		}
	}
	return nil
}

// mayWrite says in the file's own name what SQLite would say without it.
func mayWrite(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s is there already; give the backup another name", path)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("can't write %s: %w", path, errors.Unwrap(err))
	}
	return errors.Join(f.Close(), os.Remove(path))
}

// ErrDamaged says that the file is damaged or is not a database of Latchkey.
var ErrDamaged = errors.New("the database is damaged, or is no database of Latchkey's: " +
	"stop the server, put the latest backup in its place, and run latchkey check")

// damaged adds to SQLite's words, where they tell of a damaged file, what to do about it.
func damaged(err error) error {
	if err == nil {
		return nil
	}
	for _, words := range []string{"malformed", "not a database", "SQLITE_CORRUPT", "disk I/O error"} {
		if strings.Contains(err.Error(), words) {
			return fmt.Errorf("%w (%w)", ErrDamaged, err)
		}
	}
	return err
}

// Close waits for the writer, folds the write-ahead log into the file and closes it. Later writes fail. A
// second Close does nothing.
func (d *DB) Close() error {
	d.reading.prepared.close()
	return errors.Join(d.readers.Close(), d.writer.close(), d.writers.Close())
}
