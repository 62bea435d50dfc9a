package throttle_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/throttle"

	"pgregory.net/rapid"
)

const day = 24 * time.Hour

// gate is a limiter over a database of its own.
type gate struct {
	*testing.T
	folder  string
	db      *db.DB
	clock   *clock.Clock
	limiter *throttle.Limiter
}

func newGate(t *testing.T) *gate {
	t.Helper()
	g := &gate{T: t, folder: t.TempDir(), clock: clock.Fixed(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))}
	g.limiter = &throttle.Limiter{Clock: g.clock}
	g.open()
	return g
}

func (g *gate) open() {
	g.Helper()
	g.db = dbtest.Open(g.T, filepath.Join(g.folder, "latchkey.db"))
}

func (g *gate) write(fn func(context.Context, db.Tx) error) {
	if err := g.db.InTx(context.Background(), fn); err != nil {
		g.Error(err)
	}
}

// guess counts one wrong guess, or says how long until one is taken.
func (g *gate) guess(limits ...throttle.Limit) (refusal *throttle.Refusal) {
	g.write(func(ctx context.Context, tx db.Tx) (err error) {
		refusal, err = g.limiter.Reserve(ctx, tx, limits...)
		return err
	})
	return refusal
}

func (g *gate) right(limits ...throttle.Limit) {
	g.write(func(ctx context.Context, tx db.Tx) error { return g.limiter.Succeed(ctx, tx, limits...) })
}

func (g *gate) guesses(n int, limits ...throttle.Limit) {
	g.Helper()
	for i := range n {
		if r := g.guess(limits...); r != nil {
			g.Fatalf("guess %d was refused: %+v", i+1, *r)
		}
	}
}

func limit(name string) throttle.Limit {
	return throttle.Limit{Name: name, Rule: throttle.Rule{Free: 5, First: 30 * time.Second, Most: time.Hour, Forget: day}}
}

func TestTheWaitGrows(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	g.guesses(5, limit("ada"))
	for i, want := range []time.Duration{30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600} {
		want *= time.Second
		if r := g.guess(limit("ada")); r == nil || r.Wait != want || r.Spent {
			t.Fatalf("wait %d: %+v, want %v", i+1, r, want)
		}
		g.clock.Advance(want - time.Millisecond)
		if r := g.guess(limit("ada")); r == nil || r.Wait != time.Millisecond {
			t.Fatalf("wait %d, a moment before its end: %+v", i+1, r)
		}
		g.clock.Advance(time.Millisecond)
		g.guesses(1, limit("ada"))
	}
}

// The machine's clock stood a year ahead and was put right: nobody waits for that year.
func TestAClockThatWentBackMakesNoWaitLonger(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		guesses int
		want    time.Duration
	}{"the first wait": {5, 30 * time.Second}, "the longest": {20, time.Hour}} {
		g := newGate(t)
		for range c.guesses {
			if r := g.guess(limit("ada")); r != nil {
				g.clock.Advance(r.Wait)
				g.guesses(1, limit("ada"))
			}
		}
		g.clock.Advance(-365 * day)
		if r := g.guess(limit("ada")); r == nil || r.Wait != c.want {
			t.Errorf("%s, with the clock put back: %+v", name, r)
		}
		g.clock.Advance(c.want)
		if r := g.guess(limit("ada")); r != nil {
			t.Errorf("%s, when it is over: %+v", name, r)
		}
	}
}

// The shift that doubles the wait must not overflow after thousands of guesses.
func TestTheWaitNeverShrinks(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	g.guesses(5, limit("ada"))
	for i := range 100 {
		r := g.guess(limit("ada"))
		if r == nil || i > 7 && r.Wait != time.Hour {
			t.Fatalf("after %d more: %+v", i, r)
		}
		g.clock.Advance(r.Wait)
		g.guesses(1, limit("ada"))
	}
}

// A count that is reset by a restart is no count.
func TestCountsSurviveARestart(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	g.guesses(5, limit("ada"))
	if err := g.db.Close(); err != nil {
		t.Fatal(err)
	}
	g.open()
	if r := g.guess(limit("ada")); r == nil || r.Wait != 30*time.Second {
		t.Fatalf("after a restart: %+v", r)
	}
}

// Parallel guesses must not beat the counter.
func TestFiftyAtOnceAreFifty(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	var taken atomic.Int64
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if g.guess(limit("ada")) == nil {
				taken.Add(1)
			}
		})
	}
	all.Wait()
	if taken.Load() != 5 {
		t.Fatalf("%d guesses were taken at once, want 5", taken.Load())
	}
}

// The count stands although the work that it guards is undone.
func TestAGuessIsCountedWhateverBecomesOfIt(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	for range 5 {
		g.guesses(1, limit("ada"))
		_ = g.db.InTx(t.Context(), func(context.Context, db.Tx) error { return errors.New("judging failed") })
	}
	if g.guess(limit("ada")) == nil {
		t.Fatal("a sixth guess was taken")
	}
}

func TestAQuietTimeForgetsTheStreak(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	g.guesses(4, limit("ada"))
	g.clock.Advance(day - time.Millisecond)
	g.guesses(1, limit("ada"))
	if g.guess(limit("ada")) == nil {
		t.Fatal("forgotten too early")
	}
	g.clock.Advance(day)
	g.guesses(5, limit("ada"))
}

func TestARightGuessEndsTheStreakOfAPersonButNotOfANetwork(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	network := limit("network/203.0.113.0/24")
	network.Rule.Sticky = true
	g.guesses(4, limit("ada"), network)
	g.guesses(1, limit("eve"), network) // its guesser owns one account
	g.right(limit("eve"), network)
	if r := g.guess(limit("ada"), network); r != nil {
		t.Fatalf("a right guess was not given back: %+v", r)
	}
	if r := g.guess(limit("bob"), network); r == nil || r.Limit.Name != network.Name {
		t.Fatalf("the network's streak ended with a right guess: %+v", r)
	}
	g.right(limit("ada"))
	g.guesses(5, limit("ada"))
}

// A refusal in one limit counts in none, so that a limit's own wait is the longest there is.
func TestARefusalCountsNowhere(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	g.guesses(5, limit("ada"))
	for range 20 {
		g.guess(limit("bob"), limit("ada"))
	}
	g.guesses(5, limit("bob"))
}

// Whatever an attacker does, n guesses take at least the waits between them, and each
// of several limits bounds them all.
func TestNoPaceBeatsTheWaits(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	rapid.Check(t, func(r *rapid.T) {
		g.write(func(ctx context.Context, tx db.Tx) error { return g.limiter.Reset(ctx, tx, limit("ada")) })
		began, taken := g.clock.Now(), 0
		for _, pause := range rapid.SliceOfN(rapid.IntRange(0, 200), 1, 40).Draw(r, "pauses") {
			g.clock.Advance(time.Duration(pause) * time.Second)
			if g.guess(limit("ada")) == nil {
				taken++
			}
		}
		var least time.Duration
		for i := range max(0, taken-5) {
			least += min(30*time.Second<<i, time.Hour)
		}
		if took := g.clock.Now().Sub(began); took < least {
			r.Fatalf("%d guesses in %v; they take %v at least", taken, took, least)
		}
	})
}
