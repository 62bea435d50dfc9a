package session_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/factor"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/user"
)

type porch struct {
	*testing.T
	folder   string
	db       *db.DB
	clock    *clock.Clock
	users    *user.Users
	sessions *session.Sessions
	browsers *session.Browsers
}

func newPorch(t *testing.T) *porch {
	t.Helper()
	p := &porch{T: t, folder: t.TempDir(), clock: clock.Fixed(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))}
	p.db = dbtest.Open(t, filepath.Join(p.folder, "latchkey.db"))
	ring, err := seal.LoadOrCreate(filepath.Join(p.folder, "key"))
	if err != nil {
		t.Fatal(err)
	}
	p.users = &user.Users{Clock: p.clock}
	p.sessions = &session.Sessions{Clock: p.clock, Settings: setting.New(p.db)}
	p.browsers = &session.Browsers{Clock: p.clock, Ring: ring}
	return p
}

func (p *porch) write(fn func(ctx context.Context, tx db.Tx) error) {
	p.Helper()
	if err := p.db.InTx(p.Context(), fn); err != nil {
		p.Fatal(err)
	}
}

func (p *porch) person(email string) (id string) {
	p.Helper()
	p.write(func(ctx context.Context, tx db.Tx) error {
		u, err := p.users.Create(ctx, tx, email, "Ada", "x")
		id = u.ID
		return err
	})
	return id
}

func (p *porch) start(userID string) (secret string) {
	p.Helper()
	p.write(func(ctx context.Context, tx db.Tx) (err error) {
		secret, err = p.sessions.Start(ctx, tx, session.Proofs{UserID: userID})
		return err
	})
	return secret
}

func (p *porch) load(secret string) (session.Session, error) {
	return p.sessions.Load(p.Context(), p.db, secret)
}

func (p *porch) holds(secret string) bool {
	p.Helper()
	_, err := p.load(secret)
	if err != nil && !errors.Is(err, session.ErrNone) {
		p.Fatal(err)
	}
	return err == nil
}

func TestASessionEndsWhenIdle(t *testing.T) {
	t.Parallel()
	p := newPorch(t)
	secret := p.start(p.person("ada@example.com"))
	for range 5 { // each request is a sign of life
		p.clock.Advance(59 * time.Minute)
		if !p.holds(secret) {
			t.Fatal("ended although it was used")
		}
	}
	p.clock.Advance(time.Hour)
	if p.holds(secret) {
		t.Fatal("goes on after an hour without a request")
	}
}

