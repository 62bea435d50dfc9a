package session_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/session"
)

// keeps stores a draft with a session's secret.
func (p *porch) keeps(secret string) (token string, err error) {
	p.Helper()
	return p.sessions.KeepDraft(p.Context(), p.db, secret, func(userID string) string { return "sealed for " + userID })
}

// Strangers can send forms with secrets that they made up, as many as they like: those wait for no turn to write, and take
// none from others.
func TestAMadeUpSessionTakesNoTurnToWrite(t *testing.T) {
	p := newPorch(t)
	held := p.start(p.person("ada@example.com"))
	p.write(func(ctx context.Context, _ db.Tx) error {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		for what, secret := range map[string]string{"none": "", "made up": "made up", "of a session that holds": held} {
			_, err := p.sessions.KeepDraft(ctx, p.db, secret, func(string) string { return "sealed" })
			if !errors.Is(err, session.ErrNone) {
				t.Errorf("%s: %v", what, err)
			}
		}
		return nil
	})
}

// A draft is found by its token and its person together, of a session that ran out, for a day, until sessions are ended.
func TestADraftIsItsPersons(t *testing.T) {
	p := newPorch(t)
	ada, bruno := p.person("ada@example.com"), p.person("bruno@example.com")
	ends := map[string]func(ctx context.Context, tx db.Tx) error{
		"nothing":           func(context.Context, db.Tx) error { return nil },
		"all were ended":    func(ctx context.Context, tx db.Tx) error { return p.sessions.EndAll(ctx, tx, ada) },
		"others were ended": func(ctx context.Context, tx db.Tx) error { return p.sessions.EndOthers(ctx, tx, ada, "") },
		"the epoch moved on": func(ctx context.Context, tx db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE users SET epoch = epoch + 1 WHERE id = $1`, ada)
			return err
		},
		"it was restored": p.sessions.Restored,
		"a day went by":   func(context.Context, db.Tx) error { p.clock.Advance(24 * time.Hour); return nil },
	}
	for what, end := range ends {
		secret := p.start(ada)
		if _, err := p.keeps(secret); !errors.Is(err, session.ErrNone) {
			t.Fatalf("%s: of a session that holds: %v", what, err)
		}
		p.clock.Advance(time.Hour + time.Minute)
		if p.holds(secret) {
			t.Fatal("it has not run out")
		}
		token, err := p.keeps(secret)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.sessions.Draft(p.Context(), p.db.Read(), token, bruno); !errors.Is(err, session.ErrNone) {
			t.Errorf("%s: somebody else gets it: %v", what, err)
		}
		if _, err := p.sessions.Draft(p.Context(), p.db.Read(), secret, ada); !errors.Is(err, session.ErrNone) {
			t.Errorf("%s: by the session's secret: %v", what, err)
		}
		p.write(end)
		sealed, err := p.sessions.Draft(p.Context(), p.db.Read(), token, ada)
		if kept := err == nil && sealed == "sealed for "+ada; kept != (what == "nothing") {
			t.Errorf("%s: %q, %v", what, sealed, err)
		}
		if _, err := p.keeps(secret); (err == nil) != (what == "nothing") {
			t.Errorf("%s: another one: %v", what, err)
		}
		p.write(func(ctx context.Context, tx db.Tx) error {
			dropped, err := p.sessions.DropDraft(ctx, tx, token, bruno)
			if dropped {
				t.Errorf("%s: somebody else drops it", what)
			}
			return errors.Join(err, p.sessions.EndAll(ctx, tx, ada))
		})
	}
}
