package signin_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/authn"
	"latchkey/internal/credential"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/password"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

const newPassword = "marble window sparrow"

// forgets asks for a new password and returns the token that the mailbox gets.
func forgets(h *signintest.Fixture, email string) string {
	h.Helper()
	refusal, err := h.Links.ForgotPassword(h.Context(), email, signintest.Stranger())
	h.Must(err)
	if refusal != nil {
		h.Fatalf("refused: %+v", refusal)
	}
	return h.MailTo(email, message.ResetPassword).Secret
}

func reset(h *signintest.Fixture, token string) error {
	_, err := h.Links.ResetPassword(h.Context(), token, newPassword, signintest.Stranger())
	return err
}

// Flow 3: the link sets a password, ends what was granted, and still asks for the second step.
func TestAForgottenPassword(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	ada, s, by := h.Protected("ada@example.com")
	token := forgets(h, ada.Email)
	if u, err := h.Links.Reset(t.Context(), token); err != nil || u.ID != ada.ID {
		t.Fatalf("whose link it is: %v, %v", u.ID, err)
	}
	h.Must(reset(h, token))
	if err := h.Credential.BackupCodesSaved(t.Context(), s); !errors.Is(err, session.ErrNone) {
		t.Errorf("a session outlives the reset: %v", err)
	}
	if known, err := h.Browsers.Knows(t.Context(), h.DB.Read(), by.Browser, ada.ID); known || err != nil {
		t.Errorf("another known browser outlives the reset: %v, %v", known, err)
	}
	if r := ada.Enter(by); r.OK {
		t.Error("the old password still works")
	}
	r, err := h.Flow.Password(t.Context(), signin.Entry{Email: ada.Email, Password: newPassword, By: by})
	if err != nil || !r.OK || r.Session != "" || r.Challenge == "" {
		t.Fatalf("the new password alone leads to %+v, %v; want a challenge and no session", r, err)
	}
	u, err := h.Users.ByID(t.Context(), h.DB.Read(), ada.ID)
	if err != nil || u.ResetAt != h.Clock.Now() {
		t.Errorf("noted as set by mail at %v, %v", u.ResetAt, err)
	}
	if m := h.MailTo(ada.Email, message.PasswordChanged); m.NotMe == "" {
		t.Error("the notice has no link that says it wasn't me")
	}
}

// deadLinks do something to a link for a new password, after which it opens nothing.
var deadLinks = map[string]func(h *signintest.Fixture, ada *signintest.Person, token string) string{
	"used": func(h *signintest.Fixture, _ *signintest.Person, token string) string {
		h.Must(reset(h, token))
		return token
	},
	"cut short":   func(_ *signintest.Fixture, _ *signintest.Person, token string) string { return token[:len(token)-1] },
	"made longer": func(_ *signintest.Fixture, _ *signintest.Person, token string) string { return token + "0" },
	"empty":       func(*signintest.Fixture, *signintest.Person, string) string { return "" },
	"made up":     func(*signintest.Fixture, *signintest.Person, string) string { return "0123456789" },
	"a newer sent": func(h *signintest.Fixture, ada *signintest.Person, token string) string {
		forgets(h, ada.Email)
		return token
	},
	"too old": func(h *signintest.Fixture, _ *signintest.Person, token string) string {
		h.Clock.Advance(signin.ResetFor)
		return token
	},
	"the person disabled": func(h *signintest.Fixture, ada *signintest.Person, token string) string {
		_, err := h.Staff.DisableUser(h.Context(), ada.Email)
		h.Must(err)
		return token
	},
	"disabled and enabled": func(h *signintest.Fixture, ada *signintest.Person, token string) string {
		_, err := h.Staff.DisableUser(h.Context(), ada.Email)
		h.Must(err)
		_, err = h.Staff.EnableUser(h.Context(), ada.Email)
		h.Must(err)
		return token
	},
	"two-factor turned on": func(_ *signintest.Fixture, ada *signintest.Person, token string) string {
		ada.TurnOn(ada.Session(false))
		return token
	},
	"the password changed": func(h *signintest.Fixture, ada *signintest.Person, token string) string {
		s, by := ada.Session(false)
		_, v, err := h.Credential.ChangePassword(h.Context(), signintest.As(s, by), credential.PasswordChange{
			Current: signintest.Password, New: "copper basket morning",
		})
		h.Must(err)
		if !v.OK {
			h.Fatalf("not changed: %+v", v)
		}
		return token
	},
	"for another purpose": func(h *signintest.Fixture, ada *signintest.Person, _ string) string {
		h.Must(reset(h, forgets(h, ada.Email)))
		return h.MailTo(ada.Email, message.PasswordChanged).NotMe
	},
}

