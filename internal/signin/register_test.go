package signin_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/setting"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

func chooses(h *signintest.Fixture, registration string) {
	h.Helper()
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return h.Settings.Set(ctx, tx, "registration", registration)
	})
}

func registers(h *signintest.Fixture, email string) {
	h.Helper()
	refusal, err := h.Links.Register(h.Context(), email, "ar", signintest.Stranger())
	h.Must(err)
	if refusal != nil {
		h.Fatalf("refused: %+v", refusal)
	}
}

// Flow 5: people without an account create one; the address is confirmed first.
func TestRegistration(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	chooses(h, setting.Open)
	registers(h, " Grace@example.com ")
	if n := h.Count(`FROM users`); n != 0 {
		t.Fatalf("%d people before the address is confirmed", n)
	}
	token := h.MailTo("Grace@example.com", message.RegisterConfirm).Secret
	u, browser, err := h.Links.FinishRegistration(t.Context(), token, "Grace", signintest.Password, signintest.Stranger())
	if err != nil || u.Email != "Grace@example.com" || u.Role != user.Client {
		t.Fatalf("%+v, %v", u, err)
	}
	if now, err := h.Users.ByID(t.Context(), h.DB.Read(), u.ID); err != nil || now.Language != "ar" {
		t.Errorf("the language of the page is not kept: %q, %v", now.Language, err)
	}
	if h.Count(`FROM session`) != 0 {
		t.Error("registration signs in by itself")
	}
	_, _, err = h.Links.FinishRegistration(t.Context(), token, "Eve", signintest.Password, signintest.Stranger())
	if !errors.Is(err, notice.ErrNoLink) {
		t.Errorf("the link works twice: %v", err)
	}
	by := signintest.Stranger()
	by.Browser = browser
	r, err := h.Flow.Password(t.Context(), signin.Entry{Email: u.Email, Password: signintest.Password, By: by})
	if err != nil || r.Session == "" {
		t.Errorf("signing in: %+v, %v", r, err)
	}
}

func TestAKnownAddressGetsAnotherMail(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	chooses(h, setting.Open)
	ada := h.Person("ada@example.com")
	registers(h, "ADA@example.com")
	if m := h.MailTo(ada.Email, message.RegisterKnown); m.Secret != "" {
		t.Error("it holds a link")
	}
	if n := h.Count(`FROM registration`); n != 0 {
		t.Errorf("%d registrations", n)
	}
}

func TestALinkToRegisterThatDoesNotWork(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(h *signintest.Fixture, token string) string
		want  error
	}{
		"cut short": {func(_ *signintest.Fixture, token string) string { return token[1:] }, notice.ErrNoLink},
		"too old": {func(h *signintest.Fixture, token string) string {
			h.Clock.Advance(signin.RegisterFor)
			return token
		}, notice.ErrNoLink},
		"a newer sent": {
			func(h *signintest.Fixture, token string) string { registers(h, "grace@example.com"); return token },
			notice.ErrNoLink,
		},
		"the host closed it": {
			func(h *signintest.Fixture, token string) string { chooses(h, setting.Closed); return token },
			signin.ErrClosed,
		},
		"only for the invited": {
			func(h *signintest.Fixture, token string) string { chooses(h, setting.Invitation); return token },
			signin.ErrClosed,
		},
		"taken by somebody since": {
			func(h *signintest.Fixture, token string) string { h.Person("Grace@example.com"); return token },
			user.ErrEmailTaken,
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := signintest.Open(t)
			chooses(h, setting.Open)
			registers(h, "grace@example.com")
			token := c.spoil(h, h.MailTo("grace@example.com", message.RegisterConfirm).Secret)
			people := h.Count(`FROM users`)
			_, _, err := h.Links.FinishRegistration(t.Context(), token, "Grace", signintest.Password, signintest.Stranger())
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if h.Count(`FROM users`) != people {
				t.Error("somebody was added")
			}
		})
	}
}

func TestTheHostChoosesWhoRegisters(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	for choice, c := range map[string]struct{ self, invited error }{
		setting.Open: {nil, nil}, setting.Invitation: {signin.ErrClosed, nil}, setting.Closed: {signin.ErrClosed, signin.ErrClosed},
	} {
		chooses(h, choice)
		h.Clock.Advance(time.Hour)
		if _, err := h.Links.Register(t.Context(), "grace@example.com", "", signintest.Stranger()); !errors.Is(err, c.self) {
			t.Errorf("%s: by oneself: %v", choice, err)
		}
		if err := h.Staff.InviteFromShell(t.Context(), signin.Registration{Email: "edith@example.com"}); !errors.Is(err, c.invited) {
			t.Errorf("%s: invited: %v", choice, err)
		}
	}
}

