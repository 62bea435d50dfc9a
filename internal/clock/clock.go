// Package clock is the one source of time. Nothing else of ours asks the
// operating system what time it is for a decision, so that tests can set it.
package clock

import (
	"sync/atomic"
	"time"
)

// Instant is a moment in milliseconds since 1970-01-01 UTC, the form that every
// database column holds. Zero means "never" or "none".
type Instant int64

// At turns a time into an Instant; the zero time becomes zero.
func At(t time.Time) Instant {
	if t.IsZero() {
		return 0
	}
	return Instant(t.UnixMilli())
}

// Time is the instant in UTC; the zero Instant becomes the zero time.
func (i Instant) Time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(i)).UTC()
}

// Add is the instant d later.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Milliseconds()) }

// Sub is the time from o to i.
func (i Instant) Sub(o Instant) time.Duration { return time.Duration(i-o) * time.Millisecond }

// Before reports whether i comes before o.
func (i Instant) Before(o Instant) bool { return i < o }

// After reports whether i comes after o.
func (i Instant) After(o Instant) bool { return i > o }

// IsZero reports whether i means "never".
func (i Instant) IsZero() bool { return i == 0 }

// Clock tells the time: the machine's, or one that a test sets. Safe for concurrent use.
type Clock struct {
	fixed atomic.Int64 // 0: follow the machine
}

// System is the machine's clock.
func System() *Clock { return &Clock{} }

// Fixed stands still at t until Set or Advance.
func Fixed(t time.Time) *Clock {
	c := &Clock{}
	c.fixed.Store(t.UnixMilli())
	return c
}

// Now is the present moment.
func (c *Clock) Now() Instant {
	if f := c.fixed.Load(); f != 0 {
		return Instant(f)
	}
	return Instant(time.Now().UnixMilli())
}

// Set moves a fixed clock to t; it panics on the machine's clock.
func (c *Clock) Set(t time.Time) {
	c.mustBeFixed()
	c.fixed.Store(t.UnixMilli())
}

// Advance moves a fixed clock forward by d; it panics on the machine's clock.
func (c *Clock) Advance(d time.Duration) {
	c.mustBeFixed()
	c.fixed.Add(d.Milliseconds())
}

func (c *Clock) mustBeFixed() {
	if c.fixed.Load() == 0 {
		panic("clock: only a fixed clock can be moved")
	}
}
