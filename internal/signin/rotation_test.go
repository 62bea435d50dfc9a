package signin_test

import (
	"context"
	"sync"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
)

// trusted is somebody in a browser that they trust.
type trusted struct {
	h      *signintest.Fixture
	p      *signintest.Person
	by     session.Client
	secret string
}

func trustedBrowser(t *testing.T) trusted {
	h := trustful(t)
	p, _, _ := h.Protected("ada@example.com")
	secret, _, by := trusting(h, p, signintest.Stranger())
	return trusted{h, p, by, secret}
}

// enters signs in with the password and a secret, and returns the next one.
func (b trusted) enters(secret string) (next string) {
	b.h.Helper()
	r := comes(b.h, b.p.Email, secret, b.by)
	if r.Session == "" || r.Trust == "" || r.Trust == secret {
		b.h.Fatalf("it is asked for more, or keeps its secret: %+v", r)
	}
	return r.Trust
}

// asked fails the test if a secret goes without the second step.
func (b trusted) asked(secret string) {
	b.h.Helper()
	if r := comes(b.h, b.p.Email, secret, b.by); r.Session != "" || r.Challenge == "" {
		b.h.Errorf("it goes without the second step: %+v", r)
	}
}

// sees is the request after a sign-in.
func (b trusted) sees(secret string) {
	b.h.Helper()
	b.h.Must(b.h.Browsers.SeeTrust(b.h.Context(), b.h.DB, secret, b.p.ID))
}

func (b trusted) told() [2]int { return b.h.Told(message.BrowserCopied, "browser.copied") }

// Each sign-in without the second step changes the secret. The one before works until the browser is known to have the
// new one: an answer may get lost.
func TestATrustedBrowsersSecretChanges(t *testing.T) {
	t.Parallel()
	b := trustedBrowser(t)
	lost := b.enters(b.secret)
	got := b.enters(b.secret) // the answer before never came
	if got == lost {
		t.Error("two answers give the same secret: of a thief and an owner each could follow the other unseen")
	}
	b.h.Must(b.h.Browsers.SeeTrust(t.Context(), b.h.DB, got, "somebody else"))
	b.enters(b.enters(b.enters(b.secret)))
	if b.told() != [2]int{} {
		t.Errorf("the owner is told of a copy that nobody made: %v", b.told())
	}
}

// A thief copies the cookies. Whoever of the two comes second ends the trust, and the owner is told, once.
func TestACopiedTrustEnds(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]func(b trusted){
		"the thief comes after the owner": func(b trusted) {
			b.sees(b.enters(b.secret))
			b.asked(b.secret)
		},
		"the owner comes after the thief": func(b trusted) {
			b.enters(b.enters(b.secret))
			b.asked(b.secret)
		},
		"both before either was seen again": func(b trusted) {
			thief, owner := b.enters(b.secret), b.enters(b.secret)
			b.enters(owner)
			b.asked(thief)
		},
		"much later": func(b trusted) {
			next := b.secret
			for range 5 {
				next = b.enters(next)
			}
			b.asked(b.secret)
		},
		"in another browser": func(b trusted) {
			b.sees(b.enters(b.secret))
			b.h.Write(func(ctx context.Context, tx db.Tx) (err error) {
				b.by.Browser, err = b.h.Browsers.Remember(ctx, tx, "", b.p.ID)
				return err
			})
			b.asked(b.secret)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := trustedBrowser(t)
			b.h.T = t
			story(b)
			if n := b.h.Count(`FROM trusted_browser`) + b.h.Count(`FROM trusted_secret`); n != 0 {
				t.Errorf("%d rows of the trust are left", n)
			}
			b.asked(b.secret)
			if b.told() != [2]int{1, 1} {
				t.Errorf("told %v times, want once", b.told())
			}
			if m := b.h.MailTo(b.p.Email, message.BrowserCopied); m.NotMe == "" || m.Data.Network == "" {
				t.Errorf("the notice: %+v", m)
			}
		})
	}
}

// What tells nothing: an old secret without the password, another person's, one of a trust that a change has ended, or
// that was given anew by a second step.
func TestWhatIsNoCopy(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]func(b trusted){
		"a wrong password": func(b trusted) {
			_, err := b.h.Flow.Password(b.h.Context(), signin.Entry{Email: b.p.Email, Password: "not it", Trust: b.secret, By: b.by})
			b.h.Must(err)
		},
		"another person": func(b trusted) { comes(b.h, b.h.Person("bob@example.com").Email, b.secret, b.by) },
		"a change": func(b trusted) {
			b.h.Write(func(ctx context.Context, tx db.Tx) error { return b.h.Users.NewEpoch(ctx, tx, b.p.ID) })
			b.asked(b.secret)
		},
		"trusted anew": func(b trusted) {
			trusting(b.h, b.p, b.by)
			b.asked(b.secret)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := trustedBrowser(t)
			b.h.T = t
			b.sees(b.enters(b.secret))
			story(b)
			if b.told() != [2]int{} {
				t.Errorf("told %v times", b.told())
			}
		})
	}
}

// Of twenty answers at once, each with a secret of its own, the browser keeps one.
func TestManySignInsAtOnceEndNoTrust(t *testing.T) {
	t.Parallel()
	b := trustedBrowser(t)
	secrets := make([]string, 20)
	var all sync.WaitGroup
	for i := range secrets {
		all.Go(func() {
			r, err := b.h.Flow.Password(t.Context(), signin.Entry{Email: b.p.Email, Password: signintest.Password, Trust: b.secret, By: b.by})
			if err == nil {
				secrets[i] = r.Trust
			}
		})
	}
	all.Wait()
	for _, s := range secrets {
		if s != "" {
			b.enters(s)
			break
		}
	}
	if b.told() != [2]int{} {
		t.Errorf("told %v times", b.told())
	}
}

// A password alone opens the account, in a browser that was not used before: the owner is told.
func TestAPasswordInANewBrowserIsTold(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.com")
	first := p.Enter(signintest.Stranger())
	if got := h.Told(message.PasswordNewBrowser, "password.new-browser"); got != [2]int{1, 1} {
		t.Fatalf("told %v times", got)
	}
	by := signintest.Stranger()
	by.Browser = first.Browser
	if r := p.Enter(by); r.Session == "" || notices(h, message.PasswordNewBrowser) != 1 {
		t.Error("told of a browser that is known")
	}
	m, s := h.MailTo(p.Email, message.PasswordNewBrowser), h.Load(first.Session)
	_, err := h.Notices.SayNotMe(t.Context(), m.NotMe, signintest.Stranger())
	h.Must(err)
	if !h.SignedOut(s) {
		t.Error("“This wasn't me” ends no session")
	}
}
