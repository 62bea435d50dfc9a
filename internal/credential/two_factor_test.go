package credential_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/challenge"
	"latchkey/internal/code"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
)

func TestTurningOnNeedsAFreshPassword(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.com")
	s, _ := p.Session(false)
	h.Clock.Advance(session.FreshFor)
	if err := h.Credential.BeginSetUp(t.Context(), s, factor.Enrollment{Kind: factor.TOTP}); !errors.Is(err, access.ErrStepUpRequired) {
		t.Fatalf("with an old password proof: %v", err)
	}
	secret, v, err := h.Credential.Confirm(t.Context(), signintest.As(s, signintest.Stranger()), credential.Proof{Input: signintest.Password})
	if h.Must(err); !v.OK {
		t.Fatalf("confirming: %+v", v)
	}
	h.Must(h.Credential.BeginSetUp(t.Context(), h.Load(secret), factor.Enrollment{Kind: factor.TOTP}))
}

// Turning on ends other sessions, challenges and known browsers, is told and logged,
// and can't be done again.
func TestTurningOn(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.com")
	mine, by := p.Session(false)
	other, otherBy := p.Session(false)
	h.Must(h.Credential.BeginSetUp(t.Context(), mine, factor.Enrollment{Kind: factor.TOTP}))
	p.Scan(mine)
	for name, input := range map[string]string{"wrong": "000000", "too short": "123"} {
		secret, v, err := h.Credential.ConfirmSetUp(t.Context(), signintest.As(mine, by), signintest.OfApp(input))
		if err != nil || v.OK || secret != "" {
			t.Fatalf("%s: %+v, %v", name, v, err)
		}
	}
	secret, v, err := h.Credential.ConfirmSetUp(t.Context(), signintest.As(mine, by), signintest.OfApp(p.Code()))
	if h.Must(err); !v.OK {
		t.Fatalf("the right code: %+v", v)
	}
	after := h.Load(secret)
	if after.ID != mine.ID || !after.FreshSecondStep(h.Clock.Now()) || !h.SignedOut(other) {
		t.Errorf("my session goes on as %+v; the other ended: %v", after, h.SignedOut(other))
	}
	if got := h.Told(message.TwoFactorOn, "two-factor.on"); got != [2]int{1, 1} {
		t.Errorf("told and logged %v times", got)
	}
	for name, b := range map[string]struct {
		id   string
		want bool
	}{"mine": {by.Browser, true}, "the other": {otherBy.Browser, false}} {
		if known, err := h.Browsers.Knows(t.Context(), h.DB.Read(), b.id, p.ID); err != nil || known != b.want {
			t.Errorf("%s browser is known: %v, %v", name, known, err)
		}
	}
	_, _, err = h.Credential.ConfirmSetUp(t.Context(), signintest.As(after, by), signintest.OfApp(p.Code()))
	if !errors.Is(err, factor.ErrNoSetUp) {
		t.Errorf("confirming again: %v", err)
	}
	h.ChainHolds("two-factor.on")
}

// Before two-factor is on, a password alone makes known browsers without end. None of
// them may bring a limit of its own to guess codes in.
func TestBrowsersFromBeforeDoNotMultiplyTheBudget(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.com")
	thief := signintest.Stranger()
	thief.Browser = p.Enter(thief).Browser
	s, by := p.Session(false)
	p.TurnOn(s, by)
	guesser := &signintest.Owner{Person: p, H: h}
	for range 5 {
		p.Guess(factor.TOTP, guesser.Wrong(), signintest.Stranger())
	}
	if v := p.Guess(factor.TOTP, guesser.Wrong(), thief); v.Refusal == nil {
		t.Fatal("the thief's browser still has a limit of its own")
	}
}

// Two confirmations at once, and one that comes from another session.
func TestOneOfTwoConfirmationsTurnsOn(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.com")
	s, by := p.Session(false)
	other, _ := p.Session(false)
	h.Must(h.Credential.BeginSetUp(t.Context(), s, factor.Enrollment{Kind: factor.TOTP}))
	p.Scan(s)
	if _, err := h.Credential.SetUp(t.Context(), other, factor.TOTP); !errors.Is(err, factor.ErrNoSetUp) {
		t.Errorf("another session sees the secret: %v", err)
	}
	_, _, err := h.Credential.ConfirmSetUp(t.Context(), signintest.As(other, by), signintest.OfApp(p.Code()))
	if !errors.Is(err, factor.ErrNoSetUp) {
		t.Errorf("another session confirms: %v", err)
	}
	input := p.Code()
	var won atomic.Int64
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, v, err := h.Credential.ConfirmSetUp(context.Background(), signintest.As(s, by), signintest.OfApp(input)); err == nil && v.OK {
				won.Add(1)
			} else if err != nil && !errors.Is(err, factor.ErrNoSetUp) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 || h.Count(`FROM factor WHERE user_id = $1`, p.ID) != 1 {
		t.Fatalf("%d turned it on", won.Load())
	}
}

