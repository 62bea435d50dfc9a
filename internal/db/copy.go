package db

import (
	"context"
	"errors"
	"fmt"
)

// A database that is a copy says so in its header, where every schema has room for it.
const userVersionOfCopy = 1

// IsCopy reports whether the database is a copy that [Copy] made, or an upgrade, and is not in use yet.
func (d *DB) IsCopy(ctx context.Context) (bool, error) {
	var version int
	if err := d.reading.Row(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return false, fmt.Errorf("reading whether the database is a copy: %w", err)
	}
	return version == userVersionOfCopy, nil
}

// NoCopy takes a copy into use: [DB.IsCopy] is false from then on.
func NoCopy(ctx context.Context, tx Tx) error {
	return tx.Do(ctx, "taking a copy into use", `PRAGMA user_version = 0`)
}

// markCopy has a database that was copied to path say so.
func markCopy(ctx context.Context, path string) error {
	d := &DB{path: path}
	pool, err := d.pool("rw")
	if err != nil {
		return err
	}
	_, err = pool.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, userVersionOfCopy))
	return errors.Join(err, pool.Close())
}
