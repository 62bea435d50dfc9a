package authn_test

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

	"latchkey/internal/authn"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
)

const phone = "+442071838750"

// A code works once, for one person, one purpose, one challenge, one channel.
func TestASentCodeIsGoodForOneThingOnce(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	ada := h.Owner()
	mail, chat := ada.Add(factor.Email, ""), ada.Add(factor.WhatsApp, phone)
	bobs, bobsSession, bobsBy := h.Protected("bob@example.com")
	bob := &signintest.Owner{Person: bobs, H: h, By: signintest.As(bobsSession, bobsBy)}
	bob.Add(factor.Email, "")
	code, _ := ada.Send(mail, "challenge", ada.By.Client)
	for name, v := range map[string]authn.Verdict{
		"another challenge":  ada.Answer(factor.Email, "another", code, ada.By.Client),
		"a change":           ada.Answer(factor.Email, credential.ToDisable.Scope(ada.By.Session), code, ada.By.Client),
		"another channel":    ada.Answer(factor.WhatsApp, "challenge", code, ada.By.Client),
		"an app's code":      ada.Answer(factor.TOTP, "challenge", code, ada.By.Client),
		"another person's":   bob.Answer(factor.Email, "challenge", code, bob.By.Client),
		"without any scope":  ada.Answer(factor.Email, "", code, ada.By.Client),
		"not quite the code": ada.Answer(factor.Email, "challenge", signintest.OtherCode(code), ada.By.Client),
	} {
		if v.OK || v.Refusal != nil {
			t.Errorf("%s: %+v", name, v)
		}
	}
	v := ada.Answer(factor.Email, "challenge", code, ada.By.Client)
	if !v.OK || v.Outcome.Strength != factor.Weakest || v.Outcome.FactorID != mail.ID {
		t.Errorf("the code itself: %+v", v)
	}
	if v := ada.Answer(factor.Email, "challenge", code, ada.By.Client); v.Outcome.Problem != factor.Used {
		t.Errorf("a second time: %+v", v)
	}
	if m := h.Brought(); m.Channel != message.Email || m.Recipient != ada.Email {
		t.Errorf("the code went to %s by %s", m.Recipient, m.Channel)
	}
	h.Clock.Advance(time.Hour)
	code, _ = ada.Send(chat, "challenge", ada.By.Client)
	if m := h.Brought(); m.Channel != message.WhatsApp || m.Recipient != phone || m.ExpiresAt != h.Clock.Now().Add(10*time.Minute) {
		t.Errorf("the WhatsApp code went to %s by %s until %v", m.Recipient, m.Channel, m.ExpiresAt.Time())
	}
	if v := ada.Answer(factor.WhatsApp, "challenge", code, ada.By.Client); !v.OK || v.Outcome.Strength != factor.ByPhone {
		t.Errorf("a WhatsApp code: %+v", v)
	}
}

func TestASentCodeIsValidForTenMinutes(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	m := p.Add(factor.Email, "")
	code, _ := p.Send(m, "challenge", p.By.Client)
	h.Clock.Advance(10 * time.Minute)
	if v := p.Answer(factor.Email, "challenge", code, p.By.Client); v.OK || v.Outcome.Problem != factor.Expired {
		t.Errorf("after ten minutes: %+v", v)
	}
	code, _ = p.Send(m, "challenge", p.By.Client)
	h.Clock.Advance(10*time.Minute - time.Millisecond)
	if v := p.Answer(factor.Email, "challenge", code, p.By.Client); !v.OK {
		t.Errorf("a moment earlier: %+v", v)
	}
}

func TestFiftyIdenticalAnswersAtOnce(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	code, _ := p.Send(p.Add(factor.WhatsApp, phone), "challenge", p.By.Client)
	var right atomic.Int64
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if p.Answer(factor.WhatsApp, "challenge", code, p.By.Client).OK {
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
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	code, _ := p.Send(p.Add(factor.Email, ""), "challenge", p.By.Client)
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			by := p.By.Client
			if i%2 == 0 {
				by = signintest.Stranger()
			}
			if p.Answer(factor.Email, "challenge", signintest.OtherCode(code), by).OK {
				t.Error("a wrong code was right")
			}
		})
	}
	all.Wait()
	h.Restart()
	h.Clock.Advance(time.Minute)
	if v := p.Answer(factor.Email, "challenge", code, p.By.Client); v.OK || v.Outcome.Problem != factor.Dead {
		t.Errorf("the right one after five wrong ones: %+v", v)
	}
}

