package session_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/session"
)

func (p *porch) remember(id, userID string) (known string) {
	p.Helper()
	p.write(func(ctx context.Context, tx db.Tx) (err error) {
		known, err = p.browsers.Remember(ctx, tx, id, userID)
		return err
	})
	return known
}

func (p *porch) knows(id, userID string) bool {
	p.Helper()
	known, err := p.browsers.Knows(p.Context(), p.db.Read(), id, userID)
	if err != nil {
		p.Fatal(err)
	}
	return known
}

// A trusted-browser token holds for whom it was given, and for nobody else.
func TestABrowserIsKnownForOnePerson(t *testing.T) {
	t.Parallel()
	p := newPorch(t)
	ada, bob := p.person("ada@example.com"), p.person("bob@example.com")
	id := p.remember("", ada)
	if p.remember(id, ada) != id || !p.knows(id, ada) {
		t.Error("not known to Ada")
	}
	if p.knows(id, bob) || p.knows("", ada) || p.knows("", "") {
		t.Error("known to whom it does not belong")
	}
	other := p.remember("", ada)
	p.remember(id, bob)
	p.write(func(ctx context.Context, tx db.Tx) error { return p.browsers.ForgetOthers(ctx, tx, ada, id) })
	if !p.knows(id, ada) || p.knows(other, ada) || !p.knows(id, bob) {
		t.Error("forgetting Ada's other browsers forgot the wrong ones")
	}
	p.write(func(ctx context.Context, tx db.Tx) error { return p.browsers.ForgetOthers(ctx, tx, ada, "") })
	if p.knows(id, ada) {
		t.Error("forgetting all left one")
	}
}

// A browser that comes every day is written down once a day, and is known for a year from then; also where the clock was ahead.
func TestAKnownBrowserIsWrittenDownOnceADay(t *testing.T) {
	t.Parallel()
	p := newPorch(t)
	ada := p.person("ada@example.com")
	id := p.remember("", ada)
	writes := func() (written bool) {
		p.write(func(ctx context.Context, tx db.Tx) error {
			before, err := p.browsers.LastUsed(ctx, tx, id, ada)
			if err != nil {
				return err
			}
			if _, err = p.browsers.RememberFrom(ctx, tx, id, ada, before); err != nil {
				return err
			}
			after, err := p.browsers.LastUsed(ctx, tx, id, ada)
			written = after != before
			return err
		})
		return written
	}
	for i, c := range []struct {
		later time.Duration
		want  bool
	}{
		{24*time.Hour - time.Millisecond, false},
		{time.Millisecond, true},
		{time.Hour, false},
		{-2 * time.Hour, true},
		{364 * 24 * time.Hour, true},
		{365 * 24 * time.Hour, true},
	} {
		p.clock.Advance(c.later)
		if got := writes(); got != c.want {
			t.Errorf("visit %d, %s later: written %t, want %t", i+1, c.later, got, c.want)
		}
	}
	for name, of := range map[string]struct{ id, user string }{
		"another person": {id, p.person("bob@example.com")}, "another browser": {"", ada},
	} {
		p.write(func(ctx context.Context, tx db.Tx) error {
			last, err := p.browsers.LastUsed(ctx, tx, of.id, of.user)
			if err != nil {
				return err
			}
			got, err := p.browsers.RememberFrom(ctx, tx, of.id, of.user, last)
			if err == nil && !p.knowsIn(tx, got, of.user) {
				t.Errorf("%s is not remembered", name)
			}
			return err
		})
	}
}

func (p *porch) knowsIn(tx db.Reader, id, userID string) bool {
	known, err := p.browsers.Knows(p.Context(), tx, id, userID)
	return known && err == nil
}

func TestABrowsersCookieCannotBeMadeElsewhere(t *testing.T) {
	t.Parallel()
	p := newPorch(t)
	cookie := p.browsers.Cookie("browser")
	if p.browsers.Identify(cookie) != "browser" {
		t.Fatal("its own cookie is not taken")
	}
	for name, forged := range map[string]string{
		"none": "", "only an id": "browser", "no signature": "browser~", "another id": "other" + strings.TrimPrefix(cookie, "browser"),
		"cut short": cookie[:len(cookie)-2], "another house's": newPorch(t).browsers.Cookie("browser"),
	} {
		if id := p.browsers.Identify(forged); id != "" {
			t.Errorf("%s identifies %q", name, id)
		}
	}
}

func TestAVisitorsNetwork(t *testing.T) {
	t.Parallel()
	for address, want := range map[netip.Addr]string{{}: "", netip.MustParseAddr("2001:db8::1"): "2001:db8::1"} {
		if got := (session.Client{Address: address}).Network(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// A browser is known for a year from its last sign-in. After that whoever has found the
// old cookie is a stranger, and nothing is kept of it.
func TestABrowserIsForgottenAfterAYear(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * time.Hour
	p := newPorch(t)
	ada, bob := p.person("ada@example.com"), p.person("bob@example.com")
	old, used := p.remember("", ada), p.remember("", bob)
	p.clock.Advance(year - time.Millisecond)
	if !p.knows(old, ada) {
		t.Fatal("forgotten within the year")
	}
	p.remember(used, bob)
	p.clock.Advance(time.Millisecond)
	if p.knows(old, ada) || !p.knows(used, bob) {
		t.Errorf("after a year: Ada's %v, Bob's, which was used, %v", p.knows(old, ada), p.knows(used, bob))
	}
	dbtest.Sweep(p, p.db, p.browsers.Sweeps()...)
	p.write(func(ctx context.Context, tx db.Tx) error {
		var left string
		if err := tx.Row(ctx, `SELECT GROUP_CONCAT(id) FROM browser`).Scan(&left); err != nil || left != used {
			t.Errorf("swept, %q is left, want %q: %v", left, used, err)
		}
		return nil
	})
}
