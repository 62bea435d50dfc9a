package signin_test

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

// trustful is a host that lets people trust their browsers.
func trustful(t *testing.T) *signintest.Fixture {
	h := signintest.Open(t)
	h.Write(func(ctx context.Context, tx db.Tx) error { return h.Settings.Set(ctx, tx, "trust.days", "30") })
	return h
}

// trusting signs in with a code and trusts the browser from then on.
func trusting(h *signintest.Fixture, p *signintest.Person, by session.Client) (trust string, s session.Session, in session.Client) {
	h.Helper()
	h.Clock.Advance(signintest.Period)
	first := p.Enter(by)
	if first.Trust != "" {
		h.Fatal("the password alone is trusted")
	}
	r, err := h.Flow.Verify(h.Context(), signin.Second{Challenge: first.Challenge, Kind: factor.TOTP, Input: p.Code(), Trust: true, By: by})
	if h.Must(err); !r.OK {
		h.Fatalf("the code: %+v", r.Verdict)
	}
	by.Browser = r.Browser
	h.Clock.Advance(signintest.Period)
	return r.Trust, h.Load(r.Session), by
}

func comes(h *signintest.Fixture, email, trust string, by session.Client) signin.Result {
	h.Helper()
	r, err := h.Flow.Password(h.Context(), signin.Entry{Email: email, Password: signintest.Password, Trust: trust, By: by})
	h.Must(err)
	return r
}

// The browser goes without the second step, and what it opens is worth a password only.
func TestATrustedBrowserIsNotAskedForTheSecondStep(t *testing.T) {
	t.Parallel()
	h := trustful(t)
	p, _, _ := h.Protected("ada@example.com")
	trust, _, by := trusting(h, p, signintest.Stranger())
	h.Clock.Advance(20 * 24 * time.Hour)
	r := comes(h, p.Email, trust, by)
	if r.Session == "" || r.Challenge != "" {
		t.Fatalf("it is asked: %+v", r)
	}
	s := h.Load(r.Session)
	if s.FreshSecondStep(h.Clock.Now()) || !s.SecondStepAt.IsZero() {
		t.Error("trust counts as a second step")
	}
	if err := h.Credential.MakeBackupCodes(t.Context(), signintest.As(s, by)); !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("a change that needs a second step: %v", err)
	}
	if err := h.Credential.EndOtherSessions(t.Context(), signintest.As(s, by)); !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("ending others: %v", err)
	}
	wrong, err := h.Flow.Password(t.Context(), signin.Entry{Email: p.Email, Password: "not it", Trust: trust, By: by})
	if err != nil || wrong.OK {
		t.Errorf("a wrong password: %+v, %v", wrong, err)
	}
	h.Clock.Advance(10 * 24 * time.Hour)
	if r := comes(h, p.Email, trust, by); r.Session != "" {
		t.Error("trusted for more than thirty days")
	}
}

type guest struct {
	h       *signintest.Fixture
	p       *signintest.Person
	session session.Session
	by      session.Client
}

