package credential_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/signin/signintest"
)

// spend uses a limit's budget up but for some guesses, on the day before yesterday.
func (p *person) spend(limit string, left int64) {
	p.h.Write(func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO throttle_day (name, day, wrong) VALUES ($1, $2, $3)`, limit, dayOf(p.h.Clock.Now())-2, credential.StrangersYear-left)
		return err
	})
}

func dayOf(i clock.Instant) int64 { return int64(i) / (24 * time.Hour).Milliseconds() }

func (p *person) strangers() string { return credential.StrangersLimit(factor.TOTP, p.ID).Name }

func TestASpentBudgetIsToldOnceAndOnlyAPasswordChangeWithACodeReopensIt(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	stranger := signintest.Stranger()
	p.spend(p.strangers(), 2)
	p.Guess(factor.TOTP, p.wrong(t), stranger)
	if told(h, message.CodesLocked, "codes.locked") != [2]int{} {
		t.Fatal("told too early")
	}
	p.Guess(factor.TOTP, p.wrong(t), stranger)
	for range 3 {
		if v := p.Guess(factor.TOTP, p.Code(), stranger); v.Refusal == nil || !v.Refusal.Spent {
			t.Fatalf("a right code in the spent limit: %+v", v)
		}
	}
	if got := told(h, message.CodesLocked, "codes.locked"); got != [2]int{1, 1} || latest(h).Recipient != p.Email {
		t.Errorf("told and logged %v times, want once each", got)
	}
	locked := func() bool {
		v := p.Guess(factor.TOTP, p.wrong(t), stranger)
		return v.Refusal != nil && v.Refusal.Spent
	}
	confirmed, v, err := h.Changes.Confirm(t.Context(), signintest.As(p.session, p.by), credential.Proof{Input: p.Code()})
	if h.Must(err); !v.OK {
		t.Fatalf("the owner's browser is locked too: %+v", v)
	}
	p.session = h.Load(confirmed)
	codes, err := h.Changes.RevealBackupCodes(t.Context(), p.session)
	h.Must(err)
	p.spend(credential.StrangersLimit(factor.Backup, p.ID).Name, 0) // 60 random bits need no budget
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
	changed, w, err := h.Changes.ChangePassword(t.Context(), signintest.As(p.session, p.by), credential.PasswordChange{
		Current: signintest.Password, New: "another quiet harbour", Code: p.Code(),
	})
	if h.Must(err); !w.OK || changed == "" {
		t.Fatalf("changing the password: %+v", w)
	}
	if locked() {
		t.Error("a password change with a code left it spent")
	}
	chainHolds(t, h)
}

// Switching off and on again must not refill the budget either.
func TestOffAndOnDoesNotResetASpentLimit(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	p.spend(p.strangers(), 0)
	p.switchOff(t)
	p.session = h.Load(p.enterAgain(t))
	p.TurnOn(p.session, p.by)
	if v := p.Guess(factor.TOTP, p.Code(), signintest.Stranger()); v.Refusal == nil || !v.Refusal.Spent {
		t.Fatalf("got %+v", v)
	}
}

// A known browser has a budget of its own; beyond it, it is a stranger.
func TestAKnownBrowsersBudget(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	own := credential.BrowsersLimit(factor.TOTP, p.ID, p.by.Browser)
	if own.Rule.Budget != 100 {
		t.Fatalf("its budget is %d", own.Rule.Budget)
	}
	p.spend(own.Name, credential.StrangersYear-100)
	p.Off = 3 * time.Minute
	for range 3 {
		h.Clock.Advance(signintest.Period)
		if v := p.Guess(factor.TOTP, p.Code(), p.by); v.Outcome.Problem != factor.ClockOff {
			t.Fatalf("drift is followed although the browser's budget is spent: %+v", v)
		}
	}
	p.Off = 0
	h.Clock.Advance(time.Hour)
	if v := p.Guess(factor.TOTP, p.Code(), p.by); !v.OK {
		t.Fatalf("a right code in the strangers' limit: %+v", v)
	}
}

// A guess is counted before it is judged: whatever goes wrong afterwards leaves the
// count, and a right code that came to nothing is not spent.
func TestTheCountIsNotRolledBack(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	stop := errors.New("stop")
	for name, then := range map[string]func(context.Context, db.Tx, factor.Outcome) error{
		"an error": func(context.Context, db.Tx, factor.Outcome) error { return stop },
		"a panic":  func(context.Context, db.Tx, factor.Outcome) error { panic(stop) },
	} {
		before := p.counted()
		func() {
			defer func() { _ = recover() }()
			_, err := h.Changes.SecondStep(t.Context(), credential.Attempt{UserID: p.ID, Kind: factor.TOTP, Input: p.Code(), By: signintest.Stranger(), Then: then})
			if !errors.Is(err, stop) {
				t.Errorf("%s: got %v", name, err)
			}
		}()
		if got := p.counted() - before; got != 1 {
			t.Errorf("%s: counted %d", name, got)
		}
	}
	if v := p.Guess(factor.TOTP, p.Code(), signintest.Stranger()); !v.OK {
		t.Errorf("the code that came to nothing: %+v", v)
	}
}

func (p *person) counted() (n int) {
	p.h.Helper()
	p.h.Must(p.h.DB.Read().Row(p.h.Context(), `SELECT COALESCE(SUM(wrong), 0) FROM throttle_day WHERE name = $1`, p.strangers()).Scan(&n))
	return n
}

// Fifty different guesses at once are fifty: no more than five are judged.
func TestParallelGuessesDoNotBeatTheLimit(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	input := p.wrong(t)
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
	p := protected(h)
	for _, input := range []string{"", "12345", "1234567", "12345x", strings.Repeat("1", 10_000)} {
		if v := p.Guess(factor.TOTP, input, signintest.Stranger()); v.Outcome.Problem != factor.Malformed {
			t.Errorf("%.10q: %+v", input, v)
		}
	}
	if p.counted() != 0 {
		t.Errorf("slips counted %d", p.counted())
	}
	wrong := p.wrong(t)
	for _, input := range []string{wrong, wrong[:3] + " " + wrong[3:], strings.Map(func(r rune) rune { return r - '0' + '٠' }, wrong)} {
		p.Guess(factor.TOTP, input, signintest.Stranger())
	}
	if p.counted() != 3 {
		t.Errorf("three spellings of a wrong code counted %d", p.counted())
	}
}
