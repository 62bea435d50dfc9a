package signin_test

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/challenge"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/factor/passkey/passkeytest"
	"latchkey/internal/password"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
)

const asker = "a secret of one browser"

// whole gives a passkey at the door in place of everything else.
func whole(h *signintest.Fixture, a *passkeytest.Authenticator, by session.Client, change ...func(*passkeytest.Answer)) signin.Result {
	h.Helper()
	options, err := h.Flow.BeginPasskeySignIn(h.Context(), asker, by)
	h.Must(err)
	return entry(h, a.Get(options, change...), by)
}

func entry(h *signintest.Fixture, answer string, by session.Client) signin.Result {
	h.Helper()
	r, err := h.Flow.Passkey(h.Context(), signin.PasskeyEntry{BrowserSecret: asker, Answer: answer, Next: "/invoices", By: by})
	h.Must(err)
	return r
}

func TestAPasskeyIsTheWholeSignIn(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.test")
	s, by := p.Session(false)
	a, _ := p.Passkey(s, by)
	r := whole(h, a, signintest.Stranger())
	if !r.OK || r.Session == "" || r.Challenge != "" || r.Next != "/invoices" || r.Browser == "" {
		t.Fatalf("it led to %+v", r)
	}
	now := h.Clock.Now()
	in := h.Load(r.Session)
	if in.UserID != p.ID || !in.FreshPassword(now) || !in.FreshSecondStep(now) || in.Proof.Strength != factor.Strongest {
		t.Errorf("the session counts for less than both: %+v", in)
	}
	if n := h.Count("FROM audit_event WHERE event = 'sign-in.done' AND detail LIKE '%passkey%'"); n != 1 {
		t.Errorf("%d rows tell of it", n)
	}
}

// Failure 39, and 2: another way in asks for no less.
func TestAPasskeyThatProvesLessDoesNotSignIn(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.test")
	s, by := p.Session(false)
	a, _ := p.Passkey(s, by)
	for name, change := range map[string]func(*passkeytest.Answer){
		"without user verification": func(a *passkeytest.Answer) { a.Flags = passkeytest.UserPresent },
		"without a handle":          func(a *passkeytest.Answer) { a.As(nil) },
		"of a credential unknown":   func(a *passkeytest.Answer) { a.ID = []byte("a credential unknown") },
		"of another origin":         func(a *passkeytest.Answer) { a.Client["origin"] = "https://evil.test" },
	} {
		if r := whole(h, a, by, change); r.OK || r.Session != "" || r.Outcome.Problem != factor.Wrong {
			t.Errorf("%s: %+v", name, r)
		}
	}
	options, err := h.Flow.BeginPasskeySignIn(h.Context(), "another browser", by)
	h.Must(err)
	if r := entry(h, a.Get(options), by); r.OK {
		t.Error("an answer to another browser's challenge signs in")
	}
	if n := h.Count("FROM session"); n != 1 {
		t.Errorf("there are %d sessions", n)
	}
}

func TestAPasskeySignsNobodyInWhoMayNot(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.test")
	s, by := p.Session(false)
	a, s := p.Passkey(s, by)
	second, s := p.Passkey(s, by)
	_, err := h.Credential.RemoveMethod(h.Context(), signintest.As(s, by), methods(h, p)[0].ID)
	h.Must(err)
	in, out := 0, 0
	for _, each := range []*passkeytest.Authenticator{a, second} {
		if whole(h, each, signintest.Stranger()).OK {
			in++
		} else {
			out++
		}
	}
	if in != 1 || out != 1 {
		t.Errorf("of two passkeys, one removed, %d sign in", in)
	}
	_, err = h.Staff.DisableUser(h.Context(), p.Email)
	h.Must(err)
	if whole(h, a, signintest.Stranger()).OK || whole(h, second, signintest.Stranger()).OK {
		t.Error("somebody disabled signs in")
	}
}

func methods(h *signintest.Fixture, p *signintest.Person) []factor.Enrolled {
	h.Helper()
	all, err := h.Factors.Enrolled(h.Context(), h.DB.Read(), p.ID)
	h.Must(err)
	return all
}

// Challenges are given to strangers and written down: one network gets so many a day.
func TestANetworkIsGivenSoManyChallengesADay(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	ask := func(address string) error {
		_, err := h.Flow.BeginPasskeySignIn(h.Context(), asker, session.Client{Address: netip.MustParseAddr(address)})
		return err
	}
	h.Must(ask("203.0.113.9"))
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return tx.Do(ctx, "counting", `UPDATE throttle_day SET wrong = 9999 WHERE name LIKE '%/passkey/%'`)
	})
	for address, want := range map[string]error{"203.0.113.8": nil, "198.51.100.7": nil, "2001:db8::1": nil} {
		if err := ask(address); !errors.Is(err, want) {
			t.Errorf("%s: %v", address, err)
		}
	}
	if err := ask("203.0.113.7"); !errors.Is(err, password.ErrBusy) {
		t.Errorf("one more: %v", err)
	}
	h.Clock.Advance(24 * time.Hour)
	h.Must(ask("203.0.113.9"))
}