// A newer code kills the older, and resets no count: neither of answers nor of codes.
func TestANewCodeResetsNothing(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	m := p.Add(factor.Email, "")
	old, _ := p.Send(m, "challenge", p.By.Client)
	for range 4 {
		p.Answer(factor.Email, "challenge", signintest.OtherCode(old), p.By.Client)
	}
	h.Clock.Advance(time.Minute)
	code, _ := p.Send(m, "challenge", p.By.Client)
	if v := p.Answer(factor.Email, "challenge", old, p.By.Client); old != code && v.OK {
		t.Errorf("the older code: %+v", v)
	}
	if v := p.Answer(factor.Email, "challenge", code, p.By.Client); v.Refusal == nil {
		t.Errorf("a sixth answer at once, to a new code: %+v", v)
	}
	if _, refusal := p.Send(m, "challenge", p.By.Client); refusal == nil || refusal.Wait != time.Minute {
		t.Errorf("a third code at once: %+v", refusal)
	}
	if _, refusal := p.Send(m, "another challenge", p.By.Client); refusal == nil {
		t.Error("another challenge gave another code at once")
	}
}

// The wait for another code grows; strangers' codes are none of the owner's, and what
// was used is forgotten.
func TestCodesAreSentAgainAfterAWaitThatGrows(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	m := p.Add(factor.WhatsApp, phone)
	h.Clock.Advance(2 * time.Hour)
	for _, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute} {
		if _, refusal := p.Send(m, "challenge", signintest.Stranger()); refusal != nil {
			t.Fatalf("refused: %+v", refusal)
		}
		if _, refusal := p.Send(m, "challenge", signintest.Stranger()); refusal == nil || refusal.Wait != wait {
			t.Fatalf("at once: %+v, want a wait of %v", refusal, wait)
		}
		h.Clock.Advance(wait)
	}
	h.Restart()
	code, _ := p.Send(m, "challenge", signintest.Stranger())
	if _, refusal := p.Send(m, "challenge", signintest.Stranger()); refusal == nil {
		t.Error("a restart forgot the wait")
	}
	if v := p.Answer(factor.WhatsApp, "challenge", code, signintest.Stranger()); !v.OK {
		t.Fatalf("the code: %+v", v)
	}
	if _, refusal := p.Send(m, "the next sign-in", signintest.Stranger()); refusal != nil {
		t.Errorf("after a code that was used: %+v", refusal)
	}
	if _, refusal := p.Send(m, "the owner's", p.By.Client); refusal != nil {
		t.Errorf("strangers keep the owner's codes away: %+v", refusal)
	}
}

func TestCodesHaveABudgetForTheDay(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	m := p.Add(factor.WhatsApp, phone)
	h.Clock.Set(signintest.Noon.Add(12 * time.Hour))
	sent := 0
	for h.Clock.Now().Time().Before(signintest.Noon.Add(36 * time.Hour)) {
		by := signintest.Stranger()
		by.Address = netip.AddrFrom4([4]byte{198, 51, byte(sent), 7})
		if _, refusal := p.Send(m, fmt.Sprint("challenge ", sent), by); refusal == nil {
			sent++
		}
		h.Clock.Advance(10 * time.Minute)
	}
	if sent != 10 {
		t.Errorf("%d codes were sent to one person in a day", sent)
	}
	if _, refusal := p.Send(m, "the owner's", p.By.Client); refusal != nil {
		t.Errorf("the owner's browser waits for strangers: %+v", refusal)
	}
	h.Clock.Set(signintest.Noon.Add(36*time.Hour + time.Minute))
	if _, refusal := p.Send(m, "tomorrow", signintest.Stranger()); refusal != nil {
		t.Errorf("the next day: %+v", refusal)
	}
}

// Numbers of one country, dear ones perhaps, use up half of what the host allows for a day and no more.
func TestOneCountrysNumbersLeaveRoomForOthers(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return h.Settings.Set(ctx, tx, "whatsapp.daily", "4")
	})
	british := h.Owner()
	berta, s, by := h.Protected("berta@example.com")
	german := &signintest.Owner{Person: berta, H: h, By: signintest.As(s, by)}
	dear, cheap := british.Add(factor.WhatsApp, phone), german.Add(factor.WhatsApp, "+4930123456")
	h.Clock.Set(signintest.Noon.Add(13 * time.Hour)) // the next day
	for i := range 3 {
		_, refusal := british.Send(dear, fmt.Sprint("challenge ", i), signintest.Stranger())
		if refused := refusal != nil; refused != (i == 2) || refused && refusal.Limit.Name != "send/whatsapp/country/44/strangers" {
			t.Errorf("code %d to one country: %+v", i+1, refusal)
		}
		h.Clock.Advance(31 * time.Minute)
	}
	if _, refusal := german.Send(cheap, "challenge", signintest.Stranger()); refusal != nil {
		t.Errorf("the first code to another: %+v", refusal)
	}
}

