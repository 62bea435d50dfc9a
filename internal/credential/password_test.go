package credential_test

import (
	"context"
	"errors"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/password"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

const newPassword = "another quiet harbour"

func change(t *testing.T, p *signintest.Owner, current, next string) (string, authn.Verdict, error) {
	t.Helper()
	return p.H.Credential.ChangePassword(t.Context(), p.By, credential.PasswordChange{Current: current, New: next})
}

func withoutSecondStep(h *signintest.Fixture) *signintest.Owner {
	h.Helper()
	p := h.Person("ada@example.com")
	s, by := p.Session(false)
	return &signintest.Owner{Person: p, H: h, By: signintest.As(s, by)}
}

// A changed password ends other sessions and browsers, goes on in this session with a
// new secret, and is told and logged.
func TestChangingAPassword(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(*signintest.Fixture) *signintest.Owner{
		"with a second step": (*signintest.Fixture).Owner, "without one": withoutSecondStep,
	} {
		t.Run(name, func(t *testing.T) {
			h := signintest.Open(t)
			p := start(h)
			other, otherBy := p.Session(true)
			secret, v, err := change(t, p, signintest.Password, newPassword)
			if h.Must(err); !v.OK {
				t.Fatalf("refused: %+v", v)
			}
			if s := h.Load(secret); s.ID != p.By.Session.ID || !h.SignedOut(other) {
				t.Errorf("my session is %+v; the other ended: %v", s, h.SignedOut(other))
			}
			for id, want := range map[string]bool{p.By.Client.Browser: true, otherBy.Browser: false} {
				if known, err := h.Browsers.Knows(t.Context(), h.DB.Read(), id, p.ID); err != nil || known != want {
					t.Errorf("browser known: %v, %v; want %v", known, err, want)
				}
			}
			if got := h.Told(message.PasswordChanged, "password.changed"); got != [2]int{1, 1} {
				t.Errorf("told and logged %v times", got)
			}
			if p.Enter(p.By.Client).OK {
				t.Error("the old password still opens")
			}
			r, err := h.Flow.Password(t.Context(), signin.Entry{Email: p.Email, Password: newPassword, By: p.By.Client})
			if h.Must(err); !r.OK {
				t.Error("the new one does not")
			}
			h.ChainHolds()
		})
	}
}

// Changed without a proof, by a weaker one, or with a right code that makes a wrong
// password good.
func TestAPasswordIsNotChanged(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	bob := h.Person("bob@example.com")
	before := p.StoredHash()
	if v := p.Confirm(credential.Proof{Input: p.Code()}); !v.OK {
		t.Fatalf("the second step: %+v", v)
	}
	h.Clock.Advance(signintest.Period)
	for name, current := range map[string]string{"a wrong password": "wrong", "none": "", "a right code": p.Code()} {
		if secret, v, err := change(t, p, current, newPassword); err != nil || v.OK || secret != "" {
			t.Errorf("%s, with the second step just proved: %+v, %v", name, v, err)
		}
	}
	for name, c := range map[string]struct {
		next string
		want password.Reason
	}{
		"the present one": {signintest.Password, password.Current},
		"short":           {"short", password.TooShort}, "common": {"password1", password.Common},
		"her own data": {"ada@example.com", password.Personal},
	} {
		var weak authn.WeakError
		if _, _, err := change(t, p, signintest.Password, c.next); !errors.As(err, &weak) || weak.Reason != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, v, err := change(t, p, newPassword, newPassword); err != nil || v.OK {
		t.Errorf("the same wrong password twice: %+v, %v; want no word of which is right", v, err)
	}
	stale := p.By.Session
	stale.SecondStepAt = 0
	_, v, err := h.Credential.Confirm(t.Context(), signintest.As(stale, p.By.Client), credential.Proof{Input: p.Wrong()})
	if err != nil || v.OK {
		t.Errorf("a wrong code: %+v, %v", v, err)
	}
	change := credential.PasswordChange{Current: signintest.Password, New: newPassword}
	_, _, err = h.Credential.ChangePassword(t.Context(), signintest.As(stale, p.By.Client), change)
	if !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("right password, no second step: %v", err)
	}
	bobs := p.By.Session
	bobs.UserID, bobs.Email = bob.ID, p.Email
	_, _, err = h.Credential.ChangePassword(t.Context(), signintest.As(bobs, p.By.Client), change)
	if !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("with somebody else's proof: %v", err)
	}
	if p.StoredHash() != before {
		t.Error("it was changed")
	}
}

// A session that has ended meanwhile changes nothing, and spends no code.
func TestAnEndedSessionChangesNothing(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	h.Write(func(ctx context.Context, tx db.Tx) error { return h.Sessions.EndAll(ctx, tx, p.ID) })
	before := p.StoredHash()
	for name, do := range map[string]func() error{
		"the password": func() error { _, _, err := change(t, p, signintest.Password, newPassword); return err },
		"a proof": func() error {
			_, _, err := h.Credential.Confirm(t.Context(), p.By, credential.Proof{Input: p.Code()})
			return err
		},
		"codes anew":    func() error { return h.Credential.MakeBackupCodes(t.Context(), p.By) },
		"the profile":   func() error { return h.Credential.SetProfile(t.Context(), p.By, user.Profile{Name: "Eve"}) },
		"codes shown":   func() error { _, err := h.Credential.RevealBackupCodes(t.Context(), p.By); return err },
		"switching off": func() error { _, err := h.Credential.Disable(t.Context(), p.By); return err },
	} {
		if err := do(); !errors.Is(err, session.ErrNone) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if p.StoredHash() != before {
		t.Error("the password was changed")
	}
	if v := p.Guess(factor.TOTP, p.Code(), p.By.Client); !v.OK {
		t.Errorf("the code was spent for nothing: %+v", v)
	}
}

// While the new password is hashed, a second step is turned on: then it must be asked for.
func TestTurnedOnWhileThePasswordChanges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		own  bool
		want error
	}{"in another session": {false, session.ErrNone}, "in this one": {true, access.ErrStepUpRequired}} {
		t.Run(name, func(t *testing.T) {
			h := signintest.Open(t)
			p := withoutSecondStep(h)
			setter, setterBy := p.By.Session, p.By.Client
			if !c.own {
				setter, setterBy = p.Session(false)
			}
			h.Must(h.Credential.BeginSetUp(t.Context(), setter, factor.Enrollment{Kind: factor.TOTP}))
			p.Scan(setter)
			before, on := p.StoredHash(), false
			ctx := &signintest.WhenHashing{Context: t.Context(), N: 2, Do: func() { // first the old one, then the new one
				_, v, err := h.Credential.ConfirmSetUp(t.Context(), signintest.As(setter, setterBy), signintest.OfApp(p.Code()))
				h.Must(err)
				on = v.OK
			}}
			_, v, err := h.Credential.ChangePassword(ctx, p.By, credential.PasswordChange{Current: signintest.Password, New: newPassword})
			if !on || !errors.Is(err, c.want) || v.OK || p.StoredHash() != before {
				t.Errorf("turned on: %v; got %+v, %v, want %v", on, v, err, c.want)
			}
		})
	}
}