func TestASessionEndsWhateverHappens(t *testing.T) {
	t.Parallel()
	p := newPorch(t)
	secret := p.start(p.person("ada@example.com"))
	for range 47 {
		p.clock.Advance(30 * time.Minute)
		if !p.holds(secret) {
			t.Fatal("ended early")
		}
	}
	p.clock.Advance(30 * time.Minute)
	if p.holds(secret) {
		t.Fatal("goes on a day after sign-in")
	}
	dbtest.Sweep(p, p.db, p.sessions.Sweeps(p.Context())...)
	p.write(func(ctx context.Context, tx db.Tx) error {
		var n int
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM session`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d sessions left after sweeping, %v", n, err)
		}
		return nil
	})
}

// A session chosen by the client, cut short, or kept across a change of level.
func TestASecretOpensOneSession(t *testing.T) {
	t.Parallel()
	p := newPorch(t)
	secret := p.start(p.person("ada@example.com"))
	for name, other := range map[string]string{
		"none": "", "a chosen one": "0123456789", "cut short": secret[:len(secret)-1], "its hash": seal.HashToken(secret), "longer": secret + "A",
	} {
		if p.holds(other) {
			t.Errorf("%s opens a session", name)
		}
	}
	s, err := p.load(secret)
	if err != nil {
		t.Fatal(err)
	}
	if p.holds(s.ID) {
		t.Error("the id opens the session")
	}
	var next string
	p.write(func(ctx context.Context, tx db.Tx) (err error) {
		next, err = p.sessions.Prove(ctx, tx, s.ID, false, factor.Proof{Strength: 3})
		return err
	})
	if p.holds(secret) {
		t.Error("the old secret goes on after a proof")
	}
	after, err := p.load(next)
	if err != nil || after.ID != s.ID || !after.FreshSecondStep(p.clock.Now()) {
		t.Errorf("after the proof: %+v, %v", after, err)
	}
}

func TestAProofIsFreshForTenMinutes(t *testing.T) {
	t.Parallel()
	p := newPorch(t)
	secret := p.start(p.person("ada@example.com"))
	s, err := p.load(secret)
	if err != nil || !s.FreshPassword(p.clock.Now()) || s.FreshSecondStep(p.clock.Now()) {
		t.Fatalf("at first: %+v, %v", s, err)
	}
	if now := p.clock.Now().Add(session.FreshFor); s.FreshPassword(now) || !s.FreshPassword(now-1) {
		t.Error("a proof counts for ten minutes")
	}
}

// The clock was wrong and was put back: what it proved then is not fresh for months.
func TestAProofInTheFutureIsNotFresh(t *testing.T) {
	t.Parallel()
	p := newPorch(t)
	secret := p.start(p.person("ada@example.com"))
	s, err := p.load(secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, back := range []time.Duration{time.Millisecond, 100 * 24 * time.Hour} {
		if s.FreshPassword(p.clock.Now().Add(-back)) {
			t.Errorf("%v before it was proved, the password is fresh", back)
		}
	}
	s.SecondStepAt = s.PasswordAt
	if s.FreshSecondStep(p.clock.Now() - 1) {
		t.Error("before it was proved, the second step is fresh")
	}
}

func TestOnlyTheHashOfASecretIsStored(t *testing.T) {
	t.Parallel()
	p := newPorch(t)
	secret := p.start(p.person("ada@example.com"))
	names, _ := filepath.Glob(filepath.Join(p.folder, "latchkey.db*"))
	found := false
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil || bytes.Contains(text, []byte(secret)) {
			t.Fatalf("%s holds the secret (%v)", name, err)
		}
		found = found || bytes.Contains(text, []byte(seal.HashToken(secret)))
	}
	if !found {
		t.Fatalf("no hash in %v", names)
	}
}

// Sessions that outlive a change of what they rested on, or a disabled person.
func TestWhatEndsASession(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(p *porch, ctx context.Context, tx db.Tx, s session.Session, secret string) error{
		"a new epoch": func(p *porch, ctx context.Context, tx db.Tx, s session.Session, _ string) error {
			return p.users.NewEpoch(ctx, tx, s.UserID)
		},
		"a new password": func(p *porch, ctx context.Context, tx db.Tx, s session.Session, _ string) error {
			return p.users.SetPassword(ctx, tx, s.UserID, "y")
		},
		"a disabled person": func(p *porch, ctx context.Context, tx db.Tx, s session.Session, _ string) error {
			return p.users.SetDisabled(ctx, tx, s.UserID, true)
		},
		"keeping another": func(p *porch, ctx context.Context, tx db.Tx, s session.Session, _ string) error {
			return p.sessions.Keep(ctx, tx, s.UserID, "another")
		},
		"ending all": func(p *porch, ctx context.Context, tx db.Tx, s session.Session, _ string) error {
			return p.sessions.EndAll(ctx, tx, s.UserID)
		},
		"signing out": func(p *porch, ctx context.Context, tx db.Tx, _ session.Session, secret string) error {
			return p.sessions.End(ctx, tx, secret)
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPorch(t)
			secret, bobs := p.start(p.person("ada@example.com")), p.start(p.person("bob@example.com"))
			s, err := p.load(secret)
			if err != nil {
				t.Fatal(err)
			}
			p.write(func(ctx context.Context, tx db.Tx) error { return end(p, ctx, tx, s, secret) })
			if p.holds(secret) {
				t.Error("it goes on")
			}
			if !p.holds(bobs) {
				t.Error("Bob's ended with it")
			}
		})
	}
}

// Keep carries one session over into the new epoch and ends all others.
func TestKeepingOneSession(t *testing.T) {
	t.Parallel()
	p := newPorch(t)
	ada := p.person("ada@example.com")
	kept, other := p.start(ada), p.start(ada)
	s, err := p.load(kept)
	if err != nil {
		t.Fatal(err)
	}
	p.write(func(ctx context.Context, tx db.Tx) error {
		return errors.Join(p.users.NewEpoch(ctx, tx, ada), p.sessions.Keep(ctx, tx, ada, s.ID))
	})
	if !p.holds(kept) || p.holds(other) {
		t.Fatalf("kept %v, other %v", p.holds(kept), p.holds(other))
	}
	p.write(func(ctx context.Context, tx db.Tx) error {
		if err := p.sessions.Holds(ctx, tx, "unknown"); !errors.Is(err, session.ErrNone) {
			t.Errorf("an unknown session holds: %v", err)
		}
		if _, err := p.sessions.Prove(ctx, tx, "unknown", true, factor.Proof{Strength: 3}); !errors.Is(err, session.ErrNone) {
			t.Errorf("an unknown session was proved: %v", err)
		}
		return p.sessions.Holds(ctx, tx, s.ID)
	})
}