// Switching off takes the code, then a confirmation in the same session.
func TestSwitchingOff(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	other, otherBy := p.Session(true)
	refused := func(name string, s session.Session) {
		t.Helper()
		if _, err := h.Credential.Disable(t.Context(), signintest.As(s, p.By.Client)); !errors.Is(err, challenge.ErrExpired) {
			t.Errorf("%s: %v", name, err)
		}
	}
	refused("without a code", p.By.Session)
	if _, v, err := h.Credential.ProveForDisable(t.Context(), p.By, credential.Proof{Input: p.Wrong()}); err != nil || v.OK {
		t.Fatalf("a wrong code: %+v, %v", v, err)
	}
	refused("after a wrong code", p.By.Session)
	_, v, err := h.Credential.ProveForDisable(t.Context(), p.By, credential.Proof{Input: p.Code()})
	if h.Must(err); !v.OK {
		t.Fatalf("the right code: %+v", v)
	}
	refused("confirmed in another session", other)
	bob := h.Person("bob@example.com")
	bobs, _ := bob.Session(false)
	bobs.ID = p.By.Session.ID
	refused("confirmed by somebody else", bobs)
	h.Clock.Advance(challenge.Lifetime)
	refused("ten minutes later", p.By.Session)
	p.SwitchOff()
	if !h.SignedOut(other) || h.Count(`FROM challenge`) != 0 ||
		h.Count(`FROM factor WHERE removed_at = 0`)+h.Count(`FROM backup_set WHERE removed_at = 0`) != 0 {
		t.Error("something is left")
	}
	if got := h.Told(message.TwoFactorOff, "two-factor.off"); got != [2]int{1, 1} {
		t.Errorf("told and logged %v times", got)
	}
	refused("once more", p.By.Session)
	if r := p.Enter(otherBy); r.Session == "" {
		t.Errorf("signing in asks for more than the password: %+v", r)
	}
	h.ChainHolds("two-factor.off")
}

// The notice, the log and the change stand together or not at all.
func TestAChangeThatCannotBeToldIsNotMade(t *testing.T) {
	t.Parallel()
	for _, table := range []string{"message", "audit_event"} {
		h := signintest.Open(t)
		p := h.Owner()
		_, v, err := h.Credential.ProveForDisable(t.Context(), p.By, credential.Proof{Input: p.Code()})
		if h.Must(err); !v.OK {
			t.Fatalf("%+v", v)
		}
		h.Write(func(ctx context.Context, tx db.Tx) error {
			_, err := tx.Exec(ctx, `CREATE TRIGGER full BEFORE INSERT ON `+table+` BEGIN SELECT RAISE(ABORT, 'no room'); END`)
			return err
		})
		messages, events := h.Count(`FROM message`), h.Count(`FROM audit_event`)
		if secret, err := h.Credential.Disable(t.Context(), p.By); err == nil || secret != "" {
			t.Errorf("%s: switched off untold: %v", table, err)
		}
		if h.Count(`FROM factor`) != 1 || h.Count(`FROM message`) != messages ||
			h.Count(`FROM audit_event`) != events || h.SignedOut(p.By.Session) {
			t.Errorf("%s: half of it was done", table)
		}
	}
}

// Backup codes: shown and made anew only after a fresh second step.
func TestBackupCodesNeedAFreshSecondStep(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	thief := signintest.As(p.Session(false)) // a session whose last second step is long ago
	if _, err := h.Credential.RevealBackupCodes(t.Context(), thief); !errors.Is(err, access.ErrStepUpRequired) {
		t.Fatalf("shown to a stale session: %v", err)
	}
	first, err := h.Credential.RevealBackupCodes(t.Context(), p.By)
	if h.Must(err); len(first) != factor.BackupCodes {
		t.Fatalf("%d codes", len(first))
	}
	h.Clock.Advance(session.FreshFor)
	if err := h.Credential.MakeBackupCodes(t.Context(), p.By); !errors.Is(err, access.ErrStepUpRequired) {
		t.Fatalf("made anew by a stale session: %v", err)
	}
	secret, v, err := h.Credential.Confirm(t.Context(), p.By, credential.Proof{Input: p.Code()})
	if h.Must(err); !v.OK {
		t.Fatalf("%+v", v)
	}
	p.By.Session = h.Load(secret)
	h.Must(h.Credential.MakeBackupCodes(t.Context(), p.By))
	if got := h.Told(message.BackupCodesMade, "backup-codes.made"); got != [2]int{1, 1} {
		t.Errorf("told and logged %v times", got)
	}
	if v := p.Guess(factor.Backup, code.FormatBackup(first[0]), p.By.Client); v.OK {
		t.Error("the old set still works")
	}
	off := h.Person("bob@example.com")
	bobs, by := off.Session(false)
	if err := h.Credential.MakeBackupCodes(t.Context(), signintest.As(bobs, by)); !errors.Is(err, credential.ErrNotOn) {
		t.Errorf("without a second step: %v", err)
	}
}
