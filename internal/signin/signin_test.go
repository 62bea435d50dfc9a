package signin_test

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"

	"latchkey/internal/challenge"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
)

func verify(h *signintest.Fixture, challenge string, kind factor.Kind, input string) (signin.Result, error) {
	return h.Flow.Verify(h.Context(), signin.Second{Challenge: challenge, Kind: kind, Input: input, By: signintest.Stranger()})
}

// opensNothing fails the test if a secret opens a session.
func opensNothing(h *signintest.Fixture, name, secret string) {
	h.Helper()
	if _, err := h.Sessions.Load(h.Context(), h.DB, secret); !errors.Is(err, session.ErrNone) {
		h.Errorf("%s opens a session: %v", name, err)
	}
}

func TestSigningInWithAPassword(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.com")
	by := signintest.Stranger()
	r, err := h.Flow.Password(t.Context(), signin.Entry{Email: " ADA@example.com", Password: signintest.Password, Next: "/invoices", By: by})
	if h.Must(err); !r.OK || r.Challenge != "" || r.Next != "/invoices" {
		t.Fatalf("got %+v", r)
	}
	s := h.Load(r.Session)
	if s.UserID != p.ID || s.FreshSecondStep(h.Clock.Now()) || !s.FreshPassword(h.Clock.Now()) {
		t.Errorf("the session is %+v", s)
	}
	if known, err := h.Flow.Browsers.Knows(t.Context(), h.DB.Read(), r.Browser, p.ID); err != nil || !known {
		t.Errorf("the browser is not known: %v", err)
	}
	h.Must(h.Flow.SignOut(t.Context(), signintest.As(s, by)))
	opensNothing(h, "a secret that was signed out", r.Session)
}

// The whole way in, and what is proved by it.
func TestSigningInWithACode(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, _, _ := h.Protected("ada@example.com")
	first := p.Enter(signintest.Stranger())
	if first.Session != "" || first.Challenge == "" || first.Browser != "" {
		t.Fatalf("the password alone gave %+v", first)
	}
	opensNothing(h, "a challenge", first.Challenge)
	r, err := verify(h, first.Challenge, factor.TOTP, p.Code())
	if h.Must(err); !r.OK || r.Challenge != "" {
		t.Fatalf("the code: %+v", r.Verdict)
	}
	if s := h.Load(r.Session); s.UserID != p.ID || !s.FreshSecondStep(h.Clock.Now()) {
		t.Errorf("the session is %+v", s)
	}
	opensNothing(h, "the challenge, once answered,", first.Challenge)
	if _, err := verify(h, first.Challenge, factor.TOTP, p.CodeAt(1)); !errors.Is(err, challenge.ErrExpired) {
		t.Errorf("the challenge is answered twice: %v", err)
	}
	if h.Count(`FROM audit_event WHERE event = 'sign-in.done' AND subject = $1`, p.ID) != 1 {
		t.Error("the sign-in is not in the log")
	}
}

func TestSigningInWithABackupCode(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, s, by := h.Protected("ada@example.com")
	codes, err := h.Credential.RevealBackupCodes(t.Context(), signintest.As(s, by))
	h.Must(err)
	r, err := verify(h, p.Enter(signintest.Stranger()).Challenge, factor.Backup, codes[4])
	if h.Must(err); !r.OK || r.Outcome.Left != 9 {
		t.Fatalf("got %+v", r)
	}
	all, err := h.Outbox.Latest(t.Context(), h.DB.Read(), 1)
	if h.Must(err); all[0].Kind != message.BackupCodeUsed || all[0].Data.Left != 9 || all[0].Recipient != p.Email {
		t.Errorf("the notice is %+v", all[0])
	}
	again, err := verify(h, p.Enter(signintest.Stranger()).Challenge, factor.Backup, codes[4])
	if h.Must(err); again.OK || again.Outcome.Problem != factor.Used {
		t.Errorf("once more: %+v", again.Verdict)
	}
}

