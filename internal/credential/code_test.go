package credential_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/throttle"
)

const phone = "+442071838750"

// brought is the newest message that brings a code.
func brought(h *signintest.Fixture) message.Message {
	h.Helper()
	all, err := h.Changes.Outbox.Latest(h.Context(), h.DB.Read(), 20)
	h.Must(err)
	for _, m := range all {
		if m.Kind == message.SignInCode || m.Kind == message.ConfirmCode {
			return m
		}
	}
	h.Fatal("no code was sent")
	return message.Message{}
}

// add sets a further method up for the person, in their session.
func (p *person) add(kind factor.Kind, to string) factor.Enrolled {
	h := p.h
	h.Helper()
	h.Must(h.Changes.BeginSetUp(h.Context(), p.session, factor.Enrollment{Kind: kind, Phone: to}))
	setUp, err := h.Changes.SetUp(h.Context(), p.session)
	h.Must(err)
	_, refusal, err := h.Changes.SendSetUpCode(h.Context(), signintest.As(p.session, p.by))
	if h.Must(err); refusal != nil {
		h.Fatalf("no code for the set-up: %+v", refusal)
	}
	secret, v, err := h.Changes.ConfirmSetUp(h.Context(), signintest.As(p.session, p.by), brought(h).Secret)
	if h.Must(err); !v.OK {
		h.Fatalf("setting up %s: %+v", kind, v)
	}
	p.session = h.Load(secret)
	h.Clock.Advance(time.Minute)
	m, err := factor.Find(p.methods(), setUp.ID)
	h.Must(err)
	return m
}

func (p *person) methods() []factor.Enrolled {
	p.h.Helper()
	methods, err := p.h.Changes.Factors.Enrolled(p.h.Context(), p.h.DB.Read(), p.ID)
	p.h.Must(err)
	return methods
}

// send has a code sent by a method for a challenge, or for whatever else the scope is.
func (p *person) send(m factor.Enrolled, scope string, by session.Client) (code string, refusal *throttle.Refusal) {
	p.h.Helper()
	_, refusal, err := p.h.Changes.SendCode(p.h.Context(), credential.SendRequest{UserID: p.ID, FactorID: m.ID, Scope: scope, By: by})
	p.h.Must(err)
	if refusal != nil {
		return "", refusal
	}
	return brought(p.h).Secret, nil
}

// answer gives an answer to a sent code.
func (p *person) answer(kind factor.Kind, scope, input string, by session.Client) credential.Verdict {
	p.h.Helper()
	v, err := p.h.Changes.SecondStep(context.Background(), credential.Attempt{
		UserID: p.ID, Kind: kind, Input: input, Scope: scope, By: by, Then: func(context.Context, db.Tx, factor.Outcome) error { return nil },
	})
	p.h.Must(err)
	return v
}

