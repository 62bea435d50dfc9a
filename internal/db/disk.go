package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// disk is what is known of whether the disk takes what is written.
type disk struct {
	folder string
	failed atomic.Pointer[error] // of the last transaction, if the disk did not take it

	mu    sync.Mutex
	tried time.Time // when a write was last tried because of failed
}

// note keeps what became of a transaction.
func (k *disk) note(err error) {
	switch {
	case err == nil:
		k.failed.Store(nil)
	case IsDisk(err):
		k.failed.Store(&err)
	}
}

// retryAfter is how soon the database is written to again only to see whether it can be: such a write is synced, and
// strangers may ask for it.
const retryAfter = time.Second

// Ready returns an error unless the database can be read and the disk takes what is written: [ErrFull], [ErrFailing] or
// [ErrNotPermitted]. After a transaction that failed for one of these, Ready writes to the database itself, once a
// second at most, so that it finds out when the trouble has passed.
func (d *DB) Ready(ctx context.Context) error {
	var one int
	if err := d.reading.Row(ctx, `SELECT 1`).Scan(&one); err != nil {
		return fmt.Errorf("reading the database: %w", Reason(err))
	}
	if err := TryDisk(d.disk.folder); err != nil {
		return err
	}
	failed := d.disk.failed.Load()
	if failed == nil {
		return nil
	}
	if !d.disk.due() {
		return *failed
	}
	return d.InTx(ctx, rewrite)
}

func (k *disk) due() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if time.Since(k.tried) < retryAfter {
		return false
	}
	k.tried = time.Now()
	return true
}

// rewrite writes the first page of the database as it is.
func rewrite(ctx context.Context, tx Tx) error {
	var version int
	if err := tx.Row(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return fmt.Errorf("reading the database: %w", err)
	}
	_, err := tx.idb.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, version))
	if err != nil {
		return fmt.Errorf("writing to the database: %w", err)
	}
	return nil
}

// room is how many bytes must fit into a folder in which a database is to be written: a sign-in writes a tenth of it.
const room = 256 << 10

var zeros [32 << 10]byte

// TryDisk writes a file into a folder and takes it away again. It returns [ErrFull], [ErrFailing] or [ErrNotPermitted],
// by the number of the error, if the folder does not take it.
func TryDisk(folder string) error {
	probe, err := os.CreateTemp(folder, ".probe-*")
	if err != nil {
		return Reason(err)
	}
	// The name goes first: nothing is left behind by a program that dies here.
	err = os.Remove(probe.Name())
	for written := 0; err == nil && written < room; written += len(zeros) {
		_, err = probe.Write(zeros[:])
	}
	return Reason(errors.Join(err, probe.Close()))
}
