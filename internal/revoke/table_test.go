package revoke_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"latchkey/internal/authn"
	"latchkey/internal/challenge"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/revoke"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
)

// What each change ends, read aloud: by a person who has two sessions, in two browsers that are both known and trusted,
// a sign-in under way elsewhere, and strangers who have guessed at everything. The change was made in one of the
// sessions, with a proof as strong as a code that is sent to a phone.
func TestWhatEachChangeEnds(t *testing.T) {
	t.Parallel()
	want := map[revoke.Change]string{
		revoke.PasswordChanged:         "epoch, challenge, the other session, the other browser, trust in both; again email, whatsapp",
		revoke.PasswordReset:           "epoch, challenge, both sessions, the other browser, trust in both; again password",
		revoke.TwoFactorOn:             "epoch, challenge, the other session, the other browser, trust in both; again nothing",
		revoke.MethodAdded:             "epoch, challenge, the other session, trust in both; again nothing",
		revoke.MethodRemoved:           "epoch, challenge, the other session, trust in both; again nothing",
		revoke.TwoFactorOff:            "epoch, challenge, the other session, trust in both; again nothing",
		revoke.SecondStepRemovedByCase: "epoch, challenge, both sessions, both browsers, trust in both; again email, whatsapp, totp, passkey",
		revoke.SecondStepRemovedByHost: "epoch, challenge, both sessions, both browsers, trust in both; " +
			"again password, email, whatsapp, totp, passkey",
		revoke.ContactChanged:     "epoch, challenge, the other session, trust in both; again nothing",
		revoke.ContactPutBack:     "epoch, challenge, both sessions, both browsers, trust in both; again nothing",
		revoke.OtherSessionsEnded: "the other session, the other browser, trust in the other; again nothing",
		revoke.SessionsEnded:      "epoch, challenge, both sessions, both browsers, trust in both; again nothing",
		revoke.NotMe:              "epoch, challenge, both sessions, the other browser, trust in both; again nothing",
		revoke.NotMeMethod:        "epoch, challenge, both sessions, the other browser, trust in both, the young method; again nothing",
		revoke.RoleChanged:        "epoch, challenge, both sessions, both browsers, trust in both; again nothing",
		revoke.PersonDisabled:     "epoch, challenge, both sessions, both browsers, trust in both; again nothing",
		revoke.PersonEnabled:      "epoch, challenge, both sessions, both browsers, trust in both; again password",
	}
	for _, change := range revoke.Changes() {
		t.Run(string(change), func(t *testing.T) {
			g := grant(signintest.Open(t))
			of := revoke.Of(g.p.By)
			of.Proof = factor.ByPhone
			g.h.Write(func(ctx context.Context, tx db.Tx) error { return g.h.Revoke.Apply(ctx, tx, change, of) })
			if got := g.ended(); got != want[change] {
				t.Errorf("ends %s\nwant %s", got, want[change])
			}
		})
	}
	if len(want) != len(revoke.Changes()) {
		t.Error("the table has other rows than this test")
	}
}

// Nothing is ended by halves: a change without a row is an error, which undoes the change.
func TestAChangeWithoutARow(t *testing.T) {
	t.Parallel()
	g := grant(signintest.Open(t))
	err := g.h.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return g.h.Revoke.Apply(ctx, tx, "something else", revoke.Of(g.p.By))
	})
	if got := g.ended(); err == nil || got != "; again nothing" {
		t.Errorf("%v; ends %s", err, got)
	}
}

// granted is everything that a change can end.
type granted struct {
	h         *signintest.Fixture
	p         *signintest.Owner
	other     session.Session
	elsewhere session.Client
	challenge string
	epoch     int64
	limits    []limit
}

type limit struct{ name, words string }

