package authn_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"latchkey/internal/authn"
	"latchkey/internal/code"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
)

const year = 365 * 24 * time.Hour

// An attacker who has the password guesses codes for a whole year, as fast as the
// limits let them: every guess goes through the real counting and judging.
func TestAYearOfGuessingGetsInWithAProbabilityBelowHalfAPercent(t *testing.T) {
	t.Parallel()
	for name, browser := range map[string]func(h *signintest.Fixture, p *signintest.Owner) session.Client{
		"a stranger": func(*signintest.Fixture, *signintest.Owner) session.Client { return signintest.Stranger() },
		"who uses mailed links all the time": func(h *signintest.Fixture, p *signintest.Owner) session.Client {
			return usedLink(h, p.ID, signintest.Stranger())
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			aYear(t, browser)
		})
	}
}

func aYear(t *testing.T, browser func(h *signintest.Fixture, p *signintest.Owner) session.Client) {
	h := signintest.Open(t)
	ada := h.Owner()
	began, guesses, by := h.Clock.Now(), 0, browser(h, ada)
	for h.Clock.Now().Sub(began) < year {
		v := ada.Guess(factor.TOTP, ada.Wrong(), by)
		switch {
		case v.OK:
			t.Fatal("a wrong code got in")
		case v.Refusal == nil:
			guesses++
			continue
		case v.Refusal.Spent:
			h.Clock.Advance(24 * time.Hour)
		default:
			h.Clock.Advance(v.Refusal.Wait)
		}
		by = browser(h, ada)
	}
	hits := acceptedCodes(t, h, ada)
	p := 1 - math.Pow(1-float64(hits)/1e6, float64(guesses))
	t.Logf("%d guesses in a year, each right with %d in 1,000,000: the attacker gets in with a probability of %.4f %%", guesses, hits, 100*p)
	if guesses < 100 || p >= 0.005 {
		t.Fatalf("%d guesses, probability %.4f %%; want below 0.5 %%", guesses, 100*p)
	}
}

// How many of all codes a stranger gets in with at one moment: three, wherever the
// window has moved, and twice that only for the minutes after a hint at a clock put right.
func TestHowManyCodesAStrangerGetsInWith(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	ada := h.Owner()
	h.Clock.Advance(time.Hour)
	if n := acceptedCodes(t, h, ada); n != 3 {
		t.Errorf("at first: %d codes", n)
	}
	ada.Off = -5 * time.Minute
	ada.Guess(factor.TOTP, ada.Code(), ada.By.Client)
	if n := acceptedCodes(t, h, ada); n != 3 {
		t.Errorf("after a hint: %d codes", n)
	}
	h.Clock.Advance(signintest.Period)
	if v := ada.Guess(factor.TOTP, ada.Code(), ada.By.Client); !v.OK {
		t.Fatalf("the drift is not followed: %+v", v)
	}
	h.Clock.Advance(time.Hour)
	if n := acceptedCodes(t, h, ada); n != 3 {
		t.Errorf("after the window moved: %d codes", n)
	}
	ada.Off = 0
	ada.Guess(factor.TOTP, ada.Code(), signintest.Stranger())
	h.Clock.Advance(2 * signintest.Period)
	if n := acceptedCodes(t, h, ada); n != 6 {
		t.Errorf("after a hint at a clock put right: %d codes", n)
	}
	h.Clock.Advance(11 * time.Minute)
	if n := acceptedCodes(t, h, ada); n != 3 {
		t.Errorf("ten minutes after such a hint: %d codes", n)
	}
}

// acceptedCodes tries every code that could be right, each in a transaction that is undone.
func acceptedCodes(t *testing.T, h *signintest.Fixture, p *signintest.Owner) (n int) {
	t.Helper()
	undo := errors.New("undo")
	for steps := int64(-40); steps <= 40; steps++ {
		input, err := factor.At(p.Secret, code.Step(int64(h.Clock.Now()))+steps)
		h.Must(err)
		err = h.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
			o, err := h.Factors.Method(factor.TOTP).Verify(ctx, tx, factor.Answer{UserID: p.ID, Input: input})
			if o.OK {
				n++
			}
			return errors.Join(err, undo)
		})
		if !errors.Is(err, undo) {
			t.Fatal(err)
		}
	}
	return n
}

// What every guess goes through is the limit with its budget, on every page that takes a code.
func TestEveryPageCountsInTheSameLimit(t *testing.T) {
	t.Parallel()
	for name, give := range map[string]func(c *credential.Service, p *signintest.Owner) (authn.Verdict, error){
		"the second step": func(_ *credential.Service, p *signintest.Owner) (authn.Verdict, error) {
			return p.Guess(factor.TOTP, p.Code(), signintest.Stranger()), nil
		},
		"a fresh proof": func(c *credential.Service, p *signintest.Owner) (authn.Verdict, error) {
			_, v, err := c.Confirm(p.H.Context(), signintest.As(p.By.Session, signintest.Stranger()), credential.Proof{Input: p.Code()})
			return v, err
		},
		"switching off": func(c *credential.Service, p *signintest.Owner) (authn.Verdict, error) {
			_, v, err := c.ProveForDisable(p.H.Context(), signintest.As(p.By.Session, signintest.Stranger()), credential.Proof{Input: p.Code()})
			return v, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := signintest.Open(t)
			p := h.Owner()
			for range 5 {
				p.Guess(factor.TOTP, p.Wrong(), signintest.Stranger())
			}
			v, err := give(h.Credential, p)
			if want := authn.StrangersLimit(factor.TOTP, p.ID).Name; err != nil || v.OK || v.Refusal == nil || v.Refusal.Limit.Name != want {
				t.Fatalf("a right code after five wrong ones elsewhere: %+v, %v", v, err)
			}
		})
	}
}

// A year of guesses at codes that are sent, from browsers that are not known: with new
// codes as often as they are given, each guess is right with one in a million.
func TestAYearOfGuessingSentCodes(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	m := p.Add(factor.WhatsApp, phone)
	began, guesses, by := h.Clock.Now(), 0, signintest.Stranger()
	code := ""
	for h.Clock.Now().Sub(began) < year {
		if next, refusal := p.Send(m, "challenge", by); refusal == nil {
			code = next
		}
		v := p.Answer(factor.WhatsApp, "challenge", signintest.OtherCode(code), by)
		switch {
		case v.OK:
			t.Fatal("a wrong code got in")
		case v.Refusal == nil:
			guesses++
		case v.Refusal.Spent:
			h.Clock.Advance(7 * 24 * time.Hour)
		default:
			h.Clock.Advance(v.Refusal.Wait)
		}
	}
	p1 := 1 - math.Pow(1-1e-6, float64(guesses))
	all := 1 - math.Pow(1-1e-6, float64(2*guesses))*math.Pow(1-3e-6, float64(authn.StrangersYear+factor.MostMethods))
	t.Logf("%d guesses in a year: %.4f %%; with an app, e-mail and WhatsApp together: %.4f %%", guesses, 100*p1, 100*all)
	if guesses < 100 || all >= 0.005 {
		t.Errorf("%d guesses, probability %.4f %%; want below 0.5 %%", guesses, 100*all)
	}
}
