package signin_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

// from is a stranger in a network of their own.
func from(i int) session.Client {
	return session.Client{Address: netip.AddrFrom4([4]byte{203, byte(i >> 8), byte(i), 9})}
}

// However often strangers ask, a mailbox gets ten mails a day, and always holds a link that works when its owner has
// asked.
func TestAskingForLinksIsBounded(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	ada := h.Person("ada@example.com")
	midnight := h.Clock.Now().Add(12*time.Hour - 2*time.Minute)
	for i := 0; h.Clock.Now().Before(midnight); i++ {
		h.Clock.Advance(2 * time.Minute)
		_, err := h.Links.ForgotPassword(t.Context(), ada.Email, from(i))
		h.Must(err)
		if i%7 == 0 {
			dbtest.Sweep(h, h.DB, h.Links.Sweeps()...)
		}
		if _, err := h.Links.Reset(t.Context(), h.MailTo(ada.Email, message.ResetPassword).Secret); err != nil {
			t.Fatalf("the owner is left without a link that works: %v", err)
		}
	}
	if n := h.Count(`FROM message WHERE kind = 'reset_password'`); n != 10 {
		t.Errorf("%d mails until midnight, want 10", n)
	}
	var refused bool
	for i := range 60 {
		refusal, err := h.Links.ForgotPassword(t.Context(), fmt.Sprintf("nobody%d@example.com", i), signintest.Stranger())
		h.Must(err)
		refused = refused || refusal != nil
	}
	if !refused {
		t.Error("one network may ask for as many as it likes")
	}
}

// exhausted has strangers use up what a mailbox gets for a purpose today.
func exhausted(h *signintest.Fixture, email string) {
	h.Helper()
	for i := range 40 {
		_, err := h.Links.ForgotPassword(h.Context(), email, from(i))
		h.Must(err)
		h.Clock.Advance(10 * time.Minute)
	}
}

// The newest link works again for half an hour whenever somebody asks, as long as it has not been used.
func TestAnAskRenewsTheNewestLink(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	ada := h.Person("ada@example.com")
	exhausted(h, ada.Email)
	token, sent := h.MailTo(ada.Email, message.ResetPassword).Secret, h.Count(`FROM message`)
	works := func() bool {
		_, err := h.Links.Reset(t.Context(), token)
		if err != nil && !errors.Is(err, notice.ErrNoLink) {
			t.Fatal(err)
		}
		return err == nil
	}
	ask := func() {
		_, err := h.Links.ForgotPassword(t.Context(), ada.Email, from(1))
		h.Must(err)
	}
	h.Clock.Advance(time.Hour)
	dbtest.Sweep(h, h.DB, h.Links.Sweeps()...)
	if works() {
		t.Fatal("it works without being asked for")
	}
	ask()
	if h.Clock.Advance(signin.ResetFor - time.Millisecond); !works() {
		t.Error("it was not renewed for half an hour")
	}
	if h.Clock.Advance(time.Millisecond); works() {
		t.Error("it was renewed for longer")
	}
	ask()
	if n := h.Count(`FROM message`) - sent; n != 0 {
		t.Errorf("%d mails were sent beyond the share", n)
	}
	h.Must(reset(h, token))
	if ask(); works() {
		t.Error("a used link was renewed")
	}
}

