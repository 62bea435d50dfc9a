package session_test

import (
	"context"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/session"
)

// Whoever stole a session's secret must not get it back because somebody sets the clock.
func TestASessionThatRanOutStaysOut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ asked, restarted bool }{
		"asked for meanwhile": {asked: true}, "asked for by nobody": {}, "in a server that was started anew": {asked: true, restarted: true},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPorch(t)
			secret := p.start(p.person("ada@example.com"))
			p.clock.Advance(61 * time.Minute)
			if c.asked && p.holds(secret) {
				t.Fatal("it is idle for too long")
			}
			p.clock.Advance(-30 * time.Minute)
			if c.restarted {
				p.sessions.Clock = clock.Fixed(p.clock.Now().Time())
			}
			if p.holds(secret) {
				t.Error("the clock was put back, and it is there again")
			}
		})
	}
	t.Run("one that had not", func(t *testing.T) {
		p := newPorch(t)
		secret := p.start(p.person("ada@example.com"))
		p.clock.Advance(50 * time.Minute)
		if p.clock.Advance(-40 * time.Minute); !p.holds(secret) {
			t.Error("it has ended with the others")
		}
	})
}

func TestASessionMadeAheadOfTheClockHasEnded(t *testing.T) {
	t.Parallel()
	for ahead, holds := range map[time.Duration]bool{time.Minute: true, time.Minute + time.Millisecond: false, 9000 * time.Hour: false} {
		p := newPorch(t)
		ada := p.person("ada@example.com")
		p.clock.Advance(ahead)
		secret := p.start(ada)
		p.clock.Advance(-ahead)
		list, err := p.sessions.List(t.Context(), p.db.Read(), ada)
		if err != nil || (len(list) == 1) != holds {
			t.Errorf("made %v ahead: listed %v, %v", ahead, list, err)
		}
		if p.holds(secret) != holds {
			t.Errorf("made %v ahead: holds %v", ahead, !holds)
		}
		p.clock.Advance(ahead + time.Second)
		if !holds && p.holds(secret) {
			t.Errorf("made %v ahead: it comes back", ahead)
		}
	}
}

func TestTrustGivenAheadOfTheClockHasEnded(t *testing.T) {
	t.Parallel()
	const ahead, month = 9000 * time.Hour, 30 * 24 * time.Hour
	p := newPorch(t)
	ada := p.person("ada@example.com")
	trust := session.Trust{UserID: ada, Methods: "m", By: session.Client{Browser: "b"}}
	p.clock.Advance(ahead)
	var secret string
	p.write(func(ctx context.Context, tx db.Tx) (err error) {
		secret, err = p.browsers.Trust(ctx, tx, trust, month)
		return err
	})
	p.clock.Advance(-ahead)
	p.write(func(ctx context.Context, tx db.Tx) error {
		if id, _, err := p.browsers.Trusts(ctx, tx, secret, trust, month); id != "" || err != nil {
			t.Errorf("it is trusted: %v", err)
		}
		return nil
	})
	if list, err := p.browsers.Trusted(t.Context(), p.db.Read(), ada); len(list) != 0 || err != nil {
		t.Errorf("it is listed: %v, %v", list, err)
	}
}
