package audit

import (
	"context"

	"latchkey/internal/db"
)

// Check goes through the chain from its first row, bite by bite, while rows are added and personal details let go of.
type Check struct {
	Rows int64  // that were found in order so far
	Head string // the hash of the last of them

	log              *Log
	blank, announced int64
}

// NewCheck returns a check that has seen nothing yet.
func (l *Log) NewCheck() *Check { return &Check{log: l} }

// Next checks further rows, at most [db.Bite], and reports whether it has come to the end. If the chain is broken, the error is a
// [BrokenError].
func (c *Check) Next(ctx context.Context, tx db.Reader) (done bool, err error) {
	before := c.Rows
	if before == 0 {
		if err := noneBefore(ctx, tx); err != nil {
			return false, err
		}
	}
	if err := bite(ctx, tx, c.Rows, c.row); err != nil {
		return false, err
	}
	if c.Rows-before == db.Bite {
		return false, nil
	}
	if c.blank > c.announced { // only what the chain says may be let go of
		return false, BrokenError{Seq: c.blank}
	}
	return true, nil
}

func (c *Check) row(r row) error {
	if r.seq != c.Rows+1 || !r.fits() || !c.log.Ring.Verify(r.hash, purpose, r.parts(c.Head)...) {
		return c.log.broken(r)
	}
	if r.redacted() {
		c.blank = r.seq
	}
	c.announced = max(c.announced, r.announces())
	c.Rows, c.Head = r.seq, r.hash
	return nil
}

// Verify checks the whole chain. It returns the number of rows and the last hash, which can be written down
// elsewhere to notice later that the log was cut short. If the chain is broken, the error is a [BrokenError].
func (l *Log) Verify(ctx context.Context, tx db.Reader) (rows int64, head string, err error) {
	c := l.NewCheck()
	for done := false; !done && err == nil; {
		done, err = c.Next(ctx, tx)
	}
	return c.Rows, c.Head, err
}