func other(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

// A code works once, for one person, one purpose, one challenge, one channel.
func TestASentCodeIsGoodForOneThingOnce(t *testing.T) {
	h := signintest.Open(t)
	ada := protected(h)
	mail, chat := ada.add(factor.Email, ""), ada.add(factor.WhatsApp, phone)
	bobs, bobsSession, bobsBy := h.Protected("bob@example.com")
	bob := &person{Person: bobs, h: h, session: bobsSession, by: bobsBy}
	bob.add(factor.Email, "")
	code, _ := ada.send(mail, "challenge", ada.by)
	for name, v := range map[string]credential.Verdict{
		"another challenge":  ada.answer(factor.Email, "another", code, ada.by),
		"a change":           ada.answer(factor.Email, credential.ToDisable.Scope(ada.session), code, ada.by),
		"another channel":    ada.answer(factor.WhatsApp, "challenge", code, ada.by),
		"an app's code":      ada.answer(factor.TOTP, "challenge", code, ada.by),
		"another person's":   bob.answer(factor.Email, "challenge", code, bob.by),
		"without any scope":  ada.answer(factor.Email, "", code, ada.by),
		"not quite the code": ada.answer(factor.Email, "challenge", other(code), ada.by),
	} {
		if v.OK || v.Refusal != nil {
			t.Errorf("%s: %+v", name, v)
		}
	}
	if v := ada.answer(factor.Email, "challenge", code, ada.by); !v.OK || v.Outcome.Strength != factor.Weakest || v.Outcome.FactorID != mail.ID {
		t.Errorf("the code itself: %+v", v)
	}
	if v := ada.answer(factor.Email, "challenge", code, ada.by); v.Outcome.Problem != factor.Used {
		t.Errorf("a second time: %+v", v)
	}
	if m := brought(h); m.Channel != message.Email || m.Recipient != ada.Email {
		t.Errorf("the code went to %s by %s", m.Recipient, m.Channel)
	}
	h.Clock.Advance(time.Hour)
	code, _ = ada.send(chat, "challenge", ada.by)
	if m := brought(h); m.Channel != message.WhatsApp || m.Recipient != phone || m.ExpiresAt != h.Clock.Now().Add(10*time.Minute) {
		t.Errorf("the WhatsApp code went to %s by %s until %v", m.Recipient, m.Channel, m.ExpiresAt.Time())
	}
	if v := ada.answer(factor.WhatsApp, "challenge", code, ada.by); !v.OK || v.Outcome.Strength != factor.ByPhone {
		t.Errorf("a WhatsApp code: %+v", v)
	}
}

func TestASentCodeIsValidForTenMinutes(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	m := p.add(factor.Email, "")
	code, _ := p.send(m, "challenge", p.by)
	h.Clock.Advance(10 * time.Minute)
	if v := p.answer(factor.Email, "challenge", code, p.by); v.OK || v.Outcome.Problem != factor.Expired {
		t.Errorf("after ten minutes: %+v", v)
	}
	code, _ = p.send(m, "challenge", p.by)
	h.Clock.Advance(10*time.Minute - time.Millisecond)
	if v := p.answer(factor.Email, "challenge", code, p.by); !v.OK {
		t.Errorf("a moment earlier: %+v", v)
	}
}

func TestFiftyIdenticalAnswersAtOnce(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	code, _ := p.send(p.add(factor.WhatsApp, phone), "challenge", p.by)
	var right atomic.Int64
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if p.answer(factor.WhatsApp, "challenge", code, p.by).OK {
				right.Add(1)
			}
		})
	}
	all.Wait()
	if right.Load() != 1 {
		t.Errorf("%d of fifty were right", right.Load())
	}
}

// Five wrong answers kill a code, however they come: at once, from browsers with limits
// of their own, before and after a restart.
func TestFiveWrongAnswersKillACode(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	code, _ := p.send(p.add(factor.Email, ""), "challenge", p.by)
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			by := p.by
			if i%2 == 0 {
				by = signintest.Stranger()
			}
			if p.answer(factor.Email, "challenge", other(code), by).OK {
				t.Error("a wrong code was right")
			}
		})
	}
	all.Wait()
	h.Restart()
	h.Clock.Advance(time.Minute)
	if v := p.answer(factor.Email, "challenge", code, p.by); v.OK || v.Outcome.Problem != factor.Dead {
		t.Errorf("the right one after five wrong ones: %+v", v)
	}
}

// A newer code kills the older, and resets no count: neither of answers nor of codes.
func TestANewCodeResetsNothing(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	m := p.add(factor.Email, "")
	old, _ := p.send(m, "challenge", p.by)
	for range 4 {
		p.answer(factor.Email, "challenge", other(old), p.by)
	}
	h.Clock.Advance(time.Minute)
	code, _ := p.send(m, "challenge", p.by)
	if v := p.answer(factor.Email, "challenge", old, p.by); old != code && v.OK {
		t.Errorf("the older code: %+v", v)
	}
	if v := p.answer(factor.Email, "challenge", code, p.by); v.Refusal == nil {
		t.Errorf("a sixth answer at once, to a new code: %+v", v)
	}
	if _, refusal := p.send(m, "challenge", p.by); refusal == nil || refusal.Wait != time.Minute {
		t.Errorf("a third code at once: %+v", refusal)
	}
	if _, refusal := p.send(m, "another challenge", p.by); refusal == nil {
		t.Error("another challenge gave another code at once")
	}
}