// What is stored gives no code away, and a method's row is nobody else's.
func TestNoCodeStandsInTheDatabase(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	m := p.Add(factor.Email, "")
	code, _ := p.Send(m, "challenge", p.By.Client)
	var row string
	h.Must(h.DB.Read().Row(t.Context(), `SELECT mac || target || scope FROM sent_code WHERE current = 1 AND scope = 'challenge'`).Scan(&row))
	if strings.Contains(row, code) || strings.Contains(row, p.Email) {
		t.Errorf("the row shows %s", row)
	}
	bob := h.Person("bob@example.com")
	_, _, err := h.Authn.SendCode(t.Context(), authn.SendRequest{UserID: bob.ID, FactorID: m.ID, Scope: "x", By: p.By.Client})
	if !errors.Is(err, factor.ErrNoMethod) {
		t.Errorf("Bob has Ada's codes sent: %v", err)
	}
}

// When codes are sent for the sending's sake, strangers get none, and staff are told.
func TestTheBreaker(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	m := p.Add(factor.WhatsApp, phone)
	for i := range 51 {
		h.Write(func(ctx context.Context, tx db.Tx) error {
			_, err := h.Factors.Issue(ctx, tx,
				factor.Destination{UserID: p.ID, FactorID: m.ID, Kind: factor.WhatsApp, Address: phone}, fmt.Sprint(i))
			return err
		})
	}
	h.Clock.Advance(5 * time.Minute)
	for range 2 {
		if _, refusal := p.Send(m, "challenge", signintest.Stranger()); refusal == nil || refusal.Limit.Name != "breaker/whatsapp" {
			t.Errorf("a stranger: %+v", refusal)
		}
	}
	if n := h.Count(`FROM audit_event WHERE event = 'codes.breaker'`); n != 1 {
		t.Errorf("staff were told %d times", n)
	}
	if _, refusal := p.Send(m, "the owner's", p.By.Client); refusal != nil {
		t.Errorf("the owner's browser: %+v", refusal)
	}
	h.Clock.Advance(time.Hour)
	if _, refusal := p.Send(m, "challenge", signintest.Stranger()); refusal != nil {
		t.Errorf("an hour later: %+v", refusal)
	}
}

// An e-mail code and an e-mailed password reset never count as two proofs.
func TestAResetAndACodeInOneMailboxAreNotTwoProofs(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	m := p.Add(factor.Email, "")
	early, _ := p.Send(m, "challenge", p.By.Client)
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return h.Users.SetPasswordByLink(ctx, tx, p.ID, p.StoredHash())
	})
	_, _, err := h.Authn.SendCode(t.Context(), authn.SendRequest{UserID: p.ID, FactorID: m.ID, Scope: "next", By: p.By.Client})
	if !errors.Is(err, factor.ErrSameMailbox) {
		t.Errorf("a code after the reset: %v", err)
	}
	if v := p.Answer(factor.Email, "challenge", early, p.By.Client); v.OK || v.Outcome.Problem != factor.SameMailbox {
		t.Errorf("a code sent before the reset: %+v", v)
	}
	if methods := p.Methods(); methods[0].Kind != factor.TOTP || methods[1].Blocked != factor.SameMailbox {
		t.Errorf("the page is offered %+v", methods)
	}
	r := p.Enter(p.By.Client)
	r, err = h.Flow.Verify(t.Context(), signin.Second{Challenge: r.Challenge, Kind: factor.TOTP, Input: p.Code(), By: p.By.Client})
	if h.Must(err); !r.OK {
		t.Fatalf("the app's code: %+v", r.Verdict)
	}
	h.Clock.Advance(time.Hour)
	if code, _ := p.Send(m, "later", p.By.Client); !p.Answer(factor.Email, "later", code, p.By.Client).OK {
		t.Error("the e-mail code stays refused after more than the mailbox was shown")
	}
}
