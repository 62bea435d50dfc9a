// Package db opens the database, migrates its schema and runs transactions. No other package depends on the SQL
// dialect. What the tables mean, the packages that use them know.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/driver/sqliteshim"
)

// ErrOldSQLite refuses a version of SQLite that can corrupt its write-ahead log.
var ErrOldSQLite = errors.New("SQLite is older than 3.51.3, whose write-ahead log can be corrupted; " +
	"build Latchkey with the versions in its go.mod")

const oldestSQLite = 3_051_003

// busyTimeout is how long a connection waits for another process that has the database locked.
const busyTimeout = 10 * time.Second

// DB is one open database: many readers and one writer. It is safe for concurrent use.
type DB struct {
	path     string
	readers  *bun.DB
	writers  *bun.DB // a pool of exactly one connection, which writer holds
	writer   *writer
	reading  *handle
	observer observer
	steps    Steps
	upgraded Upgraded
	disk     disk
	unfolded atomic.Bool // the log may hold what was taken away: see FoldLog

	checkpointer *checkpointer
	folding      sync.Mutex // whoever has it folds the log, before the turn: a second one is refused by SQLite
}

// Open opens the SQLite file at path, creates it if it is missing, and brings its schema up to date as [Upgrade] does.
// The caller closes it. It may return the errors of [Upgrade] and of [Reason].
func Open(ctx context.Context, path string) (*DB, error) {
	return open(ctx, path, "rwc", func(d *DB) error { return d.bringUpToDate(ctx) })
}

// Upgrade opens a database that is there, and applies the migrations that it lacks. A copy of how it was before is kept
// beside it; see [DB.Upgraded]. Fits is asked first, while nothing is changed yet; its error is returned. Only the
// server calls it: a command beside a running server must not change the schema under it. It may return [ErrDamaged],
// [ErrNewer], [ErrOldSQLite] and the other errors of [Reason].
func Upgrade(ctx context.Context, path string, fits func(context.Context, Reader) error, steps Steps) (*DB, error) {
	return open(ctx, path, "rw", func(d *DB) error {
		d.steps = steps
		if err := d.ours(ctx); err != nil {
			return err
		}
		if err := fits(ctx, d.Read()); err != nil {
			return err
		}
		return d.bringUpToDate(ctx)
	})
}

// OpenExisting opens a database that is there and has the schema of this program. It returns [ErrOlder] or [ErrNewer]
// for another schema, and may return [ErrDamaged], [ErrOldSQLite] and the other errors of [Reason].
func OpenExisting(ctx context.Context, path string) (*DB, error) {
	return open(ctx, path, "rw", func(d *DB) error {
		version, err := d.schema(ctx)
		if err == nil && version < Version() {
			err = ErrOlder
		}
		return err
	})
}

func open(ctx context.Context, path, mode string, prepare func(*DB) error) (*DB, error) {
	d := &DB{path: path, disk: disk{folder: filepath.Dir(path)}}
	var err error
	// Half the usual page: what is committed at once are small rows in many tables, and each page is written whole.
	// What is deleted or replaced is overwritten, so that a password that was redacted is not left in the file; and what a
	// savepoint may take back is kept in memory, so that it is not left in another.
	d.writers, err = d.pool(mode, "page_size(2048)", "secure_delete(1)", "temp_store(MEMORY)",
		"synchronous(FULL)", "journal_mode(WAL)", "journal_size_limit(16777216)", "wal_autocheckpoint(0)")
	if err != nil {
		return nil, err
	}
	d.writers.SetMaxOpenConns(1)
	d.writers = d.writers.WithQueryHook(uninterrupted{})
	if d.writer, err = newWriter(ctx, d.writers, &d.observer); err != nil {
		return nil, errors.Join(Reason(err), d.writers.Close())
	}
	if err := d.openReaders(); err != nil {
		return nil, errors.Join(err, d.writers.Close())
	}
	err = d.checkSQLite(ctx)
	if err == nil {
		err = prepare(d)
	}
	if err == nil {
		err = d.beginFolding()
	}
	if err != nil {
		return nil, errors.Join(Reason(err), d.Close())
	}
	d.unfolded.Store(true)
	d.writer.times.forget() // nobody waits for what brings the schema up to date
	return d, nil
}

func (d *DB) openReaders() (err error) {
	if d.readers, err = d.pool("rw", "query_only(1)"); err != nil {
		return err
	}
	d.readers.SetMaxOpenConns(max(4, runtime.GOMAXPROCS(0)))
	d.readers.SetMaxIdleConns(max(4, runtime.GOMAXPROCS(0)))
	d.reading = &handle{idb: d.readers, prepared: &statements{preparer: d.readers.DB, observer: &d.observer}, within: whileAsked}
	return nil
}

// pool makes connections. Mode is SQLite's: "rwc" makes a file that is missing, "rw" does not.
func (d *DB) pool(mode string, pragmas ...string) (*bun.DB, error) {
	pragmas = append([]string{fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()), "foreign_keys(1)"}, pragmas...)
	query := url.Values{"_pragma": pragmas, "mode": {mode}}
	pool, err := sql.Open(sqliteshim.ShimName, "file:"+(&url.URL{Path: d.path}).EscapedPath()+"?"+query.Encode())
	if err != nil {
		return nil, fmt.Errorf("opening database %s: %w", d.path, err)
	}
	return bun.NewDB(pool, sqlitedialect.New()).WithQueryHook(&d.observer), nil
}

func (d *DB) checkSQLite(ctx context.Context) error {
	var version string
	if err := d.reading.Row(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
		return fmt.Errorf("reading SQLite's version: %w", err)
	}
	if number(version) < oldestSQLite {
		return ErrOldSQLite
	}
	return nil
}

// number turns "3.51.3" into 3051003, SQLite's own numeric form.
func number(version string) int {
	var major, minor, patch int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &major, &minor, &patch); err != nil {
		return 0
	}
	return major*1_000_000 + minor*1_000 + patch
}

// Folder returns the folder that the database stands in.
func (d *DB) Folder() string { return filepath.Dir(d.path) }

// Read returns a reader that sees what was last committed.
func (d *DB) Read() Reader { return d.reading }

// InTx runs fn in a write transaction, one at a time. If fn returns nil, the work is committed and on the disk
// before InTx returns; otherwise it is rolled back and InTx returns fn's error. Those who wait for each other are
// committed together, and each of them is undone alone (050). Waiting for the turn ends with
// ctx, but a transaction that has begun is not interrupted by it. It may return the errors of [Reason] besides.
func (d *DB) InTx(ctx context.Context, fn func(ctx context.Context, tx Tx) error) error {
	err := Reason(d.writer.inTx(ctx, fn))
	d.disk.note(err)
	return err
}

// Integrity runs the database's own check and returns what it finds wrong.
func (d *DB) Integrity(ctx context.Context) error {
	return Whole(ctx, d.reading)
}

// Close waits for the writer, folds the write-ahead log into the file and closes it. Later writes fail. A
// second Close does nothing.
func (d *DB) Close() error {
	d.reading.prepared.close()
	return errors.Join(d.endFolding(), d.readers.Close(), d.writer.close(), d.writers.Close())
}
