package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/password"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

const (
	sharedPassword = "marble-lantern-77"
	hashes         = 32 // people share passwords' hashes: verifying one costs the same, making them takes minutes
)

// person signs in with codes that are fresh each time.
type person struct {
	Email  string
	Secret string
	App    string // the id of their authenticator app, which the form of the code names
	Known  string // the cookie by which their browser is known
	used   int64  // the last step whose code was given
}

// pool hands out people who can sign in now. Safe for concurrent use.
type pool struct {
	mu      sync.Mutex
	waiting []*person
}

// newPool hands out clients: everybody but the last, who is staff. It keeps to itself what they do, so that two pools of the
// same people are of use at two servers.
func newPool(people []*person) *pool {
	c := &pool{}
	for _, p := range people[:len(people)-1] {
		own := *p
		c.waiting = append(c.waiting, &own)
	}
	return c
}

func step(at time.Time) int64 { return code.Step(at.UnixMilli()) }

// take gives somebody who has a fresh code: the one of this step or of the next, which the server accepts as well.
func (c *pool) take(ctx context.Context) (*person, error) {
	for {
		c.mu.Lock()
		if len(c.waiting) > 0 && c.waiting[0].used <= step(time.Now()) {
			next := c.waiting[0]
			c.waiting = c.waiting[1:]
			c.mu.Unlock()
			return next, nil
		}
		c.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (c *pool) putBack(p *person) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, p)
}

// fresh is how many can sign in at once without waiting for a code.
func (c *pool) fresh() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, n := step(time.Now()), 0
	for _, p := range c.waiting {
		n += int(min(2, max(0, now+1-p.used)))
	}
	return n
}

// await waits until so many can sign in, so that no run waits for codes.
func (c *pool) await(ctx context.Context, signIns int) error {
	for c.fresh() < signIns {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return nil
}

// code gives a person's next code; each is given once.
func (p *person) code() (string, error) {
	p.used = max(step(time.Now()), p.used+1)
	return factor.At(p.Secret, p.used)
}

func (p *person) codeForm(code string) string {
	return url.Values{"kind": {string(factor.TOTP)}, "way": {p.App}, "code": {code}}.Encode()
}

func (p *person) passwordForm() string {
	return url.Values{"email": {p.Email}, "password": {sharedPassword}, "next": {""}}.Encode()
}

// settle makes the data folder's database with people who turned two-factor authentication on an hour ago, each in a
// browser that is known since. The last of them is an administrator.
func settle(ctx context.Context, data string, people int, hasher *password.Hasher) (all []*person, err error) {
	ring, err := seal.LoadOrCreate(filepath.Join(data, "key"))
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, filepath.Join(data, "latchkey.db"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	made, err := hashAhead(ctx, hasher)
	if err != nil {
		return nil, err
	}
	then := clock.Fixed(time.Now().Add(-time.Hour))
	users, factors := &user.Users{Clock: then}, &factor.Factors{Clock: then, Ring: ring}
	browsers := &session.Browsers{Clock: then, Ring: ring}
	err = d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		for i := range people {
			email := fmt.Sprintf("person-%d@example.test", i)
			u, err := users.Create(ctx, tx, email, fmt.Sprintf("Person %d", i), made[i%len(made)])
			if err != nil {
				return err
			}
			who := &person{Email: email}
			if err := who.enrol(ctx, tx, factors, factor.Owner{UserID: u.ID, Session: "bench"}); err != nil {
				return err
			}
			browser, err := browsers.Remember(ctx, tx, "", u.ID)
			if err != nil {
				return err
			}
			who.Known = "browser=" + browsers.Cookie(browser) + "; "
			if all = append(all, who); len(all) < people {
				continue
			}
			return users.SetRole(ctx, tx, u.ID, user.Administrator)
		}
		return nil
	})
	return all, err
}

func hashAhead(ctx context.Context, hasher *password.Hasher) ([]string, error) {
	made := make([]string, hashes)
	for i := range made {
		hash, err := hasher.Hash(ctx, sharedPassword)
		if err != nil {
			return nil, err
		}
		made[i] = hash
	}
	return made, nil
}

func (p *person) enrol(ctx context.Context, tx db.Tx, factors *factor.Factors, owner factor.Owner) error {
	if err := factors.Begin(ctx, tx, owner, factor.Enrollment{Kind: factor.TOTP, Proof: factor.Strongest}); err != nil {
		return err
	}
	setUp, err := factors.Pending(ctx, tx, owner, factor.TOTP)
	if err != nil {
		return err
	}
	first, err := factor.At(setUp.Secret, step(factors.Clock.Now().Time()))
	if err != nil {
		return err
	}
	outcome, err := factors.Confirm(ctx, tx, owner, factor.TOTP, factor.Answer{Input: first})
	if err == nil && !outcome.OK {
		err = fmt.Errorf("enrolling was refused: %+v", outcome)
	}
	p.Secret, p.App = setUp.Secret, outcome.FactorID
	return err
}
