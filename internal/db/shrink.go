package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ShrinkMemory gives back the memory in which connections keep pages that they have read: two megabytes each, which nobody collects. It
// waits for its turn as whoever writes does, and disturbs nobody who reads.
func (d *DB) ShrinkMemory(ctx context.Context) error {
	err := d.shrinkReaders(ctx)
	select {
	case <-d.writer.turn:
		defer func() { d.writer.turn <- struct{}{} }()
	case <-ctx.Done():
		return errors.Join(err, fmt.Errorf("waiting to write: %w", ctx.Err()))
	}
	if d.writer.closed {
		return errClosed
	}
	return errors.Join(err, shrink(uncancelled(ctx), d.writer.conn.Conn))
}

// shrinkReaders takes those that nobody uses just now, all at once: one after the other it would get the same one again.
func (d *DB) shrinkReaders(ctx context.Context) (err error) {
	for range d.readers.Stats().Idle {
		conn, failed := d.readers.DB.Conn(ctx)
		if failed != nil {
			return errors.Join(err, fmt.Errorf("shrinking what the database keeps in memory: %w", failed))
		}
		defer conn.Close()
		err = errors.Join(err, shrink(ctx, conn))
	}
	return err
}

func shrink(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, `PRAGMA shrink_memory`); err != nil {
		return fmt.Errorf("shrinking what the database keeps in memory: %w", err)
	}
	return nil
}
