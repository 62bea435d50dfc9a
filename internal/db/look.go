package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Look has look read a database at path that is not in use, whichever earlier version of this program made it. It may return
// the error of look, [ErrNewer] and the errors of [Reason].
func Look(ctx context.Context, path string, look func(ctx context.Context, r Reader) error) error {
	return Peek(ctx, path, func(ctx context.Context, r Reader) error {
		version, err := SchemaOf(ctx, r)
		switch {
		case err != nil:
			return err
		case version > Version():
			return ErrNewer
		}
		return look(ctx, r)
	})
}

// Peek is [Look] at a database of whichever version, a later one too: peek asks for nothing but what every version has.
func Peek(ctx context.Context, path string, peek func(ctx context.Context, r Reader) error) (err error) {
	d := &DB{path: path}
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
	return Reason(peek(ctx, d.Read()))
}

// SchemaOf returns the number of the last migration that a database has; [ErrDamaged] for one without tables of ours.
func SchemaOf(ctx context.Context, r Reader) (version int, err error) {
	there, err := HasTable(ctx, r, "schema_migration")
	if err == nil && there {
		version, err = applied(ctx, r)
	}
	if err == nil && version == 0 {
		err = fmt.Errorf("%w (it has no tables of Latchkey's)", ErrDamaged)
	}
	return version, err
}

// Whole returns [ErrDamaged] unless the database that r reads is whole, as its own check has it.
func Whole(ctx context.Context, r Reader) error {
	var verdict string
	if err := r.Row(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return fmt.Errorf("checking integrity: %w", Reason(err))
	}
	if verdict != "ok" {
		return fmt.Errorf("%w (%s)", ErrDamaged, verdict)
	}
	return nil
}

// Amend has amend change a copy at path that is not in use yet, in one transaction, and has it say that it is one ([DB.IsCopy]).
// Compared says that it was held against the database that it replaces: see [Compared].
func Amend(ctx context.Context, path string, compared bool, amend func(ctx context.Context, tx Tx) error) error {
	d := &DB{path: path}
	pool, err := d.pool("rw", "secure_delete(1)", "journal_mode(DELETE)")
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(1)
	w, err := newWriter(ctx, pool, &d.observer)
	if err == nil {
		err = w.inTx(ctx, func(ctx context.Context, tx Tx) error {
			if err := amend(ctx, tx); err != nil {
				return err
			}
			version := userVersionOfCopy
			if compared {
				version = userVersionOfCompared
			}
			return tx.Do(ctx, "marking a copy", fmt.Sprintf(`PRAGMA user_version = %d`, version))
		})
		err = errors.Join(err, w.close())
	}
	return Reason(errors.Join(err, pool.Close()))
}

// HasColumn reports whether a table has a column: a copy is of whichever version.
func HasColumn(ctx context.Context, r Reader, table, column string) (is bool, err error) {
	const query = `SELECT EXISTS (SELECT 1 FROM pragma_table_info($1) WHERE name = $2)`
	err = r.Row(ctx, query, table, column).Scan(&is)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("looking for a column: %w", Reason(err))
	}
	return is, nil
}
