package throttle_test

import (
	"context"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/throttle"
)

// budget bears guesses without waits, so that only the year bounds them.
func budget(name string, n int64) throttle.Limit {
	return throttle.Limit{Name: name, Rule: throttle.Rule{Free: 1 << 40, Forget: throttle.Year, Budget: n}}
}

func TestABudgetLastsARollingYear(t *testing.T) {
	t.Parallel()
	g, l := newGate(t), budget("ada", 10)
	g.guesses(4, l)
	g.clock.Advance(200 * day)
	g.guesses(6, l)
	if r := g.guess(l); r == nil || !r.Spent || r.Wait != 0 {
		t.Fatalf("beyond the budget: %+v", r)
	}
	g.clock.Advance(166 * day)
	if g.guess(l) == nil {
		t.Fatal("366 days after the first guesses they are forgotten")
	}
	g.clock.Advance(day)
	g.guesses(4, l)
	if r := g.guess(l); r == nil || !r.Spent {
		t.Fatalf("the later six are forgotten with the first four: %+v", r)
	}
}

// At no moment of the day, in leap years or out of them, does a year bear more.
func TestNoYearBearsMoreThanItsBudget(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]time.Time{
		"a moment before midnight": time.Date(2027, 2, 28, 23, 59, 59, 999e6, time.UTC),
		"midnight of a leap year":  time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC),
		"in the afternoon":         time.Date(2026, 7, 1, 15, 0, 0, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			g, l := newGate(t), budget("ada", 7)
			g.clock.Set(start)
			var taken []clock.Instant
			for range 3 * 366 {
				for g.guess(l) == nil {
					taken = append(taken, g.clock.Now())
				}
				g.clock.Advance(day)
			}
			if len(taken) < 14 {
				t.Fatalf("only %d guesses in three years: it never opens again", len(taken))
			}
			for i := 7; i < len(taken); i++ {
				if span := taken[i].Sub(taken[i-7]); span < 365*day {
					t.Fatalf("eight guesses within %v", span)
				}
			}
		})
	}
}

// Neither success nor a fresh challenge refills a budget; a right guess gives back itself.
func TestSuccessDoesNotRefillABudget(t *testing.T) {
	t.Parallel()
	g, l := newGate(t), budget("ada", 5)
	for range 5 {
		g.guesses(1, l)
		if g.guess(l) == nil {
			g.right(l)
		}
	}
	if r := g.guess(l); r == nil || !r.Spent {
		t.Fatalf("a right guess between the wrong ones refilled the budget: %+v", r)
	}
}

func TestOnlyAResetOpensASpentLimit(t *testing.T) {
	t.Parallel()
	g, l := newGate(t), budget("ada", 3)
	g.guesses(3, l)
	g.clock.Advance(90 * day)
	dbtest.Sweep(g, g.db, g.limiter.Sweeps()...)
	if r := g.guess(l); r == nil || !r.Spent {
		t.Fatalf("sweeping opened it: %+v", r)
	}
	g.write(func(ctx context.Context, tx db.Tx) error { return g.limiter.Reset(ctx, tx, l) })
	g.guesses(3, l)
}

func TestSweepingDeletesOnlyWhatBoundsNothing(t *testing.T) {
	t.Parallel()
	g, l := newGate(t), budget("ada", 3)
	g.guesses(3, l)
	g.guesses(5, limit("bob"))
	rows := func() (n int) {
		dbtest.Sweep(t, g.db, g.limiter.Sweeps()...)
		g.write(func(ctx context.Context, tx db.Tx) error {
			return tx.Row(ctx, `SELECT (SELECT COUNT(*) FROM throttle_streak) + (SELECT COUNT(*) FROM throttle_day)`).Scan(&n)
		})
		return n
	}
	if n := rows(); n != 3 {
		t.Fatalf("%d rows at once, want all 3", n)
	}
	if g.guess(limit("bob")) == nil {
		t.Fatal("sweeping ended a wait")
	}
	g.clock.Advance(2 * day)
	if n := rows(); n != 2 {
		t.Fatalf("%d rows after two days, want Ada's 2", n)
	}
	g.clock.Advance(366 * day)
	if n := rows(); n != 0 {
		t.Fatalf("%d rows after a year", n)
	}
}

// An hour in the wrong year must leave nobody without guesses until that year has come.
func TestABudgetOfDaysToComeIsNotCounted(t *testing.T) {
	t.Parallel()
	g, year := newGate(t), budget("ada", 4)
	today := throttle.Limit{Name: "bob", Rule: throttle.Rule{Free: 1 << 40, Forget: throttle.Year, Budget: 4, Daily: true}}
	g.guesses(1, year)
	g.guesses(1, today)
	g.clock.Advance(3000 * day)
	g.guesses(4, year)
	g.guesses(4, today)
	g.clock.Advance(-3000 * day)
	for _, l := range []throttle.Limit{year, today} {
		g.guesses(3, l)
		if g.guess(l) == nil {
			t.Errorf("%s: what was counted before the clock was wrong is forgotten", l.Name)
		}
	}
}
