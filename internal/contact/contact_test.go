package contact_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/contact"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

// moves asks for a new address and returns the token that its mailbox gets.
func moves(h *signintest.Fixture, s session.Session, by session.Client, email string) string {
	h.Helper()
	refusal, err := h.Contact.ChangeEmail(h.Context(), signintest.As(s, by), email)
	h.Must(err)
	if refusal != nil {
		h.Fatalf("refused: %+v", refusal)
	}
	return h.MailTo(email, message.EmailConfirm).Secret
}

func (p contactPerson) now() user.User {
	p.h.Helper()
	u, err := p.h.Users.ByID(p.h.Context(), p.h.DB.Read(), p.ID)
	p.h.Must(err)
	return u
}

type contactPerson struct {
	*signintest.Person
	h *signintest.Fixture
}

// Flow 1.11: a new address counts only once it has been confirmed.
func TestANewAddress(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, s, by := h.Protected("ada@example.com")
	ada := contactPerson{p, h}
	elsewhere, _ := p.Session(true)
	token := moves(h, s, by, "ada@new.example")
	if got := ada.now().Email; got != "ada@example.com" {
		t.Fatalf("%s counts before it is confirmed", got)
	}
	if m := h.MailTo("ada@example.com", message.EmailChanging); m.NotMe == "" || m.Data.Where != "a•••@new.example" {
		t.Errorf("the address in force is told %+v", m)
	}
	h.Must(h.Contact.ConfirmEmail(t.Context(), token, signintest.Stranger()))
	if got := ada.now().Email; got != "ada@new.example" {
		t.Fatalf("the address is %s", got)
	}
	h.MailTo("ada@example.com", message.EmailChanged)
	h.MailTo("ada@new.example", message.EmailChanged)
	h.Must(h.Credential.BackupCodesSaved(t.Context(), s)) // the session that asked goes on
	if err := h.Credential.BackupCodesSaved(t.Context(), elsewhere); !errors.Is(err, session.ErrNone) {
		t.Errorf("another session outlives the change: %v", err)
	}
	if err := h.Contact.ConfirmEmail(t.Context(), token, by); !errors.Is(err, notice.ErrNoLink) {
		t.Errorf("the link works twice: %v", err)
	}

	h.Must(h.Credential.MakeBackupCodes(t.Context(), signintest.As(s, by)))
	h.MailTo("ada@example.com", message.BackupCodesMade) // for a week notices go to the old one too
	h.Clock.Advance(7 * 24 * time.Hour)
	before := h.Count(`FROM message WHERE recipient = 'ada@example.com'`)
	_, err := h.Staff.ResetSecondStep(t.Context(), "ada@new.example")
	h.Must(err)
	if h.Count(`FROM message WHERE recipient = 'ada@example.com'`) != before {
		t.Error("the old address is told for longer than a week")
	}
}

func TestANewAddressNeedsAFreshProof(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	_, s, by := h.Protected("ada@example.com")
	h.Clock.Advance(session.FreshFor)
	if _, err := h.Contact.ChangeEmail(t.Context(), signintest.As(s, by), "eve@example.com"); !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("the address, with an old proof: %v", err)
	}
	if _, err := h.Contact.ChangePhone(t.Context(), signintest.As(s, by), "+447700900123"); !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("the number, with an old proof: %v", err)
	}
	if n := h.Count(`FROM message WHERE recipient = 'eve@example.com'`) + h.Count(`FROM contact_change`); n != 0 {
		t.Errorf("%d traces of it", n)
	}
}

func TestALinkToConfirmThatDoesNotWork(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(
		h *signintest.Fixture, p *signintest.Person, s session.Session, by session.Client, token string,
	) string{
		"cut short": func(_ *signintest.Fixture, _ *signintest.Person, _ session.Session, _ session.Client, token string) string {
			return token[:20]
		},
		"too old": func(h *signintest.Fixture, _ *signintest.Person, _ session.Session, _ session.Client, token string) string {
			h.Clock.Advance(contact.ConfirmFor)
			return token
		},
		"a newer one given": func(h *signintest.Fixture, _ *signintest.Person, s session.Session, by session.Client, token string) string {
			moves(h, s, by, "ada@newer.example")
			return token
		},
		"dropped": func(h *signintest.Fixture, _ *signintest.Person, s session.Session, _ session.Client, token string) string {
			h.Must(h.Contact.Drop(h.Context(), s, contact.Email))
			return token
		},
		"disabled": func(h *signintest.Fixture, p *signintest.Person, _ session.Session, _ session.Client, token string) string {
			_, err := h.Staff.DisableUser(h.Context(), p.Email)
			h.Must(err)
			return token
		},
		"stopped from the old address": func(
			h *signintest.Fixture, p *signintest.Person, _ session.Session, by session.Client, token string,
		) string {
			_, err := h.Notices.SayNotMe(h.Context(), h.MailTo(p.Email, message.EmailChanging).NotMe, by)
			h.Must(err)
			return token
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := signintest.Open(t)
			p, s, by := h.Protected("ada@example.com")
			token := spoil(h, p, s, by, moves(h, s, by, "ada@new.example"))
			if err := h.Contact.ConfirmEmail(t.Context(), token, by); !errors.Is(err, notice.ErrNoLink) {
				t.Errorf("it confirms: %v", err)
			}
			if got := (contactPerson{p, h}).now().Email; got != p.Email {
				t.Errorf("the address is %s", got)
			}
		})
	}
}