func TestAnInvitation(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	chooses(h, setting.Invitation)
	var shop account.Account
	accounts := account.Accounts{Clock: h.Clock}
	h.Write(func(ctx context.Context, tx db.Tx) (err error) {
		shop, err = accounts.Create(ctx, tx, "C-1", "The shop")
		return err
	})
	h.Must(h.Staff.InviteFromShell(t.Context(), signin.Registration{Email: "edith@example.com", Name: "Edith", AccountID: shop.ID}))
	m := h.MailTo("edith@example.com", message.Invitation)
	if m.Data.Account != "The shop" {
		t.Errorf("the mail speaks of %q", m.Data.Account)
	}
	h.Clock.Advance(6 * 24 * time.Hour)
	var weak authn.WeakError
	if _, _, err := h.Links.FinishRegistration(t.Context(), m.Secret, "Edith", "12345678", signintest.Stranger()); !errors.As(err, &weak) {
		t.Errorf("a weak password: %v", err)
	}
	u, _, err := h.Links.FinishRegistration(t.Context(), m.Secret, "Edith B.", signintest.Password, signintest.Stranger())
	h.Must(err)
	if ids, err := accounts.Visible(t.Context(), h.DB.Read(), u.ID, account.Invoices); err != nil || len(ids) != 1 || ids[0] != shop.ID {
		t.Errorf("sees the accounts %v, %v", ids, err)
	}
	if err := h.Staff.InviteFromShell(t.Context(), signin.Registration{Email: "EDITH@example.com"}); !errors.Is(err, user.ErrEmailTaken) {
		t.Errorf("invited again: %v", err)
	}
}

// Who is invited once more keeps what the first invitation was to; a withdrawn one says so, and one that was replaced does
// not.
func TestASecondInvitationTakesNothingAway(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	chooses(h, setting.Invitation)
	admin, _, _ := h.Protected("admin@example.com")
	var shop account.Account
	h.Write(func(ctx context.Context, tx db.Tx) (err error) {
		if shop, err = h.Accounts.Create(ctx, tx, "C-1", "The shop"); err != nil {
			return err
		}
		return h.Users.SetRole(ctx, tx, admin.ID, user.Administrator)
	})
	first := signin.Registration{Email: "edith@example.com", Name: "Edith", AccountID: shop.ID}
	h.Must(h.Staff.InviteFromShell(t.Context(), first))
	replaced := h.MailTo("edith@example.com", message.Invitation).Secret
	h.Clock.Advance(time.Hour)
	s, by := admin.Session(true)
	s.SteppedUp = true
	h.Must(h.Staff.Invite(t.Context(), signintest.As(s, by), "Edith@example.com"))
	m := h.MailTo("Edith@example.com", message.Invitation)
	r, err := h.Links.Registration(t.Context(), m.Secret)
	if h.Must(err); r.AccountID != shop.ID || r.Name != "Edith" || m.Data.Account != "The shop" {
		t.Errorf("invited to %+v; the mail speaks of %q", r, m.Data.Account)
	}
	h.Must(h.Staff.WithdrawInvitation(t.Context(), signintest.As(s, by), "edith@example.com"))
	for token, want := range map[string]bool{m.Secret: true, replaced: false, "none": false} {
		if was, err := h.Links.Withdrawn(t.Context(), token); err != nil || was != want {
			t.Errorf("withdrawn: %v, %v; want %v", was, err, want)
		}
	}
	h.Clock.Advance(24 * time.Hour)
	h.Must(h.Staff.InviteFromShell(t.Context(), signin.Registration{Email: "edith@example.com"}))
	if r, err := h.Links.Registration(t.Context(), h.MailTo("edith@example.com", message.Invitation).Secret); err != nil || r.AccountID != "" {
		t.Errorf("a withdrawn invitation lends its account: %+v, %v", r, err)
	}
}

// A code is good for nothing once a newer one was sent, or once it was used: a mail with it is not worth sending.
func TestWhichCodesAreSuperseded(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	m := p.Add(factor.Email, p.Email)
	superseded := func(id string) bool {
		is, err := h.Factors.Superseded(t.Context(), h.DB.Read(), id)
		h.Must(err)
		return is
	}
	p.Send(m, "here", p.By.Client)
	first := h.Latest().ID
	if superseded(first) || superseded("another") {
		t.Error("a present code is good for nothing")
	}
	h.Clock.Advance(10 * time.Minute)
	code, refusal := p.Send(m, "here", p.By.Client)
	second := h.Latest().ID
	if refusal != nil || !superseded(first) || superseded(second) {
		t.Errorf("%v: the first %v, the second %v", refusal, superseded(first), superseded(second))
	}
	if v := p.Answer(factor.Email, "here", code, p.By.Client); !v.OK || !superseded(second) {
		t.Errorf("%+v: used, and it is good still", v)
	}
}
