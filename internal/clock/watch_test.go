package clock

import (
	"testing"
	"time"
)

func TestForHowLongAClockRunsEvenly(t *testing.T) {
	c := Fixed(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	var passed time.Duration
	w := c.Watch()
	w.count = func() time.Duration { return passed }
	pass := func(shown, real time.Duration) time.Duration {
		c.Advance(shown)
		passed += real
		return w.Steady()
	}
	for _, s := range []struct {
		name        string
		shown, real time.Duration
		want        time.Duration
	}{
		{"an hour goes by", time.Hour, time.Hour, time.Hour},
		{"another, a little faster", time.Hour + 30*time.Second, time.Hour, 2 * time.Hour},
		{"the clock is set to another year", 9000 * time.Hour, 10 * time.Minute, 0},
		{"ten minutes go by", 10 * time.Minute, 10 * time.Minute, 10 * time.Minute},
		{"it is put back", -9000 * time.Hour, 10 * time.Minute, 0},
		{"an hour goes by again", time.Hour, time.Hour, time.Hour},
	} {
		if got := pass(s.shown, s.real); got != s.want {
			t.Errorf("%s: steady for %v, want %v", s.name, got, s.want)
		}
	}
}