// untrusting do something after which, or come as somebody to whom, trust does not hold.
var untrusting = map[string]func(g guest) (email string, by session.Client){
	"another browser": func(g guest) (string, session.Client) {
		other := signintest.Stranger()
		g.h.Write(func(ctx context.Context, tx db.Tx) (err error) {
			other.Browser, err = g.h.Flow.Browsers.Remember(ctx, tx, "", g.p.ID)
			return err
		})
		return g.p.Email, other
	},
	"a browser without its cookie": func(g guest) (string, session.Client) { return g.p.Email, signintest.Stranger() },
	"another person": func(g guest) (string, session.Client) {
		bob, _, _ := g.h.Protected("bob@example.com")
		return bob.Email, g.by
	},
	"backup codes made anew": func(g guest) (string, session.Client) {
		g.h.Must(g.h.Credential.MakeBackupCodes(g.h.Context(), signintest.As(g.session, g.by)))
		return g.p.Email, g.by
	},
	"another password": func(g guest) (string, session.Client) {
		_, v, err := g.h.Credential.ChangePassword(g.h.Context(), signintest.As(g.session, g.by), credential.PasswordChange{
			Current: signintest.Password, New: "an other harbour 9",
		})
		if g.h.Must(err); !v.OK {
			g.h.Fatalf("%+v", v)
		}
		g.h.Write(func(ctx context.Context, tx db.Tx) error { // the same password again, so that it can be given
			return g.h.Users.SetPassword(ctx, tx, g.p.ID, g.p.PasswordHash)
		})
		return g.p.Email, g.by
	},
	"disabled and enabled": func(g guest) (string, session.Client) {
		_, err := g.h.Staff.DisableUser(g.h.Context(), g.p.Email)
		g.h.Must(err)
		_, err = g.h.Staff.EnableUser(g.h.Context(), g.p.Email)
		g.h.Must(err)
		return g.p.Email, g.by
	},
	"ended with the other sessions": func(g guest) (string, session.Client) {
		g.h.Must(g.h.Credential.EndOtherSessions(g.h.Context(), signintest.As(g.session, session.Client{Browser: "another"})))
		return g.p.Email, g.by
	},
	"the host allows none any more": func(g guest) (string, session.Client) {
		g.h.Write(func(ctx context.Context, tx db.Tx) error { return g.h.Settings.Set(ctx, tx, "trust.days", "0") })
		return g.p.Email, g.by
	},
}

// A trust secret that was issued at the password step, or that holds for somebody else,
// in another browser, after a change, or when the host allows none any more.
func TestWhereTrustDoesNotHold(t *testing.T) {
	t.Parallel()
	for name, change := range untrusting {
		t.Run(name, func(t *testing.T) {
			h := trustful(t)
			p, _, _ := h.Protected("ada@example.com")
			trust, s, by := trusting(h, p, signintest.Stranger())
			email, by := change(guest{h, p, s, by})
			if r := comes(h, email, trust, by); r.Session != "" || r.Challenge == "" {
				t.Errorf("the second step is not asked: %+v", r)
			}
		})
	}
}

func TestWhoIsNotGivenTrust(t *testing.T) {
	t.Parallel()
	h := trustful(t)
	p, s, by := h.Protected("ada@example.com")
	codes, err := h.Credential.RevealBackupCodes(t.Context(), signintest.As(s, by))
	h.Must(err)
	r, err := h.Flow.Verify(t.Context(), signin.Second{
		Challenge: p.Enter(by).Challenge, Kind: factor.Backup, Input: codes[0], Trust: true, By: by,
	})
	if h.Must(err); !r.OK || r.Trust != "" {
		t.Errorf("by a backup code: %+v", r)
	}
	staff, _, by := h.Protected("support@example.com")
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return h.Users.SetRole(ctx, tx, staff.ID, user.Support)
	})
	if trust, _, _ := trusting(h, staff, by); trust != "" {
		t.Error("a member of the staff")
	}
	h.Write(func(ctx context.Context, tx db.Tx) error { return h.Settings.Set(ctx, tx, "trust.days", "0") })
	if trust, _, _ := trusting(h, p, by); trust != "" {
		t.Error("although the host allows none")
	}
	if bob := comes(h, h.Person("bob@example.com").Email, "", by); bob.Session == "" || bob.Trust != "" {
		t.Errorf("without a second step: %+v", bob)
	}
}

// notices counts the messages of a kind in the outbox.
func notices(h *signintest.Fixture, kind message.Kind) int {
	h.Helper()
	return h.Count(`FROM message WHERE kind = $1`, string(kind))
}

