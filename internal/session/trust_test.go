package session_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/session"
)

const month = 30 * 24 * time.Hour

func (p *porch) trust(t session.Trust) (secret string) {
	p.Helper()
	p.write(func(ctx context.Context, tx db.Tx) (err error) {
		secret, err = p.browsers.Trust(ctx, tx, t, month)
		return err
	})
	return secret
}

func (p *porch) trusts(secret string, t session.Trust, longest time.Duration) (yes bool) {
	p.Helper()
	p.write(func(ctx context.Context, tx db.Tx) error {
		id, _, err := p.browsers.Trusts(ctx, tx, secret, t, longest)
		yes = id != ""
		return err
	})
	return yes
}

// Trust holds for one person, in one browser, with one set of methods, for its time.
func TestWhomABrowserIsTrustedFor(t *testing.T) {
	t.Parallel()
	p := newPorch(t)
	ada, bob := p.person("ada@example.com"), p.person("bob@example.com")
	at := func(user, browser, methods string) session.Trust {
		return session.Trust{UserID: user, Methods: methods, By: session.Client{Browser: browser, Agent: "Firefox, Linux"}}
	}
	given := at(ada, "desk", "app")
	secret := p.trust(given)
	for name, c := range map[string]struct {
		secret string
		trust  session.Trust
		most   time.Duration
		want   bool
	}{
		"as it was given":         {secret, given, month, true},
		"another person":          {secret, at(bob, "desk", "app"), month, false},
		"another browser":         {secret, at(ada, "phone", "app"), month, false},
		"no browser":              {secret, at(ada, "", "app"), month, false},
		"other methods":           {secret, at(ada, "desk", "app passkey"), month, false},
		"no secret":               {"", given, month, false},
		"a secret made up":        {secret[1:] + "A", given, month, false},
		"the host allows no more": {secret, given, 0, false},
	} {
		if got := p.trusts(c.secret, c.trust, c.most); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	p.clock.Advance(24 * time.Hour)
	if p.trusts(secret, given, 24*time.Hour) {
		t.Error("it outlives what the host allows now")
	}
	p.clock.Advance(29*24*time.Hour - time.Millisecond)
	if !p.trusts(secret, given, month) {
		t.Error("it ended early, or a use did not count from the beginning")
	}
	p.clock.Advance(time.Millisecond)
	if p.trusts(secret, given, month) {
		t.Error("it outlives its month")
	}
}

func TestWhatEndsTrust(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(p *porch, ctx context.Context, tx db.Tx, userID, id string) error{
		"a new epoch": func(p *porch, ctx context.Context, tx db.Tx, userID, _ string) error {
			return p.users.NewEpoch(ctx, tx, userID)
		},
		"a new password": func(p *porch, ctx context.Context, tx db.Tx, userID, _ string) error {
			return p.users.SetPassword(ctx, tx, userID, "y")
		},
		"a disabled person": func(p *porch, ctx context.Context, tx db.Tx, userID, _ string) error {
			return p.users.SetDisabled(ctx, tx, userID, true)
		},
		"taking it back": func(p *porch, ctx context.Context, tx db.Tx, userID, id string) error {
			return p.browsers.Distrust(ctx, tx, userID, id)
		},
		"taking it back from that browser": func(p *porch, ctx context.Context, tx db.Tx, userID, _ string) error {
			return p.browsers.DistrustBrowser(ctx, tx, userID, "desk")
		},
		"taking it back from all others": func(p *porch, ctx context.Context, tx db.Tx, userID, _ string) error {
			return p.browsers.DistrustOthers(ctx, tx, userID, "phone")
		},
		"taking all back": func(p *porch, ctx context.Context, tx db.Tx, userID, _ string) error {
			return p.browsers.DistrustOthers(ctx, tx, userID, "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPorch(t)
			ada, bob := p.person("ada@example.com"), p.person("bob@example.com")
			given := session.Trust{UserID: ada, Methods: "app", By: session.Client{Browser: "desk"}}
			bobs := session.Trust{UserID: bob, Methods: "app", By: session.Client{Browser: "desk"}}
			secret, other := p.trust(given), p.trust(bobs)
			listed, err := p.browsers.Trusted(t.Context(), p.db.Read(), ada)
			if err != nil || len(listed) != 1 {
				t.Fatalf("%+v, %v", listed, err)
			}
			p.write(func(ctx context.Context, tx db.Tx) error {
				if err := p.browsers.Distrust(ctx, tx, bob, listed[0].ID); !errors.Is(err, session.ErrNotFound) {
					t.Errorf("somebody else takes it back: %v", err)
				}
				return end(p, ctx, tx, ada, listed[0].ID)
			})
			if left, err := p.browsers.Trusted(t.Context(), p.db.Read(), ada); err != nil || len(left) > 0 || p.trusts(secret, given, month) {
				t.Errorf("it goes on: %+v, %v", left, err)
			}
			if !p.trusts(other, bobs, month) {
				t.Error("Bob's ended with it")
			}
		})
	}
}

// A browser is trusted once for a person: the newer secret ends the older.
func TestTrustingAgainEndsTheTrustBefore(t *testing.T) {
	t.Parallel()
	p := newPorch(t)
	given := session.Trust{UserID: p.person("ada@example.com"), Methods: "app", By: session.Client{Browser: "desk"}}
	older, newer := p.trust(given), p.trust(given)
	if p.trusts(older, given, month) || !p.trusts(newer, given, month) {
		t.Error("the older one holds, or the newer does not")
	}
	p.clock.Advance(month)
	dbtest.Sweep(p, p.db, p.browsers.Sweeps()...)
	p.write(func(ctx context.Context, tx db.Tx) error {
		var n int
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM trusted_browser`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d left after sweeping, %v", n, err)
		}
		return nil
	})
}

func TestTheListOfSessions(t *testing.T) {
	t.Parallel()
	p := newPorch(t)
	ada, bob := p.person("ada@example.com"), p.person("bob@example.com")
	p.start(bob)
	old := p.start(ada)
	p.clock.Advance(50 * time.Minute)
	p.load(old)
	first, err := p.load(p.start(ada))
	if err != nil {
		t.Fatal(err)
	}
	if first.Count != 2 {
		t.Errorf("%d are counted", first.Count)
	}
	listed, err := p.sessions.List(t.Context(), p.db.Read(), ada)
	if err != nil || len(listed) != 2 || listed[0].ID != first.ID || !listed[1].CreatedAt.Before(listed[1].LastSeenAt) {
		t.Fatalf("%+v, %v", listed, err)
	}
	p.write(func(ctx context.Context, tx db.Tx) error {
		if _, err := p.sessions.EndOne(ctx, tx, bob, first.ID); !errors.Is(err, session.ErrNotFound) {
			t.Errorf("Bob ends Ada's: %v", err)
		}
		return nil
	})
	p.clock.Advance(time.Hour)
	if listed, err = p.sessions.List(t.Context(), p.db.Read(), ada); err != nil || len(listed) != 0 {
		t.Errorf("those that were idle for too long are listed: %+v, %v", listed, err)
	}
}
