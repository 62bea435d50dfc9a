package challenge_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/challenge"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/user"
)

type hall struct {
	*testing.T
	db         *db.DB
	clock      *clock.Clock
	users      *user.Users
	challenges *challenge.Challenges
	ada        string
}

func newHall(t *testing.T) *hall {
	t.Helper()
	h := &hall{T: t, clock: clock.Fixed(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))}
	h.db = dbtest.Open(t, filepath.Join(t.TempDir(), "latchkey.db"))
	h.users, h.challenges = &user.Users{Clock: h.clock}, &challenge.Challenges{Clock: h.clock}
	h.write(func(ctx context.Context, tx db.Tx) error {
		u, err := h.users.Create(ctx, tx, "ada@example.com", "Ada", "x")
		h.ada = u.ID
		return err
	})
	return h
}

func (h *hall) write(fn func(ctx context.Context, tx db.Tx) error) {
	h.Helper()
	if err := h.db.InTx(context.Background(), fn); err != nil {
		h.Fatal(err)
	}
}

func (h *hall) start(p challenge.Purpose) (secret string) {
	h.Helper()
	h.write(func(ctx context.Context, tx db.Tx) (err error) {
		secret, err = h.challenges.Start(ctx, tx, challenge.Challenge{UserID: h.ada, Purpose: p, SessionID: "a session", Next: "/invoices"})
		return err
	})
	return secret
}

// finish answers a challenge, and rightly.
func (h *hall) finish(secret string) error {
	return h.db.InTx(context.Background(), func(ctx context.Context, tx db.Tx) error {
		c, err := h.challenges.Try(ctx, tx, secret, challenge.SignIn)
		if err != nil {
			return err
		}
		return h.challenges.Finish(ctx, tx, c)
	})
}

func (h *hall) gone(secret string, p challenge.Purpose) bool {
	h.Helper()
	_, err := h.challenges.Load(h.Context(), h.db.Read(), secret, p)
	if err != nil && !errors.Is(err, challenge.ErrExpired) {
		h.Fatal(err)
	}
	return err != nil
}

// A challenge made for one purpose is worth nothing for another.
func TestAChallengeIsForOnePurpose(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	secret := h.start(challenge.SignIn)
	if h.gone(secret, challenge.SignIn) || !h.gone(secret, challenge.Disable) || !h.gone("", challenge.SignIn) {
		t.Error("answered for another purpose, or by nothing")
	}
	for name, of := range map[string]struct {
		session string
		purpose challenge.Purpose
	}{
		"another session": {"another", challenge.SignIn},
		"another purpose": {"a session", challenge.Disable},
		"no session":      {"", challenge.SignIn},
	} {
		if _, err := h.challenges.Of(t.Context(), h.db.Read(), of.session, of.purpose); !errors.Is(err, challenge.ErrExpired) {
			t.Errorf("%s finds it: %v", name, err)
		}
	}
	c, err := h.challenges.Of(t.Context(), h.db.Read(), "a session", challenge.SignIn)
	if err != nil || c.UserID != h.ada || c.Next != "/invoices" {
		t.Errorf("its own session finds %+v, %v", c, err)
	}
}

// Challenges must not outlive what they rested on.
func TestWhatEndsAChallenge(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(h *hall, ctx context.Context, tx db.Tx) error{
		"ten minutes":       func(h *hall, _ context.Context, _ db.Tx) error { h.clock.Advance(challenge.Lifetime); return nil },
		"a new password":    func(h *hall, ctx context.Context, tx db.Tx) error { return h.users.SetPassword(ctx, tx, h.ada, "y") },
		"a new epoch":       func(h *hall, ctx context.Context, tx db.Tx) error { return h.users.NewEpoch(ctx, tx, h.ada) },
		"a disabled person": func(h *hall, ctx context.Context, tx db.Tx) error { return h.users.SetDisabled(ctx, tx, h.ada, true) },
		"ending all":        func(h *hall, ctx context.Context, tx db.Tx) error { return h.challenges.EndAll(ctx, tx, h.ada) },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHall(t)
			secret := h.start(challenge.SignIn)
			h.clock.Advance(time.Second)
			h.write(func(ctx context.Context, tx db.Tx) error { return end(h, ctx, tx) })
			if !h.gone(secret, challenge.SignIn) {
				t.Error("it can still be answered")
			}
			if _, err := h.challenges.Of(t.Context(), h.db.Read(), "a session", challenge.SignIn); !errors.Is(err, challenge.ErrExpired) {
				t.Errorf("its session still finds it: %v", err)
			}
			if err := h.finish(secret); !errors.Is(err, challenge.ErrExpired) {
				t.Errorf("it was finished: %v", err)
			}
		})
	}
}

// The last try that is allowed may be the right one; after it there is none.
func TestAChallengeTakesSoManyAnswers(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	secret := h.start(challenge.SignIn)
	try := func(secret string) error {
		return h.db.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
			_, err := h.challenges.Try(ctx, tx, secret, challenge.SignIn)
			return err
		})
	}
	for i := range challenge.Tries - 1 {
		if err := try(secret); err != nil {
			t.Fatalf("answer %d: %v", i+1, err)
		}
	}
	spent := h.start(challenge.SignIn)
	for i := range challenge.Tries {
		if err := try(spent); err != nil {
			t.Fatalf("answer %d: %v", i+1, err)
		}
	}
	if err := h.finish(spent); !errors.Is(err, challenge.ErrExpired) {
		t.Errorf("one answer more: %v", err)
	}
	if err := h.finish(secret); err != nil {
		t.Error(err)
	}
}

// Nobody finishes what somebody else has finished, with what was read before.
func TestAChallengeIsFinishedOnce(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	secret := h.start(challenge.SignIn)
	begun, err := h.challenges.Load(t.Context(), h.db.Read(), secret, challenge.SignIn)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.finish(secret); err != nil {
		t.Fatal(err)
	}
	err = h.db.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return h.challenges.Finish(ctx, tx, begun) })
	if !errors.Is(err, challenge.ErrExpired) {
		t.Errorf("finished twice: %v", err)
	}
}

func TestOfFiftyThatFinishASignInOneWins(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	secret := h.start(challenge.SignIn)
	var won atomic.Int64
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if h.finish(secret) == nil {
				won.Add(1)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Fatalf("%d finished it", won.Load())
	}
}

func TestSweepingDeletesOldChallenges(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.start(challenge.SignIn)
	h.clock.Advance(time.Hour)
	h.start(challenge.Disable)
	h.clock.Advance(challenge.Lifetime - time.Second)
	young := h.start(challenge.SignIn)
	h.clock.Advance(time.Second)
	dbtest.Sweep(h, h.db, h.challenges.Sweeps()...)
	if h.gone(young, challenge.SignIn) {
		t.Error("a young one was swept away")
	}
	h.write(func(ctx context.Context, tx db.Tx) error {
		var n int
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM challenge`).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d left, %v", n, err)
		}
		return nil
	})
}
