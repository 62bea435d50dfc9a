package db

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
)

// A database that is a copy says so in its header, where every schema has room for it.
const (
	userVersionOfCopy     = 1
	userVersionOfCompared = 2 // a copy that was held against the database that it replaces
)

// IsCopy reports whether the database is a copy that [Copy] made, or an upgrade, and is not in use yet.
func (d *DB) IsCopy(ctx context.Context) (bool, error) {
	version, err := userVersion(ctx, d.reading)
	return version != 0, err
}

// Compared reports whether a copy that is not in use yet was held against the database that it replaces, so that what was spent
// since the copy was made is spent in it: see [Amend].
func Compared(ctx context.Context, r Reader) (bool, error) {
	version, err := userVersion(ctx, r)
	return version == userVersionOfCompared, err
}

func userVersion(ctx context.Context, r Reader) (version int, err error) {
	if err := r.Row(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return 0, fmt.Errorf("reading whether the database is a copy: %w", err)
	}
	return version, nil
}

// NoCopy takes a copy into use: [DB.IsCopy] is false from then on.
func NoCopy(ctx context.Context, tx Tx) error {
	return tx.Do(ctx, "taking a copy into use", `PRAGMA user_version = 0`)
}

// The header of a database has the user version at this place (sqlite.org/fileformat.html).
const userVersionAt = 60

// headerOfCopy is the first page of a database as it is in a copy: it says that it is one, and nothing of a log.
func headerOfCopy(page []byte) []byte {
	page = bytes.Clone(page)
	copy(page[versionsAt:], withoutLog)
	binary.BigEndian.PutUint32(page[userVersionAt:], userVersionOfCopy)
	return page
}
