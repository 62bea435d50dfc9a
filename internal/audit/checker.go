package audit

import (
	"context"
	"sync"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/pace"
)

// Checker checks the chain when it is asked to, one check at a time, at a pace at which nobody who signs in waits for it. It is safe
// for concurrent use.
type Checker struct {
	log   *Log
	db    *db.DB
	pace  *pace.Pace
	asked chan struct{} // holds whether a check waits to be run

	mu    sync.Mutex
	state Checked
	ended chan struct{} // closed when the check that runs has ended; nil before the first
}

// NewChecker returns a checker of a log. [Checker.Run] does its work.
func NewChecker(l *Log, d *db.DB, p *pace.Pace) *Checker {
	return &Checker{log: l, db: d, pace: p, asked: make(chan struct{}, 1)}
}

// Checked is how far the check has come that runs, or was the last.
type Checked struct {
	Running bool
	Rows    int64         // that were found in order so far
	Of      int64         // how many there were when it began
	Head    string        // the hash of the last of them
	At      clock.Instant // when it ended; 0: none has since the program was started
	Err     error         // why it ended before its end; a [BrokenError] if the chain is broken
}

// Start asks for a check, unless one runs already.
func (c *Checker) Start() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state.Running {
		return
	}
	c.state, c.ended = Checked{Running: true}, make(chan struct{})
	c.asked <- struct{}{}
}

// Run runs the checks that are asked for, until ctx ends.
func (c *Checker) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.asked:
		}
		err := c.check(ctx)
		c.note(func(s *Checked) {
			s.Running, s.At, s.Err = false, c.log.Clock.Now(), err
			close(c.ended)
		})
	}
}

func (c *Checker) check(ctx context.Context) error {
	of, err := c.log.Last(ctx, c.db.Read())
	if err != nil {
		return err
	}
	c.note(func(s *Checked) { s.Of = of })
	check := c.log.NewCheck()
	for done := false; !done; {
		err := c.pace.Bite(ctx, func() (err error) {
			done, err = check.Next(ctx, c.db.Read())
			return err
		})
		c.note(func(s *Checked) { s.Rows, s.Head = check.Rows, check.Head })
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Checker) note(what func(*Checked)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	what(&c.state)
}

// State returns how far the check has come.
func (c *Checker) State() Checked {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state
}

// Await waits for the end of the check that runs, but for no longer than most.
func (c *Checker) Await(ctx context.Context, most time.Duration) {
	c.mu.Lock()
	ended := c.ended
	c.mu.Unlock()
	if ended == nil {
		return
	}
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-ended:
	case <-timer.C:
	case <-ctx.Done():
	}
}