// Somebody has the password and gets no further: the owner hears of each time, in few mails, and not of sign-ins that
// were finished.
func TestAnUnfinishedSignInIsTold(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, _, _ := h.Protected("ada@example.com")
	stranger := session.Client{Agent: "Chrome, Windows", Address: netip.MustParseAddr("203.0.113.9")}
	told := func() (mails, times int) {
		h.Must(h.Flow.TellUnfinished(h.Context()))
		all, err := h.Outbox.Latest(t.Context(), h.DB.Read(), 100)
		h.Must(err)
		for _, m := range all {
			if m.Kind == message.SignInUnfinished {
				mails, times = mails+1, times+m.Data.Times()
			}
		}
		return mails, times
	}
	p.Enter(stranger)
	h.Clock.Advance(10*time.Minute - time.Millisecond)
	if n, _ := told(); n != 0 {
		t.Fatal("told while there was time left")
	}
	h.Restart()
	h.Clock.Advance(time.Millisecond)
	dbtest.Sweep(h, h.DB, h.Flow.Challenges.Sweeps()...) // which may come first
	for _, when := range []string{"at once", "again"} {
		if n, times := told(); n != 1 || times != 1 {
			t.Fatalf("%s: told %d times, of %d", when, n, times)
		}
	}
	m := h.MailTo(p.Email, message.SignInUnfinished)
	if m.Data.Agent != stranger.Agent || m.Data.Network != "203.0.113.9" || h.Clock.Now().Sub(m.Data.When) != 10*time.Minute {
		t.Errorf("it says %+v", m)
	}
	for range 30 { // half an hour of it
		p.Enter(stranger)
		p.Enter(stranger)
		h.Clock.Advance(time.Minute)
		h.Must(h.Flow.TellUnfinished(h.Context()))
	}
	h.Clock.Advance(10 * time.Minute)
	if n, times := told(); n > 7 || times != 61 {
		t.Errorf("%d mails tell of %d sign-ins, want few and 61", n, times)
	}
}

func TestWhatWasNotLeftUnfinished(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, s, by := h.Protected("ada@example.com")
	// Back, the password once more, and then the code.
	first := p.Enter(by)
	second, err := h.Flow.Password(t.Context(), signin.Entry{Email: p.Email, Password: signintest.Password, Earlier: first.Challenge, By: by})
	h.Must(err)
	if r, err := verify(h, second.Challenge, factor.TOTP, p.Code()); err != nil || !r.OK {
		t.Fatalf("%+v, %v", r.Verdict, err)
	}
	// And one that a change has ended.
	p.Enter(by)
	h.Clock.Advance(signintest.Period)
	_, v, err := h.Credential.ProveForDisable(t.Context(), signintest.As(s, by), credential.Proof{Kind: factor.TOTP, Input: p.Code()})
	if h.Must(err); !v.OK {
		t.Fatal("the code was refused")
	}
	_, err = h.Credential.Disable(t.Context(), signintest.As(s, by))
	h.Must(err)
	h.Clock.Advance(time.Hour)
	h.Must(h.Flow.TellUnfinished(t.Context()))
	if n := notices(h, message.SignInUnfinished); n != 0 {
		t.Errorf("told %d times", n)
	}
}

// Of two people who use one browser, the one who gets in does not hide the other's.
func TestSomebodyElsesSignInHidesNothing(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, _, _ := h.Protected("ada@example.com")
	mallory, _, _ := h.Protected("mallory@example.com")
	thief := signintest.Stranger()
	first := p.Enter(thief)
	own, err := h.Flow.Password(t.Context(), signin.Entry{
		Email: mallory.Email, Password: signintest.Password, Earlier: first.Challenge, By: thief,
	})
	h.Must(err)
	if r, err := verify(h, own.Challenge, factor.TOTP, mallory.Code()); err != nil || !r.OK {
		t.Fatalf("%+v, %v", r.Verdict, err)
	}
	h.Clock.Advance(10 * time.Minute)
	h.Must(h.Flow.TellUnfinished(t.Context()))
	if h.Count(`FROM message WHERE kind = $1 AND user_id = $2`, string(message.SignInUnfinished), p.ID) != 1 {
		t.Error("Ada was not told")
	}
}

func TestAMethodInANewBrowserIsTold(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, _, known := h.Protected("ada@example.com")
	for _, c := range []struct {
		by   session.Client
		want int
	}{{known, 0}, {signintest.Stranger(), 1}} {
		h.Clock.Advance(signintest.Period)
		r, err := h.Flow.Verify(t.Context(), signin.Second{Challenge: p.Enter(c.by).Challenge, Kind: factor.TOTP, Input: p.Code(), By: c.by})
		if h.Must(err); !r.OK || notices(h, message.MethodNewBrowser) != c.want {
			t.Errorf("%+v: told %d times, want %d (%+v)", c.by, notices(h, message.MethodNewBrowser), c.want, r.Verdict)
		}
	}
}