func TestALinkForAPasswordWorksOnce(t *testing.T) {
	t.Parallel()
	for name, c := range deadLinks {
		t.Run(name, func(t *testing.T) {
			h := signintest.Open(t)
			ada := h.Person("ada@example.com")
			token := c(h, ada, forgets(h, ada.Email))
			before, err := h.Users.ByID(t.Context(), h.DB.Read(), ada.ID)
			h.Must(err)
			if _, err := h.Links.Reset(t.Context(), token); !errors.Is(err, notice.ErrNoLink) {
				t.Errorf("the page opens: %v", err)
			}
			if err := reset(h, token); !errors.Is(err, notice.ErrNoLink) {
				t.Errorf("it sets a password: %v", err)
			}
			if after, _ := h.Users.ByID(t.Context(), h.DB.Read(), ada.ID); after != before {
				t.Errorf("it changed the person: %+v", after)
			}
		})
	}
}

func TestALinkForAPasswordIsUsedByOneOfMany(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	token := forgets(h, h.Person("ada@example.com").Email)
	var won atomic.Int32
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			_, err := h.Links.ResetPassword(t.Context(), token, fmt.Sprintf("%s %d", newPassword, i), signintest.Stranger())
			if err == nil {
				won.Add(1)
			} else if !errors.Is(err, notice.ErrNoLink) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Errorf("%d of 20 uses at once were accepted", won.Load())
	}
}

func TestAWeakPasswordLeavesTheLink(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	token := forgets(h, h.Person("ada@example.com").Email)
	var weak authn.WeakError
	for _, pass := range []string{"", "short", "password1", "ada@example.com"} {
		if _, err := h.Links.ResetPassword(t.Context(), token, pass, signintest.Stranger()); !errors.As(err, &weak) {
			t.Errorf("%q: %v", pass, err)
		}
	}
	h.Must(reset(h, token))
}

// A thief knows the old password, so it is no new one, however it is composed; and the holder of a link finds out what it
// is no more often than a few times, or never again: any other one that is tried takes its place.
func TestAResetTakesAnotherPassword(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	ada := h.Person("ada@example.com")
	token := forgets(h, ada.Email)
	present := func() error {
		_, err := h.Links.ResetPassword(t.Context(), token, signintest.Password, signintest.Stranger())
		return err
	}
	var refused authn.WeakError
	for range 5 {
		if err := present(); !errors.As(err, &refused) || refused.Reason != password.Current {
			t.Fatalf("the present password as the new one: %v", err)
		}
	}
	if err := present(); !errors.Is(err, notice.ErrNoLink) {
		t.Errorf("the present password for the sixth time: %v", err)
	}
	if r := ada.Enter(signintest.Stranger()); !r.OK {
		t.Error("the present password does not work any more")
	}
	h.Clock.Advance(2 * time.Minute)
	token = forgets(h, ada.Email)
	if err := present(); !errors.As(err, &refused) || refused.Reason != password.Current {
		t.Errorf("with another link: %v", err)
	}
	h.Must(reset(h, token))
}

// The mail goes to the address that is stored, never to one that is typed (Django
// CVE-2019-19844, GitLab CVE-2023-7028).
func TestALinkGoesToTheStoredAddressOnly(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	h.Person("Ada@example.com")
	for name, c := range map[string]struct {
		typed string
		sent  int
		err   error
	}{
		"as it is": {"Ada@example.com", 1, nil}, "in capitals": {"ADA@EXAMPLE.COM", 1, nil},
		"a dotless i": {"ad\u0131@example.com", 0, user.ErrBadEmail}, "two addresses": {"ada@example.com,eve@example.com", 0, user.ErrBadEmail},
		"a line break": {"ada@example.com\r\nBcc: eve@example.com", 0, user.ErrBadEmail}, "a tag": {"ada+x@example.com", 0, nil},
		"a look-alike domain": {"ada@ex\u0430mple.com", 0, nil},
	} {
		h.Clock.Advance(25 * time.Hour)
		before := h.Count(`FROM message`)
		if _, err := h.Links.ForgotPassword(t.Context(), c.typed, signintest.Stranger()); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
		if sent := h.Count(`FROM message`) - before; sent != c.sent {
			t.Errorf("%s: %d messages", name, sent)
		}
	}
	if n := h.Count(`FROM message WHERE recipient <> 'Ada@example.com'`); n != 0 {
		t.Errorf("%d messages went elsewhere", n)
	}
}
