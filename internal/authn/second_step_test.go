package authn_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/signin/signintest"
)

// A known browser has a budget of its own; beyond it, it is a stranger.
func TestAKnownBrowsersBudget(t *testing.T) {
	h := signintest.Open(t)
	p := h.Owner()
	own := authn.BrowsersLimit(factor.TOTP, p.ID, p.By.Client.Browser)
	if own.Rule.Budget != 100 {
		t.Fatalf("its budget is %d", own.Rule.Budget)
	}
	p.Spend(own.Name, authn.StrangersYear-100)
	p.Off = 3 * time.Minute
	for range 3 {
		h.Clock.Advance(signintest.Period)
		if v := p.Guess(factor.TOTP, p.Code(), p.By.Client); v.Outcome.Problem != factor.ClockOff {
			t.Fatalf("drift is followed although the browser's budget is spent: %+v", v)
		}
	}
	p.Off = 0
	h.Clock.Advance(time.Hour)
	if v := p.Guess(factor.TOTP, p.Code(), p.By.Client); !v.OK {
		t.Fatalf("a right code in the strangers' limit: %+v", v)
	}
}

// A guess is counted before it is judged: whatever goes wrong afterwards leaves the
// count, and a right code that came to nothing is not spent.
func TestTheCountIsNotRolledBack(t *testing.T) {
	h := signintest.Open(t)
	p := h.Owner()
	stop := errors.New("stop")
	for name, then := range map[string]func(context.Context, db.Tx, factor.Outcome) error{
		"an error": func(context.Context, db.Tx, factor.Outcome) error { return stop },
		"a panic":  func(context.Context, db.Tx, factor.Outcome) error { panic(stop) },
	} {
		before := p.Counted()
		func() {
			defer func() { _ = recover() }()
			_, err := h.Authn.SecondStep(t.Context(), authn.Attempt{UserID: p.ID, Kind: factor.TOTP, Input: p.Code(), By: signintest.Stranger(), Then: then})
			if !errors.Is(err, stop) {
				t.Errorf("%s: got %v", name, err)
			}
		}()
		if got := p.Counted() - before; got != 1 {
			t.Errorf("%s: counted %d", name, got)
		}
	}
	if v := p.Guess(factor.TOTP, p.Code(), signintest.Stranger()); !v.OK {
		t.Errorf("the code that came to nothing: %+v", v)
	}
}

// Fifty different guesses at once are fifty: no more than five are judged.
func TestParallelGuessesDoNotBeatTheLimit(t *testing.T) {
	h := signintest.Open(t)
	p := h.Owner()
	input := p.Wrong()
	var judged atomic.Int64
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if p.Guess(factor.TOTP, input, signintest.Stranger()).Refusal == nil {
				judged.Add(1)
			}
		})
	}
	all.Wait()
	if judged.Load() != 5 {
		t.Fatalf("%d guesses were judged", judged.Load())
	}
}

// A slip of the finger is no guess; another spelling of a wrong code is.
func TestWhatCountsAsAGuess(t *testing.T) {
	h := signintest.Open(t)
	p := h.Owner()
	for _, input := range []string{"", "12345", "1234567", "12345x", strings.Repeat("1", 10_000)} {
		if v := p.Guess(factor.TOTP, input, signintest.Stranger()); v.Outcome.Problem != factor.Malformed {
			t.Errorf("%.10q: %+v", input, v)
		}
	}
	if p.Counted() != 0 {
		t.Errorf("slips counted %d", p.Counted())
	}
	wrong := p.Wrong()
	for _, input := range []string{wrong, wrong[:3] + " " + wrong[3:], strings.Map(func(r rune) rune { return r - '0' + '٠' }, wrong)} {
		p.Guess(factor.TOTP, input, signintest.Stranger())
	}
	if p.Counted() != 3 {
		t.Errorf("three spellings of a wrong code counted %d", p.Counted())
	}
}
