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
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/signin/signintest"
)

func TestASpentBudgetIsToldOnceAndOnlyAPasswordChangeReopensIt(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	stranger := signintest.Stranger()
	p.Spend(p.Strangers(), 2)
	p.Guess(factor.TOTP, p.Wrong(), stranger)
	if h.Told(message.CodesLocked, "codes.locked") != [2]int{} {
		t.Fatal("told too early")
	}
	p.Guess(factor.TOTP, p.Wrong(), stranger)
	for range 3 {
		if v := p.Guess(factor.TOTP, p.Code(), stranger); v.Refusal == nil || !v.Refusal.Spent {
			t.Fatalf("a right code in the spent limit: %+v", v)
		}
	}
	if got := h.Told(message.CodesLocked, "codes.locked"); got != [2]int{1, 1} || h.Latest().Recipient != p.Email {
		t.Errorf("told and logged %v times, want once each", got)
	}
	locked := func() bool {
		v := p.Guess(factor.TOTP, p.Wrong(), stranger)
		return v.Refusal != nil && v.Refusal.Spent
	}
	if v := p.Confirm(credential.Proof{Input: p.Code()}); !v.OK {
		t.Fatalf("the owner's browser is locked too: %+v", v)
	}
	codes, err := h.Credential.RevealBackupCodes(t.Context(), p.By)
	h.Must(err)
	p.Spend(authn.StrangersLimit(factor.Backup, p.ID).Name, 0) // 60 random bits need no budget
	if v := p.Guess(factor.Backup, codes[0], stranger); !v.OK {
		t.Errorf("a backup code in a strange browser: %+v", v)
	}
	if !locked() {
		t.Fatal("a fresh proof or a backup code reopened it")
	}
	h.Restart()
	if !locked() {
		t.Fatal("a restart reopened it")
	}
	h.Clock.Advance(time.Minute)
	changed, w, err := h.Credential.ChangePassword(t.Context(), p.By, credential.PasswordChange{
		Current: signintest.Password, New: "another quiet harbour",
	})
	if h.Must(err); !w.OK || changed == "" {
		t.Fatalf("changing the password: %+v", w)
	}
	if locked() {
		t.Error("a password change with a second step proved left it spent")
	}
	h.ChainHolds()
}

// Switching off and on again must not refill the budget either.
func TestOffAndOnDoesNotResetASpentLimit(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	p.Spend(p.Strangers(), 0)
	p.SwitchOff()
	r := p.Enter(p.By.Client)
	if r.Session == "" {
		t.Fatalf("no session: %+v", r)
	}
	p.By.Session = h.Load(r.Session)
	p.TurnOn(p.By.Session, p.By.Client)
	if v := p.Guess(factor.TOTP, p.Code(), signintest.Stranger()); v.Refusal == nil || !v.Refusal.Spent {
		t.Fatalf("got %+v", v)
	}
}

// A known browser has a budget of its own; beyond it, it is a stranger.
func TestAKnownBrowsersBudget(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	stop := errors.New("stop")
	for name, then := range map[string]func(context.Context, db.Tx, authn.Accepted) error{
		"an error": func(context.Context, db.Tx, authn.Accepted) error { return stop },
		"a panic":  func(context.Context, db.Tx, authn.Accepted) error { panic(stop) },
	} {
		before := p.Counted()
		func() {
			defer func() { _ = recover() }()
			_, err := h.Authn.SecondStep(t.Context(), authn.Attempt{
				UserID: p.ID, Kind: factor.TOTP, Input: p.Code(), By: signintest.Stranger(), Then: then,
			})
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
	t.Parallel()
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
	t.Parallel()
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
