package signin_test

import (
	"context"
	"errors"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/membership"
	"latchkey/internal/message"
	"latchkey/internal/setting"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

func finishes(h *signintest.Fixture, token string) user.User {
	h.Helper()
	u, _, err := h.Links.FinishRegistration(h.Context(), token, "Grace", signintest.Password, signintest.Stranger())
	h.Must(err)
	return u
}

// belongs lists what a person is, by the account's name.
func belongs(h *signintest.Fixture, userID string) map[string]account.Role {
	h.Helper()
	all, err := h.Accounts.Belongings(h.Context(), h.DB.Read(), userID)
	h.Must(err)
	roles := map[string]account.Role{}
	for _, b := range all {
		roles[b.Name] = b.As.Role
	}
	return roles
}

// Where the host says so, who registers owns an account from then on, with a number of the host's.
func TestRegisteringMakesAnAccount(t *testing.T) {
	t.Parallel()
	for choice, want := range map[string]int{"on": 1, "off": 0} {
		h := signintest.Open(t)
		chooses(h, setting.Open)
		h.Write(func(ctx context.Context, tx db.Tx) error {
			return errors.Join(h.Settings.Set(ctx, tx, "registration.account", choice), h.Settings.Set(ctx, tx, "registration.prefix", "HOST-"))
		})
		registers(h, "grace@example.com")
		u := finishes(h, h.MailTo("grace@example.com", message.RegisterConfirm).Secret)
		if roles := belongs(h, u.ID); len(roles) != want || want == 1 && roles["Grace"] != account.Owner {
			t.Errorf("%s: %v", choice, roles)
		}
		if n := h.Count(`FROM account WHERE number = 'HOST-10001'`); n != want {
			t.Errorf("%s: %d accounts", choice, n)
		}
	}
}

// engines is an account that Ada owns and has invited an address to. It returns the invitation's token.
func engines(h *signintest.Fixture, email string) (a account.Account, token string, owner access.Caller) {
	h.Helper()
	ada, s, by := h.Protected("ada@example.com")
	h.Write(func(ctx context.Context, tx db.Tx) (err error) {
		if a, err = h.Accounts.Create(ctx, tx, "C-1", "Engines"); err != nil {
			return err
		}
		return h.Accounts.Join(ctx, tx, account.Membership{AccountID: a.ID, UserID: ada.ID, Role: account.Owner})
	})
	refusal, err := h.Membership.Invite(h.Context(), signintest.As(s, by), a.ID, membership.Invite{
		Email: email, Permissions: []account.Permission{account.Tickets},
	})
	if h.Must(err); refusal != nil {
		h.Fatalf("refused: %+v", refusal)
	}
	return a, h.MailTo(email, message.AccountInvitation).Secret, signintest.As(s, by)
}

// Who is invited to an account registers with that address, where the host lets in whom somebody invites, and gets no account of their
// own besides.
func TestWhoIsInvitedToAnAccountRegisters(t *testing.T) {
	t.Parallel()
	for _, choice := range []string{setting.Open, setting.Invitation, setting.Closed} {
		h := signintest.Open(t)
		chooses(h, choice)
		h.Write(func(ctx context.Context, tx db.Tx) error {
			return h.Settings.Set(ctx, tx, "registration.account", "on")
		})
		_, invitation, _ := engines(h, "grace@example.com")
		token, err := h.Links.FromInvitation(t.Context(), invitation, "en")
		if choice == setting.Closed {
			if !errors.Is(err, signin.ErrClosed) {
				t.Errorf("closed: %v", err)
			}
			continue
		}
		h.Must(err)
		u := finishes(h, token)
		if u.Email != "grace@example.com" || len(belongs(h, u.ID)) != 0 {
			t.Errorf("%s: %s belongs to %v before they accept", choice, u.Email, belongs(h, u.ID))
		}
		if _, err := h.Links.FromInvitation(t.Context(), invitation, "en"); !errors.Is(err, user.ErrEmailTaken) {
			t.Errorf("%s: registering twice: %v", choice, err)
		}
	}
}

// An invitation that has ended lets nobody in where only the invited may register.
func TestAWithdrawnInvitationRegistersNobody(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	chooses(h, setting.Invitation)
	a, invitation, _ := engines(h, "grace@example.com")
	token, err := h.Links.FromInvitation(t.Context(), invitation, "en")
	h.Must(err)
	h.Write(func(ctx context.Context, tx db.Tx) error { return h.Accounts.WithdrawAll(ctx, tx, a.ID) })
	if _, err := h.Links.FromInvitation(t.Context(), invitation, "en"); !errors.Is(err, account.ErrNoInvitation) {
		t.Errorf("begun after it was withdrawn: %v", err)
	}
	_, _, err = h.Links.FinishRegistration(t.Context(), token, "Grace", signintest.Password, signintest.Stranger())
	if !errors.Is(err, signin.ErrClosed) {
		t.Errorf("finished after it was withdrawn: %v", err)
	}
}

// Who began to register by an invitation does not finish once whoever invited may not invite any more.
func TestAnInvitationOfWhoMayNotInviteRegistersNobody(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	chooses(h, setting.Invitation)
	a, _, _ := engines(h, "kim@example.com")
	manager, _, _ := h.Protected("manager@example.com")
	may := func(given ...account.Permission) {
		h.Write(func(ctx context.Context, tx db.Tx) error {
			return h.Accounts.SetPermissions(ctx, tx, a.ID, manager.ID, given)
		})
	}
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return h.Accounts.Join(ctx, tx, account.Membership{AccountID: a.ID, UserID: manager.ID, Role: account.Member})
	})
	may(account.MembersManage, account.Tickets)
	s, client := manager.Session(true)
	s.SteppedUp = true
	in := membership.Invite{Email: "grace@example.com", Permissions: []account.Permission{account.Tickets}}
	refusal, err := h.Membership.Invite(t.Context(), signintest.As(s, client), a.ID, in)
	if h.Must(err); refusal != nil {
		t.Fatalf("refused: %+v", refusal)
	}
	token, err := h.Links.FromInvitation(t.Context(), h.MailTo("grace@example.com", message.AccountInvitation).Secret, "en")
	h.Must(err)
	if _, err := h.Links.Registration(t.Context(), token); err != nil {
		t.Errorf("the page of the link while the manager may invite: %v", err)
	}
	may(account.Tickets)
	if _, err := h.Links.Registration(t.Context(), token); !errors.Is(err, signin.ErrClosed) {
		t.Errorf("the page of the link: %v", err)
	}
	_, _, err = h.Links.FinishRegistration(t.Context(), token, "Grace", signintest.Password, signintest.Stranger())
	if !errors.Is(err, signin.ErrClosed) {
		t.Errorf("finished after the inviter lost the right: %v", err)
	}
}

