package contact_test

import (
	"errors"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/contact"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

func TestSayingThatItWasntMe(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, s, by := h.Protected("ada@example.com")
	token := h.MailTo(p.Email, message.TwoFactorOn).NotMe
	if n, err := h.Notices.NotMeOf(t.Context(), token); err != nil || n.Told != message.TwoFactorOn || n.Used {
		t.Fatalf("what it is about: %+v, %v", n, err)
	}
	h.Must(h.Credential.BackupCodesSaved(t.Context(), s)) // looking changes nothing
	for range 2 {                                         // saying it again neither
		if _, err := h.Notices.SayNotMe(t.Context(), token, by); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Credential.BackupCodesSaved(t.Context(), s); !errors.Is(err, session.ErrNone) {
		t.Errorf("a session outlives it: %v", err)
	}
	if u := (contactPerson{p, h}).now(); u.Frozen() {
		t.Error("an ordinary notice freezes the account")
	}
	if h.Count(`FROM audit_event WHERE event = 'not-me.said'`) != 1 {
		t.Error("it stands in the audit log more or less than once")
	}
	again, _ := p.Session(true)
	if _, err := h.Notices.SayNotMe(t.Context(), token, by); err != nil {
		t.Fatal(err)
	}
	h.Must(h.Credential.BackupCodesSaved(t.Context(), again)) // a used link ends no later session
	h.Clock.Advance(notice.NotMeFor)
	for name, token := range map[string]string{"a week old": token, "cut short": token[:9], "empty": ""} {
		if _, err := h.Notices.SayNotMe(t.Context(), token, by); !errors.Is(err, notice.ErrNoLink) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A thief with the open session changes the address; from the old one it is frozen, and
// never put back by itself.
func TestADisputeFreezesWhatWeakens(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, _, _ := h.Protected("ada@example.com")
	h.Clock.Advance(notice.NotMeFor)
	s, by := p.Session(true)
	token := moves(h, s, by, "eve@example.com")
	h.Must(h.Contact.ConfirmEmail(t.Context(), token, by))
	_, err := h.Notices.SayNotMe(t.Context(), h.MailTo("ada@example.com", message.EmailChanged).NotMe, signintest.Stranger())
	h.Must(err)
	h.MailTo("ada@example.com", message.ContactFrozen)
	ada := contactPerson{p, h}
	if u := ada.now(); !u.Frozen() || u.Email != "eve@example.com" {
		t.Fatalf("frozen %v, address %s; it must not be put back by itself", u.Frozen(), u.Email)
	}
	thief, thiefBy := p.Session(true)
	for name, change := range map[string]func() error{
		"the address": func() error {
			_, err := h.Contact.ChangeEmail(t.Context(), signintest.As(thief, thiefBy), "x@example.com")
			return err
		},
		"the number": func() error {
			_, err := h.Contact.ChangePhone(t.Context(), signintest.As(thief, thiefBy), "+447700900123")
			return err
		},
		"no number":        func() error { return h.Contact.RemovePhone(t.Context(), signintest.As(thief, thiefBy)) },
		"codes":            func() error { return h.Credential.MakeBackupCodes(t.Context(), signintest.As(thief, thiefBy)) },
		"who is signed in": func() error { return h.Credential.EndOtherSessions(t.Context(), signintest.As(thief, thiefBy)) },
		"where one is":     func() error { return h.Credential.EndSession(t.Context(), signintest.As(thief, thiefBy), "another") },
	} {
		if err := change(); !errors.Is(err, access.ErrFrozen) {
			t.Errorf("%s can be changed: %v", name, err)
		}
	}
	if _, err := h.Links.ForgotPassword(t.Context(), "eve@example.com", thiefBy); err != nil {
		t.Fatal(err)
	}
	if h.Count(`FROM message WHERE kind = 'reset_password'`) != 0 {
		t.Error("the disputed address gets a link for a new password")
	}

	h.Clock.Advance(session.FreshFor)
	if err := h.Contact.Settle(t.Context(), signintest.As(thief, thiefBy), contact.Keep); !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("settled without a fresh second step: %v", err)
	}
	v := p.Guess(factor.TOTP, p.Code(), by)
	if !v.OK {
		t.Fatalf("the owner's code: %+v", v)
	}
	owner, ownerBy := p.Session(true)
	h.Must(h.Contact.Settle(t.Context(), signintest.As(owner, ownerBy), contact.Keep))
	if ada.now().Frozen() {
		t.Error("still frozen")
	}
	_, err = h.Notices.SayNotMe(t.Context(), h.MailTo("ada@example.com", message.EmailChanging).NotMe, by)
	if !errors.Is(err, notice.ErrNoLink) {
		t.Errorf("a link from before begins the dispute again: %v", err)
	}
	moves(h, owner, ownerBy, "ada@example.com") // and is put right by a change like any other
}

func TestStaffSettleADisputeForWhoHasNoSecondStep(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.com")
	s, by := p.Session(false)
	moves(h, s, by, "eve@example.com")
	_, err := h.Notices.SayNotMe(t.Context(), h.MailTo(p.Email, message.EmailChanging).NotMe, by)
	h.Must(err)
	s, by = p.Session(false)
	if err := h.Contact.Settle(t.Context(), signintest.As(s, by), contact.Keep); !errors.Is(err, contact.ErrCantSettle) {
		t.Errorf("settled with the password alone: %v", err)
	}
	noor, _, _ := h.Protected("noor@example.com")
	_, err = h.Staff.SetRoleFromShell(t.Context(), noor.Email, user.Support)
	h.Must(err)
	mina, _, _ := h.Protected("mina@example.com")
	_, err = h.Staff.SetRoleFromShell(t.Context(), mina.Email, user.Support)
	h.Must(err)
	byPassword, _ := noor.Session(false)
	for who, c := range map[string]struct {
		session session.Session
		err     error
	}{"the person": {s, access.ErrNotStaff}, "staff without a second step": {byPassword, access.ErrStepUpRequired}} {
		_, err := h.Contact.Decide(t.Context(), signintest.As(c.session, by), p.ID, keeps)
		_, err2 := h.Contact.Approve(t.Context(), signintest.As(c.session, by), p.ID, h.Clock.Now())
		if !errors.Is(err, c.err) || !errors.Is(err2, c.err) || !(contactPerson{p, h}).now().Frozen() {
			t.Errorf("%s settles it: %v, %v", who, err, err2)
		}
	}
	_, err = h.Contact.Decide(t.Context(), as(noor), p.ID, keeps)
	h.Must(err)
	_, err = h.Contact.Approve(t.Context(), as(mina), p.ID, h.Clock.Now())
	h.Must(err)
	if _, err := h.Contact.Decide(t.Context(), as(noor), p.ID, keeps); !errors.Is(err, contact.ErrSettled) {
		t.Errorf("settled twice: %v", err)
	}
	if m := h.MailTo(p.Email, message.ContactKept); m.Data.By != message.ByDesk || m.Data.Network != "" {
		t.Errorf("the person is told that %+v did it", m.Data)
	}
	if (contactPerson{p, h}).now().Frozen() {
		t.Error("still frozen")
	}
	n := h.Count(`FROM audit_event WHERE event = 'account.unfrozen' AND actor = $1 AND subject = $2 AND network <> ''`, mina.ID, p.ID)
	if n != 1 {
		t.Errorf("%d rows in the log say who did it, and from where", n)
	}
}