// The wait for another code grows; strangers' codes are none of the owner's, and what
// was used is forgotten.
func TestCodesAreSentAgainAfterAWaitThatGrows(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	m := p.add(factor.WhatsApp, phone)
	h.Clock.Advance(2 * time.Hour)
	for _, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute} {
		if _, refusal := p.send(m, "challenge", signintest.Stranger()); refusal != nil {
			t.Fatalf("refused: %+v", refusal)
		}
		if _, refusal := p.send(m, "challenge", signintest.Stranger()); refusal == nil || refusal.Wait != wait {
			t.Fatalf("at once: %+v, want a wait of %v", refusal, wait)
		}
		h.Clock.Advance(wait)
	}
	h.Restart()
	code, _ := p.send(m, "challenge", signintest.Stranger())
	if _, refusal := p.send(m, "challenge", signintest.Stranger()); refusal == nil {
		t.Error("a restart forgot the wait")
	}
	if v := p.answer(factor.WhatsApp, "challenge", code, signintest.Stranger()); !v.OK {
		t.Fatalf("the code: %+v", v)
	}
	if _, refusal := p.send(m, "the next sign-in", signintest.Stranger()); refusal != nil {
		t.Errorf("after a code that was used: %+v", refusal)
	}
	if _, refusal := p.send(m, "the owner's", p.by); refusal != nil {
		t.Errorf("strangers keep the owner's codes away: %+v", refusal)
	}
}

func TestCodesHaveABudgetForTheDay(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	m := p.add(factor.WhatsApp, phone)
	h.Clock.Set(signintest.Noon.Add(12 * time.Hour))
	sent := 0
	for h.Clock.Now().Time().Before(signintest.Noon.Add(36 * time.Hour)) {
		by := signintest.Stranger()
		by.Address = netip.AddrFrom4([4]byte{198, 51, byte(sent), 7})
		if _, refusal := p.send(m, fmt.Sprint("challenge ", sent), by); refusal == nil {
			sent++
		}
		h.Clock.Advance(10 * time.Minute)
	}
	if sent != 10 {
		t.Errorf("%d codes were sent to one person in a day", sent)
	}
	if _, refusal := p.send(m, "the owner's", p.by); refusal != nil {
		t.Errorf("the owner's browser waits for strangers: %+v", refusal)
	}
	h.Clock.Set(signintest.Noon.Add(36*time.Hour + time.Minute))
	if _, refusal := p.send(m, "tomorrow", signintest.Stranger()); refusal != nil {
		t.Errorf("the next day: %+v", refusal)
	}
}

// Numbers of one country, dear ones perhaps, use up half of what the host allows for a day and no more.
func TestOneCountrysNumbersLeaveRoomForOthers(t *testing.T) {
	h := signintest.Open(t)
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return h.Changes.Settings.Set(ctx, tx, "whatsapp.daily", "4")
	})
	british := protected(h)
	berta, s, by := h.Protected("berta@example.com")
	german := &person{Person: berta, h: h, session: s, by: by}
	dear, cheap := british.add(factor.WhatsApp, phone), german.add(factor.WhatsApp, "+4930123456")
	h.Clock.Set(signintest.Noon.Add(13 * time.Hour)) // the next day
	for i := range 3 {
		_, refusal := british.send(dear, fmt.Sprint("challenge ", i), signintest.Stranger())
		if refused := refusal != nil; refused != (i == 2) || refused && refusal.Limit.Name != "send/whatsapp/country/44/strangers" {
			t.Errorf("code %d to one country: %+v", i+1, refusal)
		}
		h.Clock.Advance(31 * time.Minute)
	}
	if _, refusal := german.send(cheap, "challenge", signintest.Stranger()); refusal != nil {
		t.Errorf("the first code to another: %+v", refusal)
	}
}

