package db

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrNewer refuses a database that a later version of the program has changed.
var ErrNewer = errors.New("the database was made by a newer Latchkey than this one; " +
	"start that version, or restore the backup made before the upgrade")

// Version returns the number of the last migration that this program has.
func Version() int { return len(files()) }

// migrate applies what the database lacks, in order, inside the caller's transaction:
// another process that starts at the same moment waits for it.
func migrate(ctx context.Context, tx Tx) error {
	_, err := tx.idb.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY)`)
	if err != nil {
		return fmt.Errorf("preparing migrations: %w", err)
	}
	var applied int
	if err := tx.idb.QueryRowContext(ctx, `SELECT COALESCE(MAX(version), 0) FROM schema_migration`).Scan(&applied); err != nil {
		return fmt.Errorf("reading migrations: %w", err)
	}
	todo := files()
	if applied > len(todo) {
		return ErrNewer
	}
	for i, name := range todo[applied:] {
		if err := apply(ctx, tx, name, applied+i+1); err != nil {
			return err
		}
	}
	return nil
}

func apply(ctx context.Context, tx Tx, name string, version int) error {
	if n, err := strconv.Atoi(name[:4]); err != nil || n != version {
		return fmt.Errorf("migration %s is out of sequence: want number %d", name, version)
	}
	text, err := migrations.ReadFile("migrations/" + name)
	if err != nil {
		return fmt.Errorf("reading migration %s: %w", name, err)
	}
	for statement := range strings.SplitSeq(string(text), ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := tx.idb.ExecContext(ctx, clustered(statement)); err != nil {
			return fmt.Errorf("applying migration %s: %w", name, err)
		}
	}
	_, err = tx.idb.ExecContext(ctx, `INSERT INTO schema_migration (version) VALUES (?)`, version)
	if err != nil {
		return fmt.Errorf("recording migration %s: %w", name, err)
	}
	return nil
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