// A contact's address resets nothing: what is mailed there says which way leads on, and holds no link. An address that
// is nobody's, or not confirmed, gets nothing; the answer is the same.
func TestAContactResetsNoPassword(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	a, _, owner := engines(h, "grace@example.com")
	for _, email := range []string{"books@example.com", "waiting@example.com"} {
		refusal, err := h.Membership.AddContact(t.Context(), owner, a.ID, email, membership.ContactData{Name: "Books"})
		if h.Must(err); refusal != nil {
			t.Fatalf("refused: %+v", refusal)
		}
	}
	h.Must(h.Membership.ConfirmContact(t.Context(), h.MailTo("books@example.com", message.ContactConfirm).Secret))
	for _, email := range []string{"Books@example.com", "waiting@example.com", "nobody@example.com"} {
		refusal, err := h.Links.ForgotPassword(t.Context(), email, signintest.Stranger())
		if err != nil || refusal != nil {
			t.Errorf("%s: %v, %v", email, refusal, err)
		}
	}
	if m := h.MailTo("books@example.com", message.ContactReset); m.Secret != "" || m.NotMe != "" {
		t.Error("it holds a link")
	}
	if n := h.Count(`FROM message WHERE kind IN ('reset_password', 'contact_reset')`); n != 1 {
		t.Errorf("%d mails", n)
	}
	if n := h.Count(`FROM reset_link`); n != 0 {
		t.Errorf("%d links", n)
	}
}
