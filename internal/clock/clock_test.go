package clock_test

import (
	"testing"
	"time"

	"latchkey/internal/clock"
)

func TestInstantKeepsTheMoment(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 30, 0, 5e6, time.FixedZone("", 7200))
	if got := clock.At(at).Time(); !got.Equal(at) || got.Location() != time.UTC {
		t.Fatalf("got %v, want the same moment in UTC", got)
	}
	if !clock.At(time.Time{}).IsZero() || !clock.Instant(0).Time().IsZero() {
		t.Fatal("never must stay never")
	}
}

func TestAFixedClockMovesOnlyWhenTold(t *testing.T) {
	c := clock.Fixed(time.Unix(1000, 0))
	before := c.Now()
	c.Advance(30 * time.Second)
	if got := c.Now().Sub(before); got != 30*time.Second {
		t.Fatalf("moved by %v, want 30 s", got)
	}
}

func TestTheMachinesClockCannotBeMoved(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Fatal("moving the machine's clock must panic")
		}
	}()
	clock.System().Advance(time.Second)
}
