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
	closed bool   // guarded by the turn, as is open
	open   *batch // what is written and not synced yet; nil if there is none

	times   writerTimes
	pending pending
}

// batch is a transaction of the database with the work of one or several who waited for each other. Each of them waits
// for the end of it, and for the turn to bring that end about: so nobody waits for a batch to fill, and none is forgotten.
type batch struct {
	began time.Time
	kept  bool          // whether there is work in it that was not undone
	ended chan struct{} // closed at its end
	err   error         // why nothing of it was stored; to be read after its end
}

// longestBatch is how much work is synced at once, at most: whoever comes first waits for as long.
const longestBatch = 10 * time.Millisecond

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
	w := &writer{turn: make(chan struct{}, 1), conn: conn, pending: pending{many: make(chan struct{}, 1)}}
	w.tx = Tx{&handle{idb: conn, prepared: &statements{preparer: conn.Conn, observer: o}, within: uncancelled}}
	w.turn <- struct{}{}
	return w, nil
}

// inTx does the work of fn when its turn comes, and returns when that is synced or undone.
func (w *writer) inTx(ctx context.Context, fn func(context.Context, Tx) error) error {
	came := time.Now()
	select {
	case <-w.turn:
	case <-ctx.Done():
		return fmt.Errorf("waiting to write: %w", ctx.Err())
	}
	w.times.noteWait(time.Since(came))
	ctx = uncancelled(ctx)
	b, err := w.work(ctx, fn)
	if b == nil {
		return err
	}
	select {
	case <-b.ended:
	case <-w.turn: // everybody who waited when the work was done has had theirs
		if w.open == b {
			w.commit(ctx)
		}
		w.turn <- struct{}{}
	}
	// Work that failed waits too: what it failed for may have been another's that was not synced yet.
	if err == nil {
		err = b.err
	}
	return err
}

// work does the work of fn in the batch that is open, or in a new one, under a savepoint: what fails is undone alone. It gives
// the turn back.
func (w *writer) work(ctx context.Context, fn func(context.Context, Tx) error) (b *batch, err error) {
	defer func() { w.turn <- struct{}{} }()
	if w.closed {
		return nil, errClosed
	}
	began := time.Now()
	if w.open == nil {
		if _, err := w.tx.Exec(ctx, `BEGIN IMMEDIATE`); err != nil {
			return nil, fmt.Errorf("beginning transaction: %w", err)
		}
		w.open = &batch{began: began, ended: make(chan struct{})}
	}
	b = w.open
	done := false
	defer func() {
		if !done { // also where fn panics: the one connection must not stay as that left it
			err = w.undo(ctx, b, err)
		}
		w.times.noteTurn(time.Since(began))
		if w.open != nil && time.Since(b.began) >= longestBatch {
			w.commit(ctx)
		}
	}()
	if _, err := w.tx.Exec(ctx, `SAVEPOINT work`); err != nil {
		return b, fmt.Errorf("beginning transaction: %w", err)
	}
	if err := fn(ctx, w.tx); err != nil {
		return b, err
	}
	if _, err := w.tx.Exec(ctx, `RELEASE work`); err != nil {
		return b, fmt.Errorf("ending transaction: %w", err)
	}
	done, b.kept = true, true
	return b, nil
}

// undo takes back the work that failed with err: it alone, unless SQLite has undone the whole batch (sqlite.org/lang_transaction.html,
// "Response To Errors Within A Transaction"), which everybody in it is told then.
func (w *writer) undo(ctx context.Context, b *batch, err error) error {
	if !b.kept { // and nothing needs to be synced
		_, undone := w.tx.Exec(ctx, `ROLLBACK`)
		w.end(b, nil)
		if reasonOf(err) == nil { // where the disk failed, SQLite has rolled back itself
			err = errors.Join(err, undone)
		}
		return err
	}
	_, undone := w.tx.Exec(ctx, `ROLLBACK TO work`)
	if undone == nil {
		_, undone = w.tx.Exec(ctx, `RELEASE work`)
	}
	if undone != nil {
		if reasonOf(err) == nil {
			err = errors.Join(err, undone)
		}
		_, _ = w.tx.Exec(ctx, `ROLLBACK`)
		w.end(b, fmt.Errorf("a transaction that was synced with this one failed: %w", err))
	}
	return err
}

// commit syncs the batch that is open, or undoes it.
func (w *writer) commit(ctx context.Context) {
	began := time.Now()
	_, err := w.tx.Exec(ctx, `COMMIT`)
	w.times.noteCommit(time.Since(began))
	w.pending.note()
	if err != nil {
		_, undone := w.tx.Exec(ctx, `ROLLBACK`)
		if reasonOf(err) == nil {
			err = errors.Join(err, undone)
		}
		err = fmt.Errorf("committing: %w", err)
	}
	w.end(w.open, err)
}

func (w *writer) end(b *batch, err error) {
	b.err, w.open = err, nil
	close(b.ended)
}

func (w *writer) close() error {
	<-w.turn
	defer func() { w.turn <- struct{}{} }()
	if w.closed {
		return nil
	}
	if w.open != nil {
		w.commit(context.Background())
	}
	w.closed = true
	w.tx.prepared.close()
	return w.conn.Close()
}
