package db

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"
)

// What is committed stands in the write-ahead log, and is folded into the database's file later (sqlite.org/wal.html, "Checkpointing").
// Left to itself SQLite does that within a commit, for which everybody waits: after a backup, during which nothing can be folded, for
// hundreds of milliseconds. So it is done on a connection of its own while others write, and only a small rest within a turn.
const (
	foldAfter  = 100              // commits
	foldWithin = 10 * time.Second // where fewer come
	mostRest   = 500              // pages that are folded while nobody writes
)

// checkpointer folds the log.
type checkpointer struct {
	pool *bun.DB // of one connection
	stop context.CancelFunc
	over chan struct{} // closed when it has ended
}

// pending counts the commits that are not folded yet.
type pending struct {
	count atomic.Int64
	many  chan struct{} // holds whether there are many
}

func (p *pending) note() {
	if p.count.Add(1) == foldAfter {
		select {
		case p.many <- struct{}{}:
		default:
		}
	}
}

func (d *DB) beginFolding() (err error) {
	c := &checkpointer{over: make(chan struct{})}
	if c.pool, err = d.pool("rw", "synchronous(FULL)"); err != nil {
		return err
	}
	c.pool.SetMaxOpenConns(1)
	ctx, stop := context.WithCancel(context.Background())
	c.stop, d.checkpointer = stop, c
	go d.keepFolded(ctx)
	return nil
}

func (d *DB) endFolding() error {
	if d.checkpointer == nil {
		return nil
	}
	d.checkpointer.stop()
	<-d.checkpointer.over
	return d.checkpointer.pool.Close()
}

func (d *DB) keepFolded(ctx context.Context) {
	defer close(d.checkpointer.over)
	tick := time.NewTicker(foldWithin)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.writer.pending.many:
		case <-tick.C:
		}
		if d.writer.pending.count.Swap(0) == 0 {
			continue
		}
		if err := d.foldSome(ctx); err != nil {
			d.disk.note(Reason(err)) // [DB.Ready] says so
		}
	}
}

// foldSome folds what there is while others write, and then what they have written meanwhile, so that the log begins anew.
func (d *DB) foldSome(ctx context.Context) error {
	d.folding.Lock()
	defer d.folding.Unlock()
	rest, err := d.checkpoint()
	if err != nil || rest > mostRest { // somebody reads what is in the log, as for a backup
		return err
	}
	select {
	case <-d.writer.turn:
	case <-ctx.Done():
		return nil
	}
	defer func() { d.writer.turn <- struct{}{} }()
	began := time.Now()
	defer func() { d.writer.times.noteTurn(time.Since(began)) }()
	if d.writer.open != nil {
		d.writer.commit(context.WithoutCancel(ctx))
	}
	_, err = d.checkpoint()
	return err
}

// checkpoint folds what nobody needs in the log any more, and returns how many pages of those that were in it are left.
func (d *DB) checkpoint() (rest int, err error) {
	var busy, inLog, moved int
	// Past Bun, and so past whoever counts the statements of a page.
	err = d.checkpointer.pool.DB.QueryRowContext(context.Background(), `PRAGMA wal_checkpoint(PASSIVE)`).Scan(&busy, &inLog, &moved)
	if err != nil {
		return 0, fmt.Errorf("folding the log: %w", err)
	}
	return inLog - moved, nil
}
