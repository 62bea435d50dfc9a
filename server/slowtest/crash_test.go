package slowtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/password"
	"latchkey/server/host"
	"latchkey/server/hosttest"
)

const (
	crashes = 50
	tenants = 4
)

// The program is killed in the middle of its work, again and again. What it had
// acknowledged is there afterwards, and no code that it took is good again.
func TestNothingAcknowledgedIsLostWhenTheProgramIsKilled(t *testing.T) {
	data, listen := filepath.Join(t.TempDir(), "data"), freePort(t)
	people := settle(t, data, listen, tenants)
	began, spent := people[0].done.Load(), 0
	for round := range crashes {
		p := launch(t, listen, data)
		var wg sync.WaitGroup
		for i, n := range people {
			wg.Go(func() {
				err := n.check()
				if err == nil && i == round%tenants {
					err = n.replay()
				}
				if err == nil {
					err = n.live(round)
				}
				if !errors.Is(err, errCut) {
					t.Errorf("round %d, %s: %v", round, n.email, err)
				}
			})
		}
		// In the middle of what comes after a few changes, at a moment that chance picks.
		enough, late := people[0].done.Load()+5+rand.Int64N(25), time.Now().Add(5*time.Second)
		for people[0].done.Load() < enough && time.Now().Before(late) {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(rand.N(20 * time.Millisecond))
		p.kill()
		wg.Wait()
		if t.Failed() {
			return
		}
	}
	for _, n := range people {
		spent += len(n.spent)
	}
	done := people[0].done.Load() - began
	t.Logf("%d crashes, %d acknowledged changes, %d codes spent", crashes, done, spent)
	if done < 5*crashes || spent < crashes {
		t.Errorf("too little was going on: %d changes and %d codes in %d rounds", done, spent, crashes)
	}
	allWell(t, data)
}

// allWell is what `latchkey check` says.
func allWell(t *testing.T, data string) {
	t.Helper()
	shell(t, "", "check", "--data", data).Succeeds(t, "ok   database integrity", "ok   audit log:", "ok   the key fits")
}

// settle fills a data folder with people who have two-factor on, and signs them in once.
func settle(t *testing.T, data, listen string, count int) []*tenant {
	t.Helper()
	ctx := t.Context()
	h, err := host.Open(ctx, io.Discard, data, clock.System(), password.Options{})
	if err != nil {
		t.Fatal(err)
	}
	hash, err := h.Authn.Hasher.Hash(ctx, hosttest.TenantPassword)
	if err != nil {
		t.Fatal(err)
	}
	people, done := make([]*tenant, count), new(atomic.Int64)
	err = h.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		for i := range people {
			n := &tenant{email: fmt.Sprintf("tenant%d@example.test", i), url: "http://" + listen, done: done, names: []string{"At First"}}
			u, err := h.Users.Create(ctx, tx, n.email, n.names[0], hash)
			if err != nil {
				return err
			}
			if n.secret, n.codes, err = enrol(ctx, h, tx, u.ID); err != nil {
				return err
			}
			n.step, people[i] = time.Now().Unix()/30, n
		}
		return nil
	})
	if err := errors.Join(err, h.DB.Close()); err != nil {
		t.Fatal(err)
	}
	p := launch(t, listen, data)
	for _, n := range people {
		n.settle(t)
	}
	if err := p.quit(); err != nil {
		t.Fatalf("%v: %s", err, p.said.String())
	}
	return people
}

// enrol turns two-factor on and gives what the person has then.
func enrol(ctx context.Context, h *host.Host, tx db.Tx, userID string) (secret string, codes []string, err error) {
	owner := factor.Owner{UserID: userID, Session: "before the first crash"}
	if err := h.Factors.Begin(ctx, tx, owner, factor.Enrollment{Kind: factor.TOTP, Proof: factor.Strongest}); err != nil {
		return "", nil, err
	}
	setUp, err := h.Factors.Pending(ctx, tx, owner, factor.TOTP)
	if err != nil {
		return "", nil, err
	}
	first, err := factor.At(setUp.Secret, code.Step(int64(h.Clock.Now())))
	if err != nil {
		return "", nil, err
	}
	if _, err := h.Factors.Confirm(ctx, tx, owner, factor.TOTP, factor.Answer{Input: first}); err != nil {
		return "", nil, err
	}
	codes, err = h.Factors.Reveal(ctx, tx, userID)
	return setUp.Secret, codes, err
}
