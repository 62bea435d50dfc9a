package clock_test

import (
	"testing"
	"time"

	"latchkey/internal/clock"
)

// What lasts ten minutes holds for ten minutes, and not for years because it was made while the clock was wrong.
func TestWhatWasMadeAheadOfTheClockDoesNotHold(t *testing.T) {
	const lasts = 10 * time.Minute
	now := clock.At(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	for _, c := range []struct {
		name  string
		made  time.Duration // from now
		holds bool
	}{
		{"just made", 0, true},
		{"made ten minutes ago", -lasts, false},
		{"made nearly ten minutes ago", -lasts + time.Millisecond, true},
		{"made by a clock that was put back a little since", time.Minute, true},
		{"made more than a minute ahead", time.Minute + time.Millisecond, false},
		{"made in another year", 365 * 24 * time.Hour, false},
	} {
		made := now.Add(c.made)
		if got := now.MadeFor(lasts).Has(made); got != c.holds {
			t.Errorf("%s: holds %v, by when it was made", c.name, got)
		}
		if got := now.EndsFor(lasts).Has(made.Add(lasts)); got != c.holds {
			t.Errorf("%s: holds %v, by when it ends", c.name, got)
		}
	}
}

func TestAClockKnowsThatItWasPutBack(t *testing.T) {
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	c := clock.Fixed(noon)
	c.Advance(2 * time.Hour)
	c.Advance(-time.Minute)
	if _, back := c.PutBack(); back {
		t.Error("a minute is nothing")
	}
	c.Advance(-time.Hour)
	latest, back := c.PutBack()
	if !back || latest != clock.At(noon.Add(2*time.Hour)) {
		t.Errorf("an hour: %v, from %v", back, latest.Time())
	}
	c.Restart()
	if _, back := c.PutBack(); back {
		t.Error("it says so for ever")
	}
}
