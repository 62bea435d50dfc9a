// Package policy decides which people the host, or a client account of theirs, requires to have a second step,
// and from when. The methods are in package factor; which pages stay open to somebody without one, each route in server/web
// says.
package policy

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/setting"
	"latchkey/internal/user"
)

// Everyone is the scope of a rule for all people. Every other scope is a client account's id.
const Everyone = "everyone"

// MostGrace is the longest grace period.
const MostGrace = 180 * 24 * time.Hour

// ErrGrace refuses a grace period below zero or above [MostGrace], and a date out of range.
var ErrGrace = errors.New("the grace period is 0 to 180 days, and the date one of these years")

// ErrNone says that there is no rule for a scope.
var ErrNone = errors.New("nothing is required there")

// Requirement is a rule: the people in Scope must have a second step.
type Requirement struct {
	Scope string
	From  clock.Instant // when the rule starts
	Grace time.Duration // how long people may go on without a second step
}

// Deadline returns when the grace period ends.
func (r Requirement) Deadline() clock.Instant { return r.From.Add(r.Grace) }

// Warning is the shortest time for which people are told before a deadline, if there is that much time.
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

// Standing is what the policy requires of one person. The zero value requires nothing.
type Standing struct {
	Required bool
	Met      bool          // the person has a method that suffices
	Short    bool          // they have a method, but none that suffices
	Deadline clock.Instant // from when a person without one can reach only the set-up; 0: at once
	Account  string        // the id of the client account whose rule it is; "": the rule is for everyone, or for staff
}

// Locked reports whether the person can reach only the set-up now.
func (s Standing) Locked(now clock.Instant) bool {
	return s.Required && !s.Met && !now.Before(s.Deadline)
}

// Counting reports whether the person has yet to meet a requirement whose grace period is running.
func (s Standing) Counting(now clock.Instant) bool {
	return s.Required && !s.Met && now.Before(s.Deadline)
}

// Policies reads and writes the rules. It is safe for concurrent use.
type Policies struct {
	Clock    *clock.Clock
	DB       *db.DB
	Settings *setting.Settings
	Factors  *factor.Factors
	Accounts *account.Accounts

	mu   sync.Mutex
	all  []Requirement
	own  []Requirement // of accounts that require it of their people by themselves
	read time.Time
}

// As old as a requirement may be when it is used, as in package setting.
const freshFor = time.Second

// All returns every rule, the one for everyone first. If the database can't be read, it returns those it read
// last.
func (p *Policies) All(ctx context.Context) []Requirement {
	all, _ := p.rules(ctx)
	return all
}

// rules are the host's rules, and those of accounts.
func (p *Policies) rules(ctx context.Context) (all, own []Requirement) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.read) < freshFor {
		return p.all, p.own
	}
	ctx = context.WithoutCancel(ctx) // they are everybody's, whoever asked and left
	all, err := load(ctx, p.DB.Read())
	if err != nil {
		return p.all, p.own
	}
	since, err := p.Accounts.RequireSecondStep(ctx, p.DB.Read())
	if err != nil {
		return p.all, p.own
	}
	for id, at := range since {
		own = append(own, Requirement{Scope: id, From: at})
	}
	p.all, p.own, p.read = all, own, time.Now()
	return p.all, p.own
}

// Of returns what the policy requires of a person. If there are no rules it does not read the database.
func (p *Policies) Of(ctx context.Context, userID string, role user.Role) (Standing, error) {
	rule, required, err := p.first(ctx, userID, role)
	if err != nil || !required {
		return Standing{}, err
	}
	met, some, err := p.met(ctx, userID, role)
	s := Standing{Required: true, Met: met, Short: some && !met, Deadline: rule.Deadline()}
	if rule.Scope != Everyone {
		s.Account = rule.Scope
	}
	return s, err
}

// first is the rule with the earliest deadline of those that apply to the person. Among equals the one for everyone comes
// first: leaving an account would not help.
func (p *Policies) first(ctx context.Context, userID string, role user.Role) (earliest Requirement, required bool, err error) {
	if role != user.Client {
		return Requirement{Scope: Everyone}, true, nil // of staff, always
	}
	all, ofAccounts := p.rules(ctx)
	now := p.Clock.Now()
	var own map[string]string // names of the person's accounts by id
	for _, r := range slices.Concat(all, ofAccounts) {
		if now.Before(r.told()) || required && !r.Deadline().Before(earliest.Deadline()) {
			continue
		}
		if r.Scope != Everyone {
			if own == nil {
				if own, err = p.Accounts.Names(ctx, p.DB.Read(), userID); err != nil {
					return earliest, false, err
				}
			}
			if _, member := own[r.Scope]; !member {
				continue
			}
		}
		earliest, required = r, true
	}
	return earliest, required, nil
}

// Require stores a rule and replaces any earlier one for the same scope. It may return [ErrGrace].
func (p *Policies) Require(ctx context.Context, tx db.Tx, r Requirement) error {
	if err := r.check(); err != nil {
		return err
	}
	p.forget()
	return store(ctx, tx, r)
}

// Change moves the dates of the rule for r.Scope and returns the rule as it was. It may return [ErrNone] or
// [ErrGrace].
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

// Release deletes the rule for a scope.
func (p *Policies) Release(ctx context.Context, tx db.Tx, scope string) error {
	p.forget()
	return remove(ctx, tx, scope)
}

// SetOwn has a client account require a second step of its people by itself, at once, or not. What the host requires of them
// stays. It may return [account.ErrNotFound].
func (p *Policies) SetOwn(ctx context.Context, tx db.Tx, accountID string, required bool) error {
	p.forget()
	return p.Accounts.SetSecondStep(ctx, tx, accountID, required)
}

func (p *Policies) forget() {
	p.mu.Lock()
	p.read = time.Time{}
	p.mu.Unlock()
}
