package db

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Refused schemas.
var (
	ErrNewer = errors.New("the database was made by a newer Latchkey than this one; " +
		"start that version, or restore the backup made before the upgrade")
	ErrOlder = errors.New("the database is of an earlier Latchkey than this one, and only `latchkey serve` brings it up to date: " +
		"stop the server, start the new version, and try again; `latchkey backup` copies it as it is")
)

// Version returns the number of the last migration that this program has.
func Version() int { return len(files()) }

// Upgraded says what [Upgrade] did to the schema.
type Upgraded struct {
	From int    // the last migration of before; 0: nothing was changed, or nothing was there
	Copy string // the file in which the database is kept as it was
}

// Upgraded returns what opening the database has changed in its schema.
func (d *DB) Upgraded() Upgraded { return d.upgraded }

// ours returns [ErrDamaged] for a file without a schema of this program's, and [ErrNewer] for one of a later version.
func (d *DB) ours(ctx context.Context) error {
	_, err := d.schema(ctx)
	return err
}

// schema is the number of the last migration that the database has. The errors of ours.
func (d *DB) schema(ctx context.Context) (version int, err error) {
	var there bool
	err = d.reading.Row(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration')`).Scan(&there)
	if err == nil && there {
		version, err = applied(ctx, d.reading)
	}
	switch {
	case err != nil:
		return 0, fmt.Errorf("reading the database's schema: %w", err)
	case version == 0:
		return 0, fmt.Errorf("%w (it has no tables of Latchkey's)", ErrDamaged)
	case version > Version():
		return 0, ErrNewer
	}
	return version, nil
}

func applied(ctx context.Context, tx Reader) (version int, err error) {
	err = tx.Row(ctx, `SELECT COALESCE(MAX(version), 0) FROM schema_migration`).Scan(&version)
	return version, err
}

// bringUpToDate applies what the database lacks. The copy of before is kept unless it is certain that nothing changed.
func (d *DB) bringUpToDate(ctx context.Context) error {
	done := false
	err := d.InTx(ctx, func(ctx context.Context, tx Tx) error {
		err := d.upgrade(ctx, tx)
		done = err == nil
		return err
	})
	if err != nil && (!done || errors.Is(err, ErrFull)) {
		return errors.Join(err, d.forget())
	}
	return err
}

// upgrade applies what the database lacks, in order, inside the caller's transaction: another process that starts at
// the same moment waits for it, and nobody changes what is being copied.
func (d *DB) upgrade(ctx context.Context, tx Tx) error {
	_, err := tx.idb.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY)`)
	if err != nil {
		return fmt.Errorf("preparing migrations: %w", err)
	}
	version, err := applied(ctx, tx)
	if err != nil {
		return fmt.Errorf("reading migrations: %w", err)
	}
	todo := files()
	if version > len(todo) {
		return ErrNewer
	}
	if version > 0 && version < len(todo) {
		if err := d.keep(ctx, version); err != nil {
			return err
		}
	}
	for i, name := range todo[version:] {
		text, err := apply(ctx, tx, name, version+i+1)
		if err == nil && version > 0 {
			err = d.steps.run(ctx, tx, name, text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keep copies the database as it is before its schema is changed.
func (d *DB) keep(ctx context.Context, version int) error {
	copied := fmt.Sprintf("%s-schema-%d.db", strings.TrimSuffix(d.path, ".db"), version)
	for n := 2; vacant(copied) != nil; n++ { // of an earlier upgrade, after which this one was put back
		copied = fmt.Sprintf("%s-schema-%d-%d.db", strings.TrimSuffix(d.path, ".db"), version, n)
	}
	if err := d.copyTo(ctx, copied); err != nil {
		return fmt.Errorf("the database has to be brought up to date, and is copied before that. Nothing was changed: %w", err)
	}
	d.upgraded = Upgraded{From: version, Copy: copied}
	return nil
}

// forget removes the copy of a database that stays as it was.
func (d *DB) forget() error {
	kept := d.upgraded.Copy
	if d.upgraded = (Upgraded{}); kept == "" {
		return nil
	}
	return os.Remove(kept)
}

// apply runs a file's statements and returns its text.
func apply(ctx context.Context, tx Tx, name string, version int) (text []byte, err error) {
	if n, err := strconv.Atoi(name[:4]); err != nil || n != version {
		return nil, fmt.Errorf("migration %s is out of sequence: want number %d", name, version)
	}
	text, err = migrations.ReadFile("migrations/" + name)
	if err != nil {
		return nil, fmt.Errorf("reading migration %s: %w", name, err)
	}
	for statement := range strings.SplitSeq(string(text), ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := tx.idb.ExecContext(ctx, clustered(statement)); err != nil {
			return nil, fmt.Errorf("applying migration %s: %w", name, err)
		}
	}
	_, err = tx.idb.ExecContext(ctx, `INSERT INTO schema_migration (version) VALUES (?)`, version)
	if err != nil {
		return nil, fmt.Errorf("recording migration %s: %w", name, err)
	}
	return text, nil
}

// clustered has SQLite keep a table's rows in its primary key. Otherwise it keeps them in a tree of their own beside
// the key's, and writes both: a sign-in then costs a third more writes to the disk.
func clustered(statement string) string {
	if strings.Contains(statement, "CREATE TABLE") {
		return statement + " WITHOUT ROWID"
	}
	return statement
}

// files lists the migrations in order: fs.ReadDir sorts, and the names begin with four digits.
func files() []string {
	entries, err := fs.ReadDir(migrations, "migrations")
	if err != nil {
		panic(err) // embedded at build time
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}