// A link that is in the mailbox since yesterday, or from before a change, stays dead.
func TestAnAskRenewsNoOldLink(t *testing.T) {
	t.Parallel()
	for name, passes := range map[string]func(h *signintest.Fixture, ada *signintest.Person){
		"a day": func(h *signintest.Fixture, ada *signintest.Person) {
			h.Clock.Advance(30 * time.Hour) // into the night
			for range 10 {                  // nothing came of it, as where the account is frozen
				h.Clock.Advance(2 * time.Hour)
				h.Write(func(ctx context.Context, tx db.Tx) error {
					_, err := h.Limiter.Reserve(ctx, tx, authn.MailLimit(authn.ResetMail, ada.Email))
					return err
				})
			}
		},
		"a change": func(h *signintest.Fixture, ada *signintest.Person) { ada.TurnOn(ada.Session(false)) },
	} {
		t.Run(name, func(t *testing.T) {
			h := signintest.Open(t)
			ada := h.Person("ada@example.com")
			exhausted(h, ada.Email)
			token := h.MailTo(ada.Email, message.ResetPassword).Secret
			passes(h, ada)
			_, err := h.Links.ForgotPassword(t.Context(), ada.Email, from(1))
			h.Must(err)
			if _, err := h.Links.Reset(t.Context(), token); !errors.Is(err, notice.ErrNoLink) {
				t.Errorf("the old link: %v", err)
			}
		})
	}
}

// Strangers have used up what the mailbox gets; a browser of the owner's has five more.
func TestAKnownBrowserHasMailsOfItsOwn(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	ada, _, by := h.Protected("ada@example.com")
	exhausted(h, ada.Email)
	before := h.Count(`FROM message WHERE kind = 'reset_password'`)
	for range 12 {
		_, err := h.Links.ForgotPassword(t.Context(), ada.Email, by)
		h.Must(err)
		h.Clock.Advance(20 * time.Minute)
	}
	if n := h.Count(`FROM message WHERE kind = 'reset_password'`) - before; n != 5 {
		t.Errorf("%d mails, want 5", n)
	}
}

// What has no share of its own shares one; resets are not used up by it.
func TestStrangersShareAMailbox(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	chooses(h, setting.Open)
	ada := h.Person("ada@example.com")
	for i := range 40 {
		_, err := h.Links.Register(t.Context(), ada.Email, "en", from(i))
		h.Must(err)
		h.Clock.Advance(10 * time.Minute)
	}
	if n := h.Count(`FROM message`); n != 10 {
		t.Errorf("%d mails by registrations, want 10", n)
	}
	eve, s, by := h.Protected("eve@example.com")
	refusal, err := h.Contact.ChangeEmail(t.Context(), signintest.As(s, by), ada.Email)
	if h.Must(err); refusal == nil {
		t.Errorf("%s has one more sent there by a change of address", eve.Email)
	}
	if forgets(h, ada.Email) == "" {
		t.Error("no mail is left for a reset")
	}
}

// Invitations are bounded by who sends them and by who gets them.
func TestInvitationsAreBounded(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	chooses(h, setting.Invitation)
	boss, _, _ := h.Protected("boss@example.com")
	h.Write(func(ctx context.Context, tx db.Tx) error { return h.Users.SetRole(ctx, tx, boss.ID, user.Support) })
	s, by := boss.Session(true)
	sent, tooMany := 0, signin.TooManyError{}
	invite := func(email string) {
		switch err := h.Staff.Invite(t.Context(), signintest.As(s, by), email); {
		case err == nil:
			sent++
		case !errors.As(err, &tooMany) || tooMany.Refusal.Wait <= 0:
			t.Fatal(err)
		}
	}
	for range 100 {
		invite("stranger@example.com")
	}
	if sent != 1 {
		t.Errorf("%d invitations to one stranger at once, want 1", sent)
	}
	if n := h.Count(`FROM audit_event WHERE event = 'user.invited'`); n != sent {
		t.Errorf("%d are logged", n)
	}
	for i := range 100 {
		invite(fmt.Sprintf("stranger%d@example.com", i))
	}
	if sent != 50 {
		t.Errorf("%d invitations by one member of the staff in a day, want 50", sent)
	}
	h.Must(h.Staff.InviteFromShell(t.Context(), signin.Registration{Email: "another@example.com"}))
	if err := h.Staff.InviteFromShell(t.Context(), signin.Registration{Email: "stranger@example.com"}); !errors.As(err, &tooMany) {
		t.Errorf("the shell sends a stranger one more: %v", err)
	}
}
