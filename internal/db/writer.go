package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

var errClosed = errors.New("the database is closed")

// writer owns the single connection that may write. It begins and ends
// transactions by hand, so that statements prepared on the connection outlive them.
type writer struct {
	turn   chan struct{} // holds one token; whoever has it may write
	conn   bun.Conn
	tx     Tx
	closed bool // guarded by the turn

	times writerTimes
}

func newWriter(ctx context.Context, pool *bun.DB, o *observer) (*writer, error) {
	conn, err := pool.Conn(ctx)
	// Where several open a new file at once, the switch to a write-ahead log is refused without waiting for its turn.
	for tries := 0; isBusy(err) && tries < 200; tries++ {
		time.Sleep(10 * time.Millisecond)
		conn, err = pool.Conn(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("opening database: %w", err)
	}
	w := &writer{turn: make(chan struct{}, 1), conn: conn}
	w.tx = Tx{&handle{idb: conn, prepared: &statements{preparer: conn.Conn, observer: o}}}
	w.turn <- struct{}{}
	return w, nil
}

func (w *writer) inTx(ctx context.Context, fn func(context.Context, Tx) error) (err error) {
	select {
	case <-w.turn:
		defer func() { w.turn <- struct{}{} }()
	case <-ctx.Done():
		return fmt.Errorf("waiting to write: %w", ctx.Err())
	}
	if w.closed {
		return errClosed
	}
	began, committing := time.Now(), time.Time{}
	defer func() {
		if committing.IsZero() {
			committing = time.Now()
		}
		w.times.note(committing.Sub(began), time.Since(committing))
	}()
	ctx = uncancelled(ctx)
	if _, err := w.tx.Exec(ctx, `BEGIN IMMEDIATE`); err != nil {
		return fmt.Errorf("beginning transaction: %w", err)
	}
	// A panic in fn must not leave the one connection inside a transaction.
	done := false
	defer func() {
		if !done {
			_, undo := w.tx.Exec(ctx, `ROLLBACK`)
			if reasonOf(err) == nil { // where the disk failed, SQLite has rolled back itself
				err = errors.Join(err, undo)
			}
		}
	}()
	if err := fn(ctx, w.tx); err != nil {
		return err
	}
	committing = time.Now()
	if _, err := w.tx.Exec(ctx, `COMMIT`); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	done = true
	return nil
}

func (w *writer) close() error {
	<-w.turn
	defer func() { w.turn <- struct{}{} }()
	if w.closed {
		return nil
	}
	w.closed = true
	w.tx.prepared.close()
	return w.conn.Close()
}
