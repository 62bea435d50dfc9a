// Package throttle limits how often secrets can be guessed: per person, per browser, per network. The counts
// are in the database, so they survive restarts and hold for all requests together. It does not check the
// guesses.
package throttle

import (
	"context"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Rule says how many wrong guesses a limit allows.
type Rule struct {
	Free   int64         // wrong guesses before the first wait
	First  time.Duration // the first wait; each further wrong guess doubles it
	Most   time.Duration // the longest wait
	Forget time.Duration // time without a wrong guess after which the streak is forgotten
	Budget int64         // wrong guesses in a rolling year (with Daily: a day), after which none is accepted; 0: no limit
	Daily  bool          // the budget is for one day in UTC rather than for a year
	Sticky bool          // a right guess gives back only itself; for networks, where an attacker may own an account
}

// Limit is one count and its rule. Name says who is counted, and for what.
type Limit struct {
	Name string
	Rule Rule
}

// Refusal says that a guess is not accepted now, and why.
type Refusal struct {
	Limit Limit
	Wait  time.Duration // until the next guess is accepted; 0 if Spent
	Spent bool          // the limit's budget is used up
}

// Limiter counts guesses.
type Limiter struct {
	Clock *clock.Clock
}

// Reserve counts one guess as wrong in every limit, before it is checked. If a limit is reached, it counts
// nothing and returns a Refusal. The caller commits the transaction before it checks the guess, or
// checks it under a savepoint of its own ([db.Tx.Savepoint]), so that no later failure takes the count back and fifty
// guesses at once count as fifty.
func (l *Limiter) Reserve(ctx context.Context, tx db.Tx, limits ...Limit) (*Refusal, error) {
	now := l.Clock.Now()
	if len(limits) == 1 && limits[0].Rule.Budget == 0 {
		if counted, err := begin(ctx, tx, limits[0], now); err != nil || counted {
			return nil, err
		}
	}
	counts := make([]streak, len(limits))
	for i, limit := range limits {
		spent, err := l.Spent(ctx, tx, limit)
		if err != nil {
			return nil, err
		}
		if spent && limit.Rule.Daily {
			return &Refusal{Limit: limit, Wait: untilTomorrow(now)}, nil
		}
		if spent {
			return &Refusal{Limit: limit, Spent: true}, nil
		}
		count, err := load(ctx, tx, limit.Name)
		if err != nil {
			return nil, err
		}
		counts[i] = count.at(now)
		if counts[i].lastAt.After(now) { // the clock was put back: the wait begins now, once
			counts[i].lastAt, counts[i].until = now, now.Add(limit.Rule.Forget)
			if err := store(ctx, tx, limit.Name, counts[i]); err != nil {
				return nil, err
			}
		}
		if wait := counts[i].wait(limit.Rule, now); wait > 0 {
			return &Refusal{Limit: limit, Wait: wait}, nil
		}
	}
	for i, limit := range limits {
		if err := store(ctx, tx, limit.Name, streak{wrong: counts[i].wrong + 1, lastAt: now, until: now.Add(limit.Rule.Forget)}); err != nil {
			return nil, err
		}
		if err := addToYear(ctx, tx, limit, now, 1); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// ReserveFirst is [Limiter.Reserve] in the first of several sets of limits of which none is reached, and returns
// that set. If each set refuses, the refusal is the one with the shortest wait.
func (l *Limiter) ReserveFirst(ctx context.Context, tx db.Tx, sets ...[]Limit) (taken []Limit, refusal *Refusal, err error) {
	for _, limits := range sets {
		again, err := l.Reserve(ctx, tx, limits...)
		if err != nil || again == nil {
			return limits, nil, err
		}
		if refusal == nil || refusal.Spent || !again.Spent && again.Wait < refusal.Wait {
			refusal = again
		}
	}
	return nil, refusal, nil
}

// Succeed takes back what [Limiter.Reserve] counted for a guess that was right. It ends the streak, but gives
// the year's budget only that one guess back.
func (l *Limiter) Succeed(ctx context.Context, tx db.Tx, limits ...Limit) error {
	for _, limit := range limits {
		forgive := forget
		if limit.Rule.Sticky {
			forgive = refundOne
		}
		if err := forgive(ctx, tx, limit.Name); err != nil {
			return err
		}
		if err := addToYear(ctx, tx, limit, l.Clock.Now(), -1); err != nil {
			return err
		}
	}
	return nil
}

// Wait returns how long the next guess has to wait; 0 if it need not. It ignores the budget.
func (l *Limiter) Wait(ctx context.Context, tx db.Reader, limit Limit) (time.Duration, error) {
	count, err := load(ctx, tx, limit.Name)
	now := l.Clock.Now()
	return count.at(now).wait(limit.Rule, now), err
}

// Refund takes back what [Limiter.Reserve] counted for a guess that was not checked after all, so the next one
// does not have to wait. Give only limits in which Reserve counted.
func (l *Limiter) Refund(ctx context.Context, tx db.Tx, limits ...Limit) error {
	for _, limit := range limits {
		// Reserve has waited its wait out: whoever waits in this limit waits for this guess alone.
		if err := refund(ctx, tx, limit.Name, limit.Rule.Most); err != nil {
			return err
		}
		if err := addToYear(ctx, tx, limit, l.Clock.Now(), -1); err != nil {
			return err
		}
	}
	return nil
}

// Spent reports whether the limit's budget, for the rolling year or the day, is used up.
func (l *Limiter) Spent(ctx context.Context, tx db.Reader, limit Limit) (bool, error) {
	if limit.Rule.Budget == 0 {
		return false, nil
	}
	first, last := limit.span(l.Clock.Now())
	wrong, err := wrongSince(ctx, tx, limit.budget(), first, last)
	return wrong >= limit.Rule.Budget, err
}

// Reset deletes everything that was counted in a limit.
func (l *Limiter) Reset(ctx context.Context, tx db.Tx, limit Limit) error {
	if err := forget(ctx, tx, limit.Name); err != nil {
		return err
	}
	return forgetYear(ctx, tx, limit.budget())
}

// Sweeps delete counts that no longer limit anything.
func (l *Limiter) Sweeps() []db.Sweep {
	now := l.Clock.Now()
	return sweeps(now, day(now)-daysInBudget, day(now))
}

// Year is the longest time for which a streak of wrong guesses is remembered.
const Year = 366 * 24 * time.Hour

// A budget is summed over whole days: a year and the day that has begun.
const daysInBudget = 366

func day(i clock.Instant) int64 { return int64(i) / (24 * time.Hour).Milliseconds() }

func untilTomorrow(now clock.Instant) time.Duration {
	return clock.Instant((day(now) + 1) * (24 * time.Hour).Milliseconds()).Sub(now)
}

// A day's budget stands under a name of its own kind, since it is swept sooner.
const (
	daily      = "day/"
	afterDaily = "day0" // the first name that can't begin with it
)

func (l Limit) budget() string {
	if l.Rule.Daily {
		return daily + l.Name
	}
	return l.Name
}

// span is the days that a budget is for.
func (l Limit) span(now clock.Instant) (first, last int64) {
	first, last = day(now), day(now.Add(clock.Ahead))
	if !l.Rule.Daily {
		first -= daysInBudget
	}
	return first, last
}

type streak struct {
	wrong  int64
	lastAt clock.Instant
	until  clock.Instant // when it is forgotten
}

func (s streak) at(now clock.Instant) streak {
	if !now.Before(s.until) {
		return streak{}
	}
	return s
}

func (s streak) wait(r Rule, now clock.Instant) time.Duration {
	over := s.wrong - r.Free
	if over < 0 {
		return 0
	}
	wait := min(r.Most, r.First)
	for ; over > 0 && wait < r.Most; over-- {
		wait = min(r.Most, 2*wait)
	}
	return max(0, wait-max(0, now.Sub(s.lastAt)))
}