// What is stored gives no code away, and a method's row is nobody else's.
func TestNoCodeStandsInTheDatabase(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	m := p.add(factor.Email, "")
	code, _ := p.send(m, "challenge", p.by)
	var row string
	h.Must(h.DB.Read().Row(t.Context(), `SELECT mac || target || scope FROM sent_code WHERE current = 1 AND scope = 'challenge'`).Scan(&row))
	if strings.Contains(row, code) || strings.Contains(row, p.Email) {
		t.Errorf("the row shows %s", row)
	}
	bob := h.Person("bob@example.com")
	_, _, err := h.Changes.SendCode(t.Context(), credential.SendRequest{UserID: bob.ID, FactorID: m.ID, Scope: "x", By: p.by})
	if !errors.Is(err, factor.ErrNoMethod) {
		t.Errorf("Bob has Ada's codes sent: %v", err)
	}
}

// When codes are sent for the sending's sake, strangers get none, and staff are told.
func TestTheBreaker(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	m := p.add(factor.WhatsApp, phone)
	for i := range 51 {
		h.Write(func(ctx context.Context, tx db.Tx) error {
			_, err := h.Changes.Factors.Issue(ctx, tx, factor.Destination{UserID: p.ID, FactorID: m.ID, Kind: factor.WhatsApp, Address: phone}, fmt.Sprint(i))
			return err
		})
	}
	h.Clock.Advance(5 * time.Minute)
	for range 2 {
		if _, refusal := p.send(m, "challenge", signintest.Stranger()); refusal == nil || refusal.Limit.Name != "breaker/whatsapp" {
			t.Errorf("a stranger: %+v", refusal)
		}
	}
	if n := h.Count(`FROM audit_event WHERE event = 'codes.breaker'`); n != 1 {
		t.Errorf("staff were told %d times", n)
	}
	if _, refusal := p.send(m, "the owner's", p.by); refusal != nil {
		t.Errorf("the owner's browser: %+v", refusal)
	}
	h.Clock.Advance(time.Hour)
	if _, refusal := p.send(m, "challenge", signintest.Stranger()); refusal != nil {
		t.Errorf("an hour later: %+v", refusal)
	}
}

// An e-mail code and an e-mailed password reset never count as two proofs.
func TestAResetAndACodeInOneMailboxAreNotTwoProofs(t *testing.T) {
	h := signintest.Open(t)
	p := protected(h)
	m := p.add(factor.Email, "")
	early, _ := p.send(m, "challenge", p.by)
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return h.Changes.Users.SetPasswordByLink(ctx, tx, p.ID, hashOf(h, p.Person))
	})
	_, _, err := h.Changes.SendCode(t.Context(), credential.SendRequest{UserID: p.ID, FactorID: m.ID, Scope: "next", By: p.by})
	if !errors.Is(err, factor.ErrSameMailbox) {
		t.Errorf("a code after the reset: %v", err)
	}
	if v := p.answer(factor.Email, "challenge", early, p.by); v.OK || v.Outcome.Problem != factor.SameMailbox {
		t.Errorf("a code sent before the reset: %+v", v)
	}
	if methods := p.methods(); methods[0].Kind != factor.TOTP || methods[1].Blocked != factor.SameMailbox {
		t.Errorf("the page is offered %+v", methods)
	}
	r := p.Enter(p.by)
	r, err = h.Flow.Verify(t.Context(), signin.Second{Challenge: r.Challenge, Kind: factor.TOTP, Input: p.Code(), By: p.by})
	if h.Must(err); !r.OK {
		t.Fatalf("the app's code: %+v", r.Verdict)
	}
	h.Clock.Advance(time.Hour)
	if code, _ := p.send(m, "later", p.by); !p.answer(factor.Email, "later", code, p.by).OK {
		t.Error("the e-mail code stays refused after more than the mailbox was shown")
	}
}