func grant(h *signintest.Fixture) *granted {
	h.Helper()
	g := &granted{h: h, p: h.Owner()}
	g.other, g.elsewhere = g.p.Person.Session(true)
	_, err := h.Flow.Password(h.Context(), signin.Entry{Email: g.p.Email, Password: "a wrong password", By: signintest.Stranger()})
	h.Must(err)
	g.limits = []limit{{"password/%", "password"}}
	h.Write(func(ctx context.Context, tx db.Tx) (err error) {
		for _, by := range []session.Client{g.p.By.Client, g.elsewhere} {
			if _, err := h.Authn.Browsers.Trust(ctx, tx, session.Trust{UserID: g.p.ID, Methods: "all", By: by}, time.Hour); err != nil {
				return err
			}
		}
		for _, k := range []factor.Kind{factor.Email, factor.WhatsApp, factor.TOTP, factor.Passkey} {
			l := authn.StrangersLimit(k, g.p.ID)
			if _, err := h.Authn.Limiter.Reserve(ctx, tx, l); err != nil {
				return err
			}
			g.limits = append(g.limits, limit{l.Name, string(k)})
		}
		if g.epoch, err = h.Users.Epoch(ctx, tx, g.p.ID); err != nil {
			return err
		}
		g.challenge, err = h.Challenges.Start(ctx, tx, challenge.Challenge{UserID: g.p.ID, Purpose: challenge.SignIn})
		return err
	})
	return g
}

// ended says what does not hold any more, and what strangers may guess at again.
func (g *granted) ended() string {
	g.h.Helper()
	var ended, again []string
	epoch, err := g.h.Users.Epoch(g.h.Context(), g.h.DB.Read(), g.p.ID)
	g.h.Must(err)
	if epoch != g.epoch {
		ended = append(ended, "epoch")
	}
	// A new epoch ends challenges too; the row itself must be gone.
	if g.h.Count(`FROM challenge WHERE user_id = $1`, g.p.ID) == 0 {
		ended = append(ended, "challenge")
	}
	ended = append(ended, which("the other session", "both sessions", "the session at hand", func(own bool) bool {
		if own {
			return g.h.SignedOut(g.p.By.Session)
		}
		return g.h.SignedOut(g.other)
	})...)
	browser := func(table, column string) func(bool) bool {
		return func(own bool) bool {
			id := g.elsewhere.Browser
			if own {
				id = g.p.By.Client.Browser
			}
			return g.h.Count(fmt.Sprintf(`FROM %s WHERE user_id = $1 AND %s = $2`, table, column), g.p.ID, id) == 0
		}
	}
	ended = append(ended, which("the other browser", "both browsers", "the browser at hand", browser("browser", "id"))...)
	ended = append(ended,
		which("trust in the other", "trust in both", "trust in the browser at hand", browser("trusted_browser", "browser_id"))...)
	if g.h.Count(`FROM factor WHERE user_id = $1 AND suspended_at > 0`, g.p.ID) > 0 {
		ended = append(ended, "the young method")
	}
	for _, l := range g.limits {
		if g.h.Count(`FROM throttle_streak WHERE name LIKE $1`, l.name) == 0 {
			again = append(again, l.words)
		}
	}
	if again == nil {
		again = []string{"nothing"}
	}
	return strings.Join(ended, ", ") + "; again " + strings.Join(again, ", ")
}

func which(other, both, own string, gone func(own bool) bool) []string {
	switch {
	case gone(true) && gone(false):
		return []string{both}
	case gone(false):
		return []string{other}
	case gone(true):
		return []string{own}
	}
	return nil
}

var errUndone = errors.New("undone")

// What is ended comes back with the change, where that is undone.
func TestARowIsUndoneWithItsChange(t *testing.T) {
	t.Parallel()
	g := grant(signintest.Open(t))
	err := g.h.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return errors.Join(g.h.Revoke.Apply(ctx, tx, revoke.NotMe, revoke.Of(g.p.By)), errUndone)
	})
	if got := g.ended(); !errors.Is(err, errUndone) || got != "; again nothing" {
		t.Errorf("%v; ends %s", err, got)
	}
}

// The session that goes on is carried into the new epoch, so that it opens pages.
func TestTheSessionAtHandGoesOn(t *testing.T) {
	t.Parallel()
	g := grant(signintest.Open(t))
	var secret string
	g.h.Write(func(ctx context.Context, tx db.Tx) (err error) {
		if err := g.h.Revoke.Apply(ctx, tx, revoke.MethodAdded, revoke.Of(g.p.By)); err != nil {
			return err
		}
		secret, err = g.h.Sessions.Prove(ctx, tx, g.p.By.ID, false, factor.Proof{})
		return err
	})
	if s := g.h.Load(secret); s.ID != g.p.By.ID {
		t.Errorf("another session: %+v", s)
	}
}