func TestFiftySignInsWithOneAnswerAreOne(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.test")
	s, by := p.Session(false)
	a, _ := p.Passkey(s, by)
	options, err := h.Flow.BeginPasskeySignIn(h.Context(), asker, by)
	h.Must(err)
	answer := a.Get(options)
	var in atomic.Int32
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			r, err := h.Flow.Passkey(context.Background(), signin.PasskeyEntry{BrowserSecret: asker, Answer: answer, By: by})
			if err == nil && r.Session != "" {
				in.Add(1)
			}
		})
	}
	all.Wait()
	if n := in.Load(); n != 1 {
		t.Errorf("%d sessions came of one answer", n)
	}
}

func TestStrangersWrongPasskeysAreLimitedByNetwork(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.test")
	s, by := p.Session(false)
	a, _ := p.Passkey(s, by)
	unknown := passkeytest.New(t, signintest.Origin)
	unknown.Keys = []*passkeytest.Key{{ID: []byte("a credential unknown"), Handle: a.Keys[0].Handle, Private: a.Keys[0].Private}}
	for tries := 0; ; tries++ {
		if r := whole(h, unknown, signintest.Stranger()); r.Refusal != nil {
			break
		} else if r.OK || tries > 110 {
			t.Fatalf("after %d tries: %+v", tries, r)
		}
	}
	if r := whole(h, a, by); !r.OK {
		t.Errorf("a browser that was here before is kept out with the strangers: %+v", r)
	}
	elsewhere := signintest.Stranger()
	elsewhere.Address = by.Address
	if r := whole(h, a, elsewhere); !r.OK {
		t.Errorf("another network is kept out with the strangers: %+v", r)
	}
}

func TestAPasskeyIsTheSecondStep(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.test")
	s, by := p.Session(false)
	a, _ := p.Passkey(s, by)
	stranger := signintest.Stranger()
	ask := func(r signin.Result) (string, []byte) {
		options, err := h.Flow.AskForPasskey(h.Context(), r.Challenge, "")
		h.Must(err)
		return r.Challenge, options
	}
	verify := func(secret, answer string) signin.Result {
		r, err := h.Flow.Verify(h.Context(), signin.Second{Challenge: secret, Kind: factor.Passkey, Input: answer, By: stranger})
		if err != nil && !errors.Is(err, challenge.ErrExpired) {
			t.Fatal(err)
		}
		return r
	}
	secret, options := ask(p.Enter(stranger))
	elsewhere, _ := ask(p.Enter(stranger))
	answer := a.Get(options)
	if r := verify(elsewhere, answer); r.OK {
		t.Error("the answer to one sign-in's challenge is taken by another")
	}
	secret2, options := ask(p.Enter(stranger))
	if r := verify(secret2, a.Get(options)); !r.OK || h.Load(r.Session).Proof.Strength != factor.Strongest {
		t.Errorf("refused: %+v", r)
	}
	if r := verify(secret, answer); r.OK {
		t.Error("what was refused elsewhere is taken now")
	}
	a.Flags = passkeytest.UserPresent
	third, options := ask(p.Enter(stranger))
	if r := verify(third, a.Get(options)); !r.OK || h.Load(r.Session).Proof.Strength != factor.ByApp {
		t.Errorf("without user verification it counts for %+v", r)
	}
	whoAnswer, err := h.Flow.BeginPasskeySignIn(h.Context(), asker, stranger)
	h.Must(err)
	fourth, _ := ask(p.Enter(stranger))
	if r := verify(fourth, a.Get(whoAnswer)); r.OK {
		t.Error("a challenge for the whole sign-in is good for the second step")
	}
}

func TestACounterThatWentBackIsLogged(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.test")
	s, by := p.Session(false)
	a, _ := p.Passkey(s, by)
	for _, counter := range []uint32{5, 2} {
		a.Counter = counter
		if r := whole(h, a, by); !r.OK {
			t.Fatalf("counter %d: %+v", counter, r)
		}
	}
	if n := h.Count("FROM audit_event WHERE event = 'passkey.counter-back'"); n != 1 {
		t.Errorf("%d warnings", n)
	}
}

// A key that never verifies its user counts as an app does, so that it can be removed and
// changed by itself.
func TestAKeyWithoutUserVerificationCountsAsAnApp(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.test")
	s, by := p.Session(false)
	a := passkeytest.New(t, signintest.Origin)
	a.Flags = passkeytest.UserPresent
	s = p.PasskeyOf(a, s, by)
	if all := methods(h, p); len(all) != 1 || all[0].Strength != factor.ByApp {
		t.Fatalf("it counts for %+v", all)
	}
	h.Clock.Advance(session.FreshFor + time.Minute)
	options, err := h.Credential.AskForPasskey(h.Context(), s, "", credential.ToConfirm.Scope(s))
	h.Must(err)
	secret, v, err := h.Credential.Confirm(h.Context(), signintest.As(s, by), credential.Proof{Kind: factor.Passkey, Input: a.Get(options)})
	h.Must(err)
	if !v.OK {
		t.Fatalf("it confirms nothing: %+v", v)
	}
	h.Must(h.Gate.RequireStepUp(h.Context(), h.Load(secret), factor.Strongest))
	if whole(h, a, by).OK {
		t.Error("it signs in by itself")
	}
}
