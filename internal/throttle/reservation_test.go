package throttle_test

import (
	"context"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/throttle"

	"pgregory.net/rapid"
)

// verdicts is what becomes of a guess: of one that is judged later, and of one that is judged at once.
var verdicts = []struct {
	name  string
	later func(l *throttle.Limiter, ctx context.Context, tx db.Tx, limit throttle.Limit) error
	now   func(r throttle.Reservation, ctx context.Context, tx db.Tx) error
}{
	{
		"wrong", func(*throttle.Limiter, context.Context, db.Tx, throttle.Limit) error { return nil },
		func(r throttle.Reservation, ctx context.Context, tx db.Tx) error { return r.Fail(ctx, tx, 1) },
	},
	{
		"right", func(l *throttle.Limiter, ctx context.Context, tx db.Tx, limit throttle.Limit) error {
			return l.Succeed(ctx, tx, limit)
		},
		func(r throttle.Reservation, ctx context.Context, tx db.Tx) error { return r.Succeed(ctx, tx) },
	},
	{
		"none", func(l *throttle.Limiter, ctx context.Context, tx db.Tx, limit throttle.Limit) error {
			return l.Refund(ctx, tx, limit)
		},
		func(r throttle.Reservation, ctx context.Context, tx db.Tx) error { return r.Refund(ctx, tx) },
	},
}

// Guesses that are judged in the transaction that counts them are limited like all others, whatever comes after what.
func TestAGuessThatIsJudgedAtOnceIsLimitedLikeAnyOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		g := newGate(t)
		rule := throttle.Rule{
			Free: 2, First: time.Minute, Most: time.Hour, Forget: rapid.SampledFrom([]time.Duration{day, throttle.Year}).Draw(r, "forget"),
			Budget: rapid.SampledFrom([]int64{0, 3, 8}).Draw(r, "budget"), Daily: rapid.Bool().Draw(r, "daily"),
		}
		later, now := throttle.Limit{Name: "later", Rule: rule}, throttle.Limit{Name: "now", Rule: rule}
		for range rapid.IntRange(1, 25).Draw(r, "guesses") {
			pauses := []time.Duration{0, time.Minute, 2 * time.Hour, day, 200 * day, -2 * time.Hour}
			g.clock.Advance(rapid.SampledFrom(pauses).Draw(r, "pause"))
			if rapid.Bool().Draw(r, "swept") {
				dbtest.Sweep(g, g.db, g.limiter.Sweeps()...)
			}
			verdict := rapid.SampledFrom(verdicts).Draw(r, "verdict")
			first := g.guess(later)
			var second *throttle.Refusal
			g.write(func(ctx context.Context, tx db.Tx) error {
				reserved, refusal, err := g.limiter.ReserveOne(ctx, tx, now)
				if second = refusal; err != nil || refusal != nil {
					return err
				}
				return verdict.now(reserved, ctx, tx)
			})
			if (first == nil) != (second == nil) || first != nil && (first.Wait != second.Wait || first.Spent != second.Spent) {
				r.Fatalf("%s: judged later it is refused by %+v, judged at once by %+v", verdict.name, first, second)
			}
			if first == nil {
				g.write(func(ctx context.Context, tx db.Tx) error { return verdict.later(g.limiter, ctx, tx, later) })
			}
		}
	})
}

// Who never guesses wrong leaves nothing behind, and asks twice: to be counted, and not to be.
func TestARightGuessLeavesNothing(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	l := throttle.Limit{Name: "codes", Rule: throttle.Rule{Free: 5, First: time.Minute, Most: time.Hour, Forget: throttle.Year, Budget: 9}}
	var asked int
	g.write(func(ctx context.Context, tx db.Tx) error {
		g.db.Observe(func(string) { asked++ })
		defer g.db.Observe(nil)
		reserved, refusal, err := g.limiter.ReserveOne(ctx, tx, l)
		if err != nil || refusal != nil {
			t.Errorf("%+v, %v", refusal, err)
		}
		return reserved.Succeed(ctx, tx)
	})
	var n int
	err := g.db.Read().Row(t.Context(), `SELECT (SELECT COUNT(*) FROM throttle_streak) + (SELECT COUNT(*) FROM throttle_day)`).Scan(&n)
	if err != nil || n != 0 || asked != 2 {
		t.Errorf("%d rows are left, and it took %d statements, %v", n, asked, err)
	}
}
