// Package clock is the only source of time for decisions, so that tests can set it.
package clock

import (
	"sync/atomic"
	"time"
)

// Instant is a time in milliseconds since 1970-01-01 UTC, as the database stores it. Zero means "never" or
// "none".
type Instant int64

// At returns t as an Instant. The zero time becomes zero.
func At(t time.Time) Instant {
	if t.IsZero() {
		return 0
	}
	return Instant(t.UnixMilli())
}

// Time returns i as a time in UTC. The zero Instant becomes the zero time.
func (i Instant) Time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(i)).UTC()
}

// Add returns the instant d later.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Milliseconds()) }

// Sub returns the time from o to i.
func (i Instant) Sub(o Instant) time.Duration { return time.Duration(i-o) * time.Millisecond }

// Before reports whether i comes before o.
func (i Instant) Before(o Instant) bool { return i < o }

// After reports whether i comes after o.
func (i Instant) After(o Instant) bool { return i > o }

// IsZero reports whether i is zero, which means "never" or "none".
func (i Instant) IsZero() bool { return i == 0 }

// Clock returns the time of the machine, or one that a test sets. It is safe for concurrent use.
type Clock struct {
	fixed  atomic.Int64 // 0: follow the machine
	latest atomic.Int64 // the latest time that it has shown, for PutBack
}

// System returns the machine's clock.
func System() *Clock { return &Clock{} }

// Fixed returns a clock that stands at t until Set or Advance moves it.
func Fixed(t time.Time) *Clock {
	c := &Clock{}
	c.fixed.Store(t.UnixMilli())
	return c
}

// Now returns the present time.
func (c *Clock) Now() Instant {
	now := c.fixed.Load()
	if now == 0 {
		now = time.Now().UnixMilli()
	}
	for {
		latest := c.latest.Load()
		if now <= latest || c.latest.CompareAndSwap(latest, now) {
			return Instant(now)
		}
	}
}

// PutBack reports whether the clock was put back by more than [Ahead], and the latest time that it showed before.
// It reports so until [Clock.Restart].
func (c *Clock) PutBack() (latest Instant, back bool) {
	now, latest := c.Now(), Instant(c.latest.Load())
	return latest, latest.Sub(now) > Ahead
}

// Restart forgets what the clock showed before it was put back.
func (c *Clock) Restart() { c.latest.Store(0) }

// Set moves a fixed clock to t. It panics on the machine's clock.
func (c *Clock) Set(t time.Time) {
	c.mustBeFixed()
	c.Now()
	c.fixed.Store(t.UnixMilli())
}

// Advance moves a fixed clock forward by d, or back if d is negative. It panics on the machine's clock.
func (c *Clock) Advance(d time.Duration) {
	c.mustBeFixed()
	c.Now()
	c.fixed.Add(d.Milliseconds())
}

func (c *Clock) mustBeFixed() {
	if c.fixed.Load() == 0 {
		panic("clock: only a fixed clock can be moved")
	}
}