// What must not get in: another kind of code, another person's, somebody's failed
// attempt used in another's success, and steps out of order.
func TestWhatDoesNotAnswerAChallenge(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	ada, adas, by := h.Protected("ada@example.com")
	bob, _, _ := h.Protected("bob@example.com")
	// This leaves a challenge of another purpose.
	_, v, err := h.Credential.ProveForDisable(t.Context(), signintest.As(adas, by), credential.Proof{Input: ada.Code()})
	if h.Must(err); !v.OK {
		t.Fatal("the code was refused")
	}
	h.Clock.Advance(signintest.Period)
	for name, input := range map[string]string{
		"Bob's code": bob.Code(), "nothing": "", "five digits": "12345", "the password": signintest.Password, "a used code": ada.CodeAt(-1),
	} {
		if r, err := verify(h, ada.Enter(by).Challenge, factor.TOTP, input); err != nil || r.OK || r.Session != "" {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	for name, secret := range map[string]string{"no challenge": "", "a made-up one": "x", "the session's id": adas.ID} {
		if _, err := verify(h, secret, factor.TOTP, ada.Code()); !errors.Is(err, challenge.ErrExpired) {
			t.Errorf("%s: %v", name, err)
		}
	}
	bobs := bob.Enter(by).Challenge
	if r, err := verify(h, bobs, factor.TOTP, ada.Code()); err != nil || r.OK {
		t.Errorf("Ada's code for Bob's challenge: %+v, %v", r, err)
	}
	r, err := verify(h, bobs, factor.TOTP, bob.Code())
	if h.Must(err); !r.OK || h.Load(r.Session).UserID != bob.ID {
		t.Errorf("Bob's own: %+v", r)
	}
}

// A challenge must not outlive what it rested on.
func TestWhatEndsAChallenge(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(h *signintest.Fixture, p *signintest.Person, s session.Session, by session.Client) error{
		"ten minutes": func(h *signintest.Fixture, _ *signintest.Person, _ session.Session, _ session.Client) error {
			h.Clock.Advance(challenge.Lifetime)
			return nil
		},
		"disabled": func(h *signintest.Fixture, p *signintest.Person, _ session.Session, _ session.Client) error {
			_, err := h.Staff.DisableUser(h.Context(), p.Email)
			return err
		},
		"disabled and enabled": func(h *signintest.Fixture, p *signintest.Person, _ session.Session, _ session.Client) error {
			_, err := h.Staff.DisableUser(h.Context(), p.Email)
			_, err2 := h.Staff.EnableUser(h.Context(), p.Email)
			return errors.Join(err, err2)
		},
		"a new epoch": func(h *signintest.Fixture, p *signintest.Person, _ session.Session, _ session.Client) error {
			return h.DB.InTx(h.Context(), func(ctx context.Context, tx db.Tx) error { return h.Flow.Users.NewEpoch(ctx, tx, p.ID) })
		},
		"switched off": func(h *signintest.Fixture, p *signintest.Person, s session.Session, by session.Client) error {
			_, _, err := h.Credential.ProveForDisable(h.Context(), signintest.As(s, by), credential.Proof{Input: p.Code()})
			_, err2 := h.Credential.Disable(h.Context(), signintest.As(s, by))
			return errors.Join(err, err2)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := signintest.Open(t)
			p, s, by := h.Protected("ada@example.com")
			secret := p.Enter(signintest.Stranger()).Challenge
			h.Must(change(h, p, s, by))
			if _, err := verify(h, secret, factor.TOTP, p.CodeAt(1)); !errors.Is(err, challenge.ErrExpired) {
				t.Errorf("it is still answered: %v", err)
			}
		})
	}
}

// Fifty identical requests at once: one session, one challenge gone.
func TestOfFiftyAtOnceOneSignsIn(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, _, by := h.Protected("ada@example.com")
	secret, input, before := p.Enter(by).Challenge, p.Code(), h.Count(`FROM session`)
	var won atomic.Int64
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			r, err := h.Flow.Verify(context.Background(), signin.Second{Challenge: secret, Kind: factor.TOTP, Input: input, By: by})
			if err == nil && r.OK {
				won.Add(1)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 || h.Count(`FROM session`)-before != 1 {
		t.Fatalf("%d signed in, %d sessions", won.Load(), h.Count(`FROM session`)-before)
	}
}

// A browser's earlier session ends when it signs in anew: no id is kept across.
func TestSigningInReplacesTheSessionOfBefore(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	ada, bob := h.Person("ada@example.com"), h.Person("bob@example.com")
	old := ada.Enter(signintest.Stranger()).Session
	r, err := h.Flow.Password(t.Context(), signin.Entry{
		Email: bob.Email, Password: signintest.Password, Replaces: old, By: signintest.Stranger(),
	})
	h.Must(err)
	opensNothing(h, "the session of before", old)
	if r.Session == old || h.Load(r.Session).UserID != bob.ID {
		t.Error("the new session is not Bob's own")
	}
	if r, err := h.Flow.Password(t.Context(), signin.Entry{Email: bob.Email, Password: "wrong", Replaces: r.Session}); err != nil || r.OK {
		t.Fatalf("a wrong password: %+v, %v", r, err)
	}
	h.Load(r.Session) // a failed attempt ends nothing
}

// Within a challenge twenty answers are taken, from however many networks.
func TestAChallengeTakesTwentyAnswers(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, _, by := h.Protected("ada@example.com")
	secret := p.Enter(by).Challenge
	for i := range challenge.Tries {
		by := session.Client{Address: netip.AddrFrom4([4]byte{10, 0, byte(i), 1})}
		if _, err := h.Flow.Verify(t.Context(), signin.Second{Challenge: secret, Kind: factor.TOTP, Input: "000000", By: by}); err != nil {
			t.Fatalf("answer %d: %v", i+1, err)
		}
	}
	if _, err := verify(h, secret, factor.TOTP, p.Code()); !errors.Is(err, challenge.ErrExpired) {
		t.Errorf("answer 21: %v", err)
	}
}
