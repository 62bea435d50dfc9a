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
