package staff_test

import (
	"context"
	"errors"
	"testing"

	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/staff"
	"latchkey/internal/user"
)

// What whoever has the server's shell does: told to the person, logged, all sessions end.
func TestResettingTheSecondStep(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	bob, bobs, _ := h.Protected("bob@example.com")
	challenged := p.Enter(signintest.Stranger())
	if _, err := h.Staff.ResetSecondStep(t.Context(), " ADA@example.com "); err != nil {
		t.Fatal(err)
	}
	if !h.SignedOut(p.By.Session) || h.Count(`FROM factor WHERE user_id = $1`, p.ID)+h.Count(`FROM backup_set WHERE user_id = $1`, p.ID) != 0 {
		t.Error("something is left")
	}
	if err := h.Flow.Awaits(t.Context(), challenged.Challenge); err == nil {
		t.Error("the challenge of before can still be answered")
	}
	if known, _ := h.Browsers.Knows(t.Context(), h.DB.Read(), p.By.Client.Browser, p.ID); known {
		t.Error("her browsers are still known")
	}
	if got := h.Told(message.TwoFactorReset, "two-factor.reset"); got != [2]int{1, 1} || h.Latest().Recipient != p.Email {
		t.Errorf("told and logged %v times", got)
	}
	if h.Count(`FROM audit_event WHERE event = 'two-factor.reset' AND actor = 'shell' AND subject = $1`, p.ID) != 1 {
		t.Error("the log does not say who did it")
	}
	if r := p.Enter(signintest.Stranger()); r.Session == "" {
		t.Errorf("the password alone does not open: %+v", r)
	}
	if h.SignedOut(bobs) || !bob.Guess(factor.TOTP, bob.Code(), signintest.Stranger()).OK {
		t.Error("Bob's second step was reset too")
	}
	if _, err := h.Staff.ResetSecondStep(t.Context(), "nobody@example.com"); !errors.Is(err, user.ErrNotFound) {
		t.Errorf("nobody's: %v", err)
	}
	h.ChainHolds()
}

func TestDisablingAndEnabling(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	challenged := p.Enter(p.By.Client)
	_, err := h.Staff.DisableUser(t.Context(), p.Email)
	h.Must(err)
	if !h.SignedOut(p.By.Session) || h.Flow.Awaits(t.Context(), challenged.Challenge) == nil || p.Enter(p.By.Client).OK {
		t.Error("she is not kept out")
	}
	_, err = h.Staff.EnableUser(t.Context(), p.Email)
	h.Must(err)
	if r := p.Enter(p.By.Client); r.Challenge == "" || r.Session != "" {
		t.Errorf("let in again she is asked for both: %+v", r)
	}
	if h.Flow.Awaits(t.Context(), challenged.Challenge) == nil {
		t.Error("the challenge of before came back")
	}
	for _, kind := range []message.Kind{message.UserDisabled, message.UserEnabled} {
		if h.Count(`FROM message WHERE kind = $1`, string(kind)) != 1 {
			t.Errorf("%s was not told once", kind)
		}
	}
	h.ChainHolds("user.disabled", "user.enabled")
}

func second[T any](_ T, err error) error { return err }

// Strangers who have guessed at somebody's password find its limit as they left it when the person is kept out, and
// the person finds it open when they are let in again: from the shell as from the desk.
func TestWhoIsLetInAgainIsNotKeptOutByStrangers(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	boss := h.Owner()
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return h.Users.SetRole(ctx, tx, boss.ID, user.Administrator)
	})
	p := h.Person("bob@example.com")
	shut := func() bool {
		r, err := h.Flow.Password(t.Context(), signin.Entry{Email: p.Email, Password: "a wrong password", By: signintest.Stranger()})
		h.Must(err)
		return r.Refusal != nil
	}
	for name, by := range map[string]struct{ out, in func() error }{
		"from the shell": {
			func() error { return second(h.Staff.DisableUser(t.Context(), p.Email)) },
			func() error { return second(h.Staff.EnableUser(t.Context(), p.Email)) },
		},
		"from the desk": {
			func() error { return second(h.Staff.DisablePerson(t.Context(), boss.By, p.ID)) },
			func() error { return second(h.Staff.EnablePerson(t.Context(), boss.By, p.ID)) },
		},
	} {
		for !shut() { // until they have
		}
		h.Must(by.out())
		if !shut() {
			t.Errorf("%s: keeping somebody out lets strangers guess on", name)
		}
		h.Must(by.in())
		if shut() {
			t.Errorf("%s: strangers keep out who was let in again", name)
		}
	}
}

func TestAddingSomebody(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	h.Person("ada@example.com")
	var weak authn.WeakError
	if _, err := h.Staff.AddUser(t.Context(), staff.Person{Email: "bob@example.com", Name: "Bob"}, "password"); !errors.As(err, &weak) {
		t.Errorf("a weak password: %v", err)
	}
	for name, c := range map[string]struct {
		email, name string
		want        error
	}{
		"a taken address": {"ADA@example.com", "Eve", user.ErrEmailTaken},
		"no address":      {"eve", "Eve", user.ErrBadEmail},
		"no name":         {"eve@example.com", " ", user.ErrBadName},
	} {
		if _, err := h.Staff.AddUser(t.Context(), staff.Person{Email: c.email, Name: c.name}, signintest.Password); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if h.Count(`FROM users`) != 1 || h.Count(`FROM audit_event WHERE event = 'user.added'`) != 1 {
		t.Error("somebody was added")
	}
}

// After the host has taken somebody's second step off, the password leads to a new one, and to nothing else.
func TestAResetLeavesASetUpOwed(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	_, err := h.Staff.ResetSecondStep(t.Context(), p.Email)
	h.Must(err)
	by := signintest.Stranger()
	r := p.Enter(by)
	if !r.OK || r.Session == "" || r.EnrollmentRequired {
		t.Fatalf("the password leads to %+v", r)
	}
	s := h.Load(r.Session)
	if s.EnrollmentRequired.IsZero() {
		t.Fatal("nothing is owed: the password alone opens the account")
	}
	if _, err := h.Staff.ResetSecondStep(t.Context(), p.Email); err != nil {
		t.Errorf("once more: %v", err)
	}
	r = p.Enter(by)
	by.Browser = r.Browser
	if s = p.TurnOn(h.Load(r.Session), by); !s.EnrollmentRequired.IsZero() {
		t.Error("it is owed still, after the set-up")
	}
	if r := p.Enter(by); r.Challenge == "" || r.Session != "" {
		t.Errorf("signing in afterwards: %+v", r)
	}
	// What a case leaves owed, the password alone does not lead to.
	h.Write(func(ctx context.Context, tx db.Tx) error {
		if err := h.Factors.RemoveAll(ctx, tx, p.ID); err != nil {
			return err
		}
		return h.Users.SetEnrollmentRequired(ctx, tx, p.ID, true)
	})
	if r := p.Enter(by); r.Session != "" || !r.EnrollmentRequired {
		t.Errorf("after a case: %+v", r)
	}
}
