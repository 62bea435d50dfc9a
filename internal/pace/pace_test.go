package pace_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/pace"
)

func busy() bool { return true }

// While somebody waits for a hash, nine tenths of the time are theirs.
func TestLongWorkLeavesNineTenthsToWhoeverWaits(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]struct {
		busy      func() bool
		atLeast   time.Duration
		less      time.Duration
		worksLong time.Duration
	}{
		"somebody waits":    {busy, 400 * time.Millisecond, time.Minute, 40 * time.Millisecond},
		"nobody waits":      {func() bool { return false }, 0, 300 * time.Millisecond, 40 * time.Millisecond},
		"nobody ever waits": {nil, 0, 300 * time.Millisecond, 40 * time.Millisecond},
	} {
		p := pace.Pace{Busy: at.busy}
		began := time.Now()
		if err := p.Bite(t.Context(), func() error { time.Sleep(at.worksLong); return nil }); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took < at.atLeast || took > at.less {
			t.Errorf("%s: a bite of %v took %v with its pause", name, at.worksLong, took)
		}
	}
}

// The pause ends when the last one who waited has been served.
func TestAPauseEndsWhenNobodyWaitsAnyMore(t *testing.T) {
	t.Parallel()
	var served atomic.Bool
	p := pace.Pace{Busy: func() bool { return !served.Load() }}
	time.AfterFunc(50*time.Millisecond, func() { served.Store(true) })
	began := time.Now()
	if err := p.Bite(t.Context(), func() error { time.Sleep(time.Second); return nil }); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestBitesAreTakenOneAtATime(t *testing.T) {
	t.Parallel()
	var p pace.Pace
	var now atomic.Int32
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 20 {
				err := p.Bite(t.Context(), func() error {
					if now.Add(1) > 1 {
						t.Error("two bites at once")
					}
					time.Sleep(time.Millisecond)
					now.Add(-1)
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

func TestABiteEndsWithItsContext(t *testing.T) {
	t.Parallel()
	p := pace.Pace{Busy: busy}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := p.Bite(ctx, func() error { time.Sleep(100 * time.Millisecond); return nil })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the pause ended with %v", err)
	}
	if err := p.Bite(ctx, func() error { t.Error("it was begun"); return nil }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the next one ended with %v", err)
	}
	broken := errors.New("broken")
	if err := p.Bite(t.Context(), func() error { return broken }); !errors.Is(err, broken) {
		t.Errorf("what failed ended with %v", err)
	}
}
