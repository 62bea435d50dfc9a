package credential_test

import (
	"context"
	"errors"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/password"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
)

const newPassword = "another quiet harbour"

func (p *person) change(t *testing.T, current, next, code string) (string, credential.PasswordVerdict, error) {
	t.Helper()
	return p.h.Changes.ChangePassword(t.Context(), signintest.As(p.session, p.by), credential.PasswordChange{Current: current, New: next, Code: code})
}

func withoutSecondStep(h *signintest.Fixture) *person {
	h.Helper()
	p := h.Person("ada@example.com")
	s, by := p.Session(false)
	return &person{Person: p, h: h, session: s, by: by}
}

// A changed password ends other sessions and browsers, goes on in this session with a
// new secret, and is told and logged.
func TestChangingAPassword(t *testing.T) {
	for name, start := range map[string]func(*signintest.Fixture) *person{"with a second step": protected, "without one": withoutSecondStep} {
		t.Run(name, func(t *testing.T) {
			h := signintest.Open(t)
			p := start(h)
			other, otherBy := p.Session(true)
			code := ""
			if p.Secret != "" {
				code = p.Code()
			}
			secret, v, err := p.change(t, signintest.Password, newPassword, code)
			if h.Must(err); !v.OK {
				t.Fatalf("refused: %+v", v)
			}
			if s := h.Load(secret); s.ID != p.session.ID || !signedOut(h, other) {
				t.Errorf("my session is %+v; the other ended: %v", s, signedOut(h, other))
			}
			for id, want := range map[string]bool{p.by.Browser: true, otherBy.Browser: false} {
				if known, err := h.Changes.Browsers.Knows(t.Context(), h.DB.Read(), id, p.ID); err != nil || known != want {
					t.Errorf("browser known: %v, %v; want %v", known, err, want)
				}
			}
			if got := told(h, message.PasswordChanged, "password.changed"); got != [2]int{1, 1} {
				t.Errorf("told and logged %v times", got)
			}
			if p.Enter(p.by).OK {
				t.Error("the old password still opens")
			}
			r, err := h.Flow.Password(t.Context(), signin.Entry{Email: p.Email, Password: newPassword, By: p.by})
			if h.Must(err); !r.OK {
				t.Error("the new one does not")
			}
			chainHolds(t, h)
		})
	}
}

// Changed without a proof, by a weaker one, or with a right code that makes a wrong
// password good.
func TestAPasswordIsNotChanged(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	bob := h.Person("bob@example.com")
	before := hashOf(h, p.Person)
	for name, c := range map[string]struct{ current, code string }{
		"wrong password, right code": {"wrong", p.Code()},
		"empty password, right code": {"", p.Code()},
		"right password, wrong code": {signintest.Password, p.wrong(t)},
		"right password, a password": {signintest.Password, signintest.Password},
	} {
		if secret, v, err := p.change(t, c.current, newPassword, c.code); err != nil || v.OK || secret != "" {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
	for name, c := range map[string]struct {
		next string
		want password.Reason
	}{
		"short": {"short", password.TooShort}, "common": {"password1", password.Common}, "her own data": {"ada@example.com", password.Personal},
	} {
		var weak credential.WeakError
		if _, _, err := p.change(t, signintest.Password, c.next, p.Code()); !errors.As(err, &weak) || weak.Reason != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	stale := p.session
	stale.SecondStepAt = 0
	if _, _, err := h.Changes.ChangePassword(t.Context(), signintest.As(stale, p.by), credential.PasswordChange{Current: signintest.Password, New: newPassword}); !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("right password, no second step: %v", err)
	}
	bobs := p.session
	bobs.UserID, bobs.Email = bob.ID, p.Email
	if _, _, err := h.Changes.ChangePassword(t.Context(), signintest.As(bobs, p.by), credential.PasswordChange{Current: signintest.Password, New: newPassword}); !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("with somebody else's proof: %v", err)
	}
	if hashOf(h, p.Person) != before {
		t.Error("it was changed")
	}
}

// A session that has ended meanwhile changes nothing, and spends no code.
func TestAnEndedSessionChangesNothing(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	h.Write(func(ctx context.Context, tx db.Tx) error { return h.Changes.Sessions.EndAll(ctx, tx, p.ID) })
	before := hashOf(h, p.Person)
	for name, do := range map[string]func() error{
		"the password": func() error { _, _, err := p.change(t, signintest.Password, newPassword, p.Code()); return err },
		"a proof": func() error {
			_, _, err := h.Changes.Confirm(t.Context(), signintest.As(p.session, p.by), credential.Proof{Input: p.Code()})
			return err
		},
		"codes anew":    func() error { return h.Changes.MakeBackupCodes(t.Context(), signintest.As(p.session, p.by)) },
		"the profile":   func() error { return h.Changes.SetProfile(t.Context(), p.session, "Eve", "") },
		"codes shown":   func() error { _, err := h.Changes.RevealBackupCodes(t.Context(), p.session); return err },
		"switching off": func() error { _, err := h.Changes.Disable(t.Context(), signintest.As(p.session, p.by)); return err },
	} {
		if err := do(); !errors.Is(err, session.ErrNone) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if hashOf(h, p.Person) != before {
		t.Error("the password was changed")
	}
	if v := p.Guess(factor.TOTP, p.Code(), p.by); !v.OK {
		t.Errorf("the code was spent for nothing: %+v", v)
	}
}

// While the new password is hashed, a second step is turned on: then it must be asked for.
func TestTurnedOnWhileThePasswordChanges(t *testing.T) {
	for name, c := range map[string]struct {
		own  bool
		want error
	}{"in another session": {false, session.ErrNone}, "in this one": {true, access.ErrStepUpRequired}} {
		t.Run(name, func(t *testing.T) {
			h := signintest.Open(t)
			p := withoutSecondStep(h)
			setter, setterBy := p.session, p.by
			if !c.own {
				setter, setterBy = p.Session(false)
			}
			h.Must(h.Changes.BeginSetUp(t.Context(), setter, factor.Enrollment{Kind: factor.TOTP}))
			p.Scan(setter)
			before, on := hashOf(h, p.Person), false
			ctx := &whenHashing{Context: t.Context(), n: 2, do: func() { // first the old one, then the new one
				_, v, err := h.Changes.ConfirmSetUp(t.Context(), signintest.As(setter, setterBy), p.Code())
				h.Must(err)
				on = v.OK
			}}
			_, v, err := h.Changes.ChangePassword(ctx, signintest.As(p.session, p.by), credential.PasswordChange{Current: signintest.Password, New: newPassword})
			if !on || !errors.Is(err, c.want) || v.OK || hashOf(h, p.Person) != before {
				t.Errorf("turned on: %v; got %+v, %v, want %v", on, v, err, c.want)
			}
		})
	}
}