func TestAnAddressThatIsTakenIsToldAtConfirmationOnly(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	h.Person("bruno@example.com")
	p, s, by := h.Protected("ada@example.com")
	token := moves(h, s, by, "bruno@example.com")
	if err := h.Contact.ConfirmEmail(t.Context(), token, by); !errors.Is(err, user.ErrEmailTaken) {
		t.Errorf("got %v", err)
	}
	if got := (contactPerson{p, h}).now().Email; got != p.Email {
		t.Errorf("the address is %s", got)
	}
}

func TestAConfirmationIsUsedByOneOfMany(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	_, s, by := h.Protected("ada@example.com")
	token := moves(h, s, by, "ada@new.example")
	var won atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if h.Contact.ConfirmEmail(t.Context(), token, by) == nil {
				won.Add(1)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Errorf("%d of 20 were accepted", won.Load())
	}
}

func TestANewNumber(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, s, by := h.Protected("ada@example.com")
	ada := contactPerson{p, h}
	other, otherBy := p.Session(true)
	_, err := h.Contact.ChangePhone(t.Context(), signintest.As(s, by), "0044 7700 900123")
	h.Must(err)
	code := h.MailTo("+447700900123", message.ConfirmCode)
	if code.Channel != message.WhatsApp || ada.now().Phone != "" {
		t.Fatalf("sent by %s; the number counts already: %q", code.Channel, ada.now().Phone)
	}
	h.MailTo(p.Email, message.PhoneChanging)
	if _, err := h.Contact.ConfirmPhone(t.Context(), signintest.As(other, otherBy), code.Secret); !errors.Is(err, notice.ErrNoLink) {
		t.Errorf("in another session: %v", err)
	}
	if v, err := h.Contact.ConfirmPhone(t.Context(), signintest.As(s, by), wrong(code.Secret)); v.OK || err != nil {
		t.Errorf("a wrong code: %+v, %v", v, err)
	}
	if v, err := h.Contact.ConfirmPhone(t.Context(), signintest.As(s, by), code.Secret); !v.OK || err != nil {
		t.Fatalf("the right code: %+v, %v", v, err)
	}
	if got := ada.now().Phone; got != "+447700900123" {
		t.Errorf("the number is %q", got)
	}
	h.MailTo(p.Email, message.PhoneChanged)
	h.Must(h.Contact.RemovePhone(t.Context(), signintest.As(s, by)))
	if got := ada.now().Phone; got != "" {
		t.Errorf("after it was removed it is %q", got)
	}
}

func TestACodeForANumberTakesFewAnswers(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, s, by := h.Protected("ada@example.com")
	_, err := h.Contact.ChangePhone(t.Context(), signintest.As(s, by), "+447700900123")
	h.Must(err)
	code := h.MailTo("+447700900123", message.ConfirmCode).Secret
	for range 5 {
		_, err := h.Contact.ConfirmPhone(t.Context(), signintest.As(s, by), wrong(code))
		h.Must(err)
	}
	h.Clock.Advance(time.Minute) // that one waits after five wrong ones
	for range 2 {
		if v, err := h.Contact.ConfirmPhone(t.Context(), signintest.As(s, by), code); err != nil || v.OK || v.Outcome.Problem != factor.Dead {
			t.Errorf("the sixth answer: %+v, %v", v, err)
		}
		h.Clock.Advance(2 * time.Minute)
	}
	h.Clock.Advance(time.Hour)
	v, err := h.Contact.ConfirmPhone(t.Context(), signintest.As(s, by), code)
	if v.OK || !errors.Is(err, notice.ErrNoLink) && !errors.Is(err, session.ErrNone) {
		t.Errorf("an hour later: %+v, %v", v, err)
	}
	if got := (contactPerson{p, h}).now().Phone; got != "" {
		t.Errorf("the number is %q", got)
	}
}

