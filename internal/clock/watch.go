package clock

import "time"

// Watch tells for how long a clock has run evenly, by the machine's count of time, which nobody can set.
type Watch struct {
	clock *Clock
	count func() time.Duration // since the watch began

	shown  Instant       // when it was looked at last
	at     time.Duration // by count
	evenly time.Duration // by count: since when it runs evenly
}

// Watch begins to watch the clock.
func (c *Clock) Watch() *Watch {
	began := time.Now()
	return &Watch{clock: c, count: func() time.Duration { return time.Since(began) }, shown: c.Now()}
}

// Steady returns for how long the clock has not been set by more than [Ahead] between two calls. It is not safe for
// concurrent use.
func (w *Watch) Steady() time.Duration {
	now, at := w.clock.Now(), w.count()
	if set := now.Sub(w.shown) - (at - w.at); set.Abs() > Ahead {
		w.evenly = at
	}
	w.shown, w.at = now, at
	return at - w.evenly
}
