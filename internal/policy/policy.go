// Package policy says of whom the host requires a second step, and from when. Which
// methods there are is package factor's; what stays open to somebody who has none is
// said route by route, in server/web.
package policy

import (
	"context"
	"errors"
	"sync"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/setting"
	"latchkey/internal/user"
)

// Everyone is the scope of what is required of all people. Any other scope is a client account's id.
const Everyone = "everyone"

// MostGrace is the longest grace period.
const MostGrace = 180 * 24 * time.Hour

// ErrGrace refuses a grace period below zero or above MostGrace, and a date that nobody means.
var ErrGrace = errors.New("the grace period is 0 to 180 days, and the date one of these years")

// ErrNone says that nothing is asked for in a scope.
var ErrNone = errors.New("nothing is required there")

// Requirement asks the people of its scope for a second step.
type Requirement struct {
	Scope string
	From  clock.Instant // from when it is asked for
	Grace time.Duration // how long a person may go on without it
}

// Deadline is when the grace period ends.
func (r Requirement) Deadline() clock.Instant { return r.From.Add(r.Grace) }

// Warning is the least time for which people are told before a deadline, as far as there is as much.
const Warning = 14 * 24 * time.Hour

// told is from when on people are told: with a short grace period, from before it begins.
func (r Requirement) told() clock.Instant { return min(r.From, r.Deadline().Add(-Warning)) }

func (r Requirement) check() error {
	if r.Scope == "" || r.Grace < 0 || r.Grace > MostGrace || r.From < 0 || r.From > lastFrom {
		return ErrGrace
	}
	return nil
}

// Year 9999: what a form can say.
const lastFrom clock.Instant = 253_402_300_799_999

// Standing is where one person stands with what is required. The zero value: nothing is.
type Standing struct {
	Required bool
	Met      bool          // the person has a method that suffices
	Short    bool          // they have a method, but none that suffices
	Deadline clock.Instant // from then on nothing but the set-up is open without one; 0: at once
}

// Locked reports whether nothing but the set-up is open to the person now.
func (s Standing) Locked(now clock.Instant) bool {
	return s.Required && !s.Met && !now.Before(s.Deadline)
}

// Counting reports whether the grace period is running out for the person.
func (s Standing) Counting(now clock.Instant) bool {
	return s.Required && !s.Met && now.Before(s.Deadline)
}

// Policies reads and writes what is required. Safe for concurrent use.
type Policies struct {
	Clock    *clock.Clock
	DB       *db.DB
	Settings *setting.Settings
	Factors  *factor.Factors
	Accounts *account.Accounts

	mu   sync.Mutex
	all  []Requirement
	read time.Time
}

// As old as a requirement may be when it is used, as in package setting.
const freshFor = time.Second

// All is what is required, of everyone first. Where the database can't be read, what was last read goes on.
func (p *Policies) All(ctx context.Context) []Requirement {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.read) < freshFor {
		return p.all
	}
	if all, err := load(ctx, p.DB.Read()); err == nil {
		p.all, p.read = all, time.Now()
	}
	return p.all
}

// Of is where a person stands. Where nothing is required of anybody it asks the database nothing.
func (p *Policies) Of(ctx context.Context, userID string, role user.Role) (Standing, error) {
	deadline, required, err := p.deadline(ctx, userID, role)
	if err != nil || !required {
		return Standing{}, err
	}
	met, some, err := p.met(ctx, userID)
	return Standing{Required: true, Met: met, Short: some && !met, Deadline: deadline}, err
}

// deadline is the earliest that applies to the person.
func (p *Policies) deadline(ctx context.Context, userID string, role user.Role) (earliest clock.Instant, required bool, err error) {
	if role != user.Client {
		return 0, true, nil // of staff, always
	}
	all, now := p.All(ctx), p.Clock.Now()
	var own map[string]string // names of the person's accounts by id
	for _, r := range all {
		if now.Before(r.told()) || required && !r.Deadline().Before(earliest) {
			continue
		}
		if r.Scope != Everyone {
			if own == nil {
				if own, err = p.Accounts.Names(ctx, p.DB.Read(), userID); err != nil {
					return 0, false, err
				}
			}
			if _, member := own[r.Scope]; !member {
				continue
			}
		}
		earliest, required = r.Deadline(), true
	}
	return earliest, required, nil
}

// Require asks for a second step from now on as r says, in place of what was asked in that scope before.
func (p *Policies) Require(ctx context.Context, tx db.Tx, r Requirement) error {
	if err := r.check(); err != nil {
		return err
	}
	p.forget()
	return store(ctx, tx, r)
}

// Change moves the dates of what is asked for in a scope, and returns what was asked for until then. ErrNone; ErrGrace.
func (p *Policies) Change(ctx context.Context, tx db.Tx, r Requirement) (before Requirement, err error) {
	if err := r.check(); err != nil {
		return before, err
	}
	if before, err = find(ctx, tx, r.Scope); err != nil {
		return before, err
	}
	p.forget()
	return before, store(ctx, tx, r)
}

// Release asks for nothing in that scope any more.
func (p *Policies) Release(ctx context.Context, tx db.Tx, scope string) error {
	p.forget()
	return remove(ctx, tx, scope)
}

func (p *Policies) forget() {
	p.mu.Lock()
	p.read = time.Time{}
	p.mu.Unlock()
}
