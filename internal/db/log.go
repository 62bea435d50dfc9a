package db

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// logSuffix ends the name of the write-ahead log that stands beside a database.
const logSuffix = "-wal"

// The header of a database says at this place who may write and read it: 2 and 2 are those who know write-ahead logs,
// and that is on the disk before a log is begun; a copy that [Copy] made has 1 and 1 until it is first opened.
const versionsAt = 18

var withoutLog = []byte{1, 1}

// ForeignLog reports whether the log beside the database at path is another database's: a copy was put in place, and
// what the log of its predecessor holds would be mixed into it. It opens nothing of SQLite's and changes nothing.
func ForeignLog(path string) (bool, error) {
	// The log first: a server that starts meanwhile writes the header before it.
	info, err := os.Stat(path + logSuffix)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("can't look at %s: %w", path+logSuffix, Reason(errors.Unwrap(err)))
	}
	file, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("can't look at %s: %w", path, Reason(errors.Unwrap(err)))
	}
	defer file.Close()
	versions := make([]byte, len(withoutLog))
	_, err = file.ReadAt(versions, versionsAt)
	if errors.Is(err, io.EOF) {
		return false, nil // too short for a database, which whoever opens it says
	}
	if err != nil {
		return false, fmt.Errorf("can't look at %s: %w", path, Reason(errors.Unwrap(err)))
	}
	return bytes.Equal(versions, withoutLog), nil
}

// foldWait is how long others wait for the writer, at most, while the log is folded.
const foldWait = 20 * time.Millisecond

// FoldLog moves what the write-ahead log holds into the database's file, where what was overwritten is gone, and empties the
// log, which holds pages as they were before. It is for after something was taken away for good. Where somebody reads what is
// in the log just now, a part of it is left for [DB.FoldRest].
func (d *DB) FoldLog(ctx context.Context) error {
	d.unfolded.Store(true)
	d.folding.Lock() // before the turn: whoever writes need not wait for what is being folded
	defer d.folding.Unlock()
	select {
	case <-d.writer.turn:
		defer func() { d.writer.turn <- struct{}{} }()
	case <-ctx.Done():
		return fmt.Errorf("waiting to write: %w", ctx.Err())
	}
	if d.writer.closed {
		return errClosed
	}
	folded, err := d.writer.fold(uncancelled(ctx))
	if folded {
		d.unfolded.Store(false)
	}
	return Reason(err)
}

// FoldRest folds what [DB.FoldLog] had to leave, if it had to, or what an earlier process left.
func (d *DB) FoldRest(ctx context.Context) error {
	if !d.unfolded.Load() {
		return nil
	}
	return d.FoldLog(ctx)
}

func (w *writer) fold(ctx context.Context) (folded bool, err error) {
	if w.open != nil {
		w.commit(ctx)
	}
	wait := func(most time.Duration) error {
		_, err := w.conn.ExecContext(ctx, fmt.Sprintf(`PRAGMA busy_timeout = %d`, most.Milliseconds()))
		return err
	}
	if err := wait(foldWait); err != nil {
		return false, fmt.Errorf("folding the log: %w", err)
	}
	var busy, inLog, moved int
	err = w.conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &inLog, &moved)
	if err = errors.Join(err, wait(busyTimeout)); err != nil {
		return false, fmt.Errorf("folding the log: %w", err)
	}
	return busy == 0, nil
}
