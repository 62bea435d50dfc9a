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
	failed atomic.Bool // the disk did not take the last transaction

	once  sync.Once
	turn  chan struct{} // holds one token; whoever has it may probe
	tried time.Time     // when that was done last; guarded by the turn, as is found
	found error
}

// note keeps what became of a transaction.
func (k *disk) note(err error) {
	switch {
	case err == nil:
		k.failed.Store(false)
	case IsDisk(err):
		k.failed.Store(true)
	}
}

// probeEvery is how long what a probe has found is good for: it is synced, and strangers may ask for it.
const probeEvery = time.Second

// ErrOtherSchema says that another program has changed the schema under this one.
var ErrOtherSchema = errors.New("another program has changed the database's schema since this one was started")

// Ready returns an error unless the database can be read, has this program's schema, and takes what is written: [ErrFull],
// [ErrFailing], [ErrNotPermitted], [ErrOtherSchema], [ErrNewer], or that of the context. It writes to the database itself, one at a
// time, and once a second at most, however many ask; but at once after a transaction that the disk did not take.
func (d *DB) Ready(ctx context.Context) error {
	k := &d.disk
	k.once.Do(func() { k.turn = make(chan struct{}, 1) })
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return fmt.Errorf("waiting for the database: %w", ctx.Err())
	}
	doubtful := k.found == nil && k.failed.Load() // somebody's write has failed since
	if !doubtful && !k.tried.IsZero() && time.Since(k.tried) < probeEvery {
		return k.found
	}
	found := d.probe(ctx)
	if ctx.Err() == nil {
		k.tried, k.found = time.Now(), found
	}
	return found
}

func (d *DB) probe(ctx context.Context) error {
	version, err := d.schema(ctx)
	if err != nil {
		return Reason(err)
	}
	if version != Version() {
		return ErrOtherSchema
	}
	if err := TryDisk(d.disk.folder); err != nil {
		return err
	}
	return d.InTx(ctx, rewrite)
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