func wrong(code string) string {
	if code[0] == '9' {
		return "0" + code[1:]
	}
	return string(code[0]+1) + code[1:]
}

// Nothing came: another code is sent after half a minute, then after longer and longer, and
// to one number five times a day in all. The newest alone is good, where the number was given.
func TestACodeForANumberIsSentAgain(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, s, by := h.Protected("ada@example.com")
	other, otherBy := p.Session(true)
	const number = "+447700900123"
	_, err := h.Contact.ChangePhone(t.Context(), signintest.As(s, by), number)
	h.Must(err)
	first := h.MailTo(number, message.ConfirmCode).Secret
	again := func(wait time.Duration) {
		t.Helper()
		h.Clock.Advance(wait - time.Second)
		if refusal, err := h.Contact.SendPhoneCode(t.Context(), signintest.As(s, by)); err != nil || refusal == nil {
			t.Fatalf("a second before %v: %v, %v", wait, refusal, err)
		}
		h.Clock.Advance(time.Second)
		if refusal, err := h.Contact.SendPhoneCode(t.Context(), signintest.As(s, by)); err != nil || refusal != nil {
			t.Fatalf("after %v: %+v, %v", wait, refusal, err)
		}
	}
	if _, err := h.Contact.SendPhoneCode(t.Context(), signintest.As(other, otherBy)); !errors.Is(err, notice.ErrNoLink) {
		t.Errorf("another session sends codes: %v", err)
	}
	for _, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute} {
		again(wait)
	}
	h.Clock.Advance(8 * time.Minute)
	if refusal, err := h.Contact.SendPhoneCode(t.Context(), signintest.As(s, by)); err != nil || refusal == nil || refusal.Wait < time.Hour {
		t.Errorf("the sixth of the day: %+v, %v", refusal, err)
	}
	if n := h.Count(`FROM message WHERE kind = 'confirm_code' AND recipient = $1`, number); n != 5 {
		t.Errorf("%d were sent", n)
	}
	newest := h.MailTo(number, message.ConfirmCode).Secret
	if v, err := h.Contact.ConfirmPhone(t.Context(), signintest.As(s, by), first); first != newest && (v.OK || err != nil) {
		t.Errorf("the first code still counts: %+v, %v", v, err)
	}
	if v, err := h.Contact.ConfirmPhone(t.Context(), signintest.As(s, by), newest); !v.OK || err != nil {
		t.Fatalf("the newest: %+v, %v", v, err)
	}
	if _, err := h.Contact.LastPhoneCode(t.Context(), s); !errors.Is(err, notice.ErrNoLink) {
		t.Errorf("once it is confirmed it waits on: %v", err)
	}
}

// A wrong code for a number is answered no sooner than any other refusal, be its tries used up or not.
func TestAWrongCodeForANumberWaits(t *testing.T) {
	h := signintest.Open(t)
	_, s, by := h.Protected("ada@example.com")
	_, err := h.Contact.ChangePhone(t.Context(), signintest.As(s, by), "+447700900123")
	h.Must(err)
	code := h.MailTo("+447700900123", message.ConfirmCode).Secret
	for _, want := range []factor.Problem{factor.Wrong, factor.Wrong, factor.Wrong, factor.Wrong, factor.Wrong, factor.Dead} {
		h.Clock.Advance(time.Minute)
		h.Authn.MinResponseTime = 50 * time.Millisecond
		began := time.Now()
		v, err := h.Contact.ConfirmPhone(t.Context(), signintest.As(s, by), wrong(code))
		if took := time.Since(began); err != nil || v.Outcome.Problem != want || took < h.Authn.MinResponseTime {
			t.Errorf("%+v, %v, after %v", v, err, took)
		}
	}
}

// Of any number at once one puts the number in force; a code is spent by it, and good for no other session's number.
func TestACodeForANumberWorksOnce(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	_, s, by := h.Protected("ada@example.com")
	_, err := h.Contact.ChangePhone(t.Context(), signintest.As(s, by), "+447700900123")
	h.Must(err)
	code := h.MailTo("+447700900123", message.ConfirmCode).Secret
	var taken atomic.Int64
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if v, _ := h.Contact.ConfirmPhone(context.Background(), signintest.As(s, by), code); v.OK {
				taken.Add(1)
			}
		})
	}
	all.Wait()
	if n := taken.Load(); n != 1 || h.Count(`FROM sent_code WHERE scope = $1 AND used_at > 0`, "contact/"+s.ID) != 1 {
		t.Errorf("the code was taken %d times", n)
	}
}
