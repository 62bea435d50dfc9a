package authn_test

import (
	"errors"
	"net/netip"
	"testing"

	"latchkey/internal/authn"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

// at is a browser that has not signed in before, at this address.
func at(address string) session.Client {
	return session.Client{Agent: "Firefox", Address: netip.MustParseAddr(address)}
}

// A stranger who has the password enters wrong backup codes, day and night. The owner,
// with a new phone and on another network, has nothing but a backup code.
func TestAStrangersWrongBackupCodesKeepNoOwnerOut(t *testing.T) {
	t.Parallel()
	for name, addresses := range map[string]struct{ stranger, owner string }{
		"IPv4": {"203.0.113.9", "192.0.2.44"},
		"IPv6": {"2001:db8:1:2::9", "2001:db8:1:3::44"},
	} {
		t.Run(name, func(t *testing.T) {
			h := signintest.Open(t)
			p := h.Owner()
			codes, err := h.Credential.RevealBackupCodes(t.Context(), p.By)
			h.Must(err)
			p.ShutCodes(factor.Backup, "0000-0000-0000", at(addresses.stranger))
			if v := p.Guess(factor.Backup, codes[0], at(addresses.stranger)); v.Refusal == nil {
				t.Error("the stranger's own network may go on")
			}
			if v := p.Guess(factor.Backup, codes[0], at(addresses.owner)); !v.OK {
				t.Errorf("the owner's right code: %+v", v)
			}
		})
	}
}

// Strangers have used up their turns at a password; its owner has a new browser and calls
// the host.
func TestUnlockingLetsTheRightPasswordInAgain(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	p.ShutCodes(factor.TOTP, p.Wrong(), signintest.Stranger())
	for enter(h, p.Email, signintest.Stranger()) {
	}
	if r := p.Enter(at("192.0.2.44")); r.Refusal == nil {
		t.Fatalf("a new browser is not kept out: %+v", r.Verdict)
	}
	_, err := h.Staff.Unlock(t.Context(), " ADA@example.com ")
	h.Must(err)
	if r := p.Enter(at("192.0.2.44")); !r.OK || r.Challenge == "" || r.Session != "" {
		t.Errorf("the right password, once unlocked: %+v", r)
	}
	if v := p.Guess(factor.TOTP, p.Code(), signintest.Stranger()); v.Refusal == nil {
		t.Error("guesses at the codes were given back too")
	}
	if h.SignedOut(p.By.Session) {
		t.Error("it ended the owner's session")
	}
	if _, err := h.Staff.Unlock(t.Context(), "nobody@example.com"); !errors.Is(err, user.ErrNotFound) {
		t.Errorf("nobody's: %v", err)
	}
	h.ChainHolds("user.unlocked")
}

// After a reset the password is taken again too, and so are codes: the secret that was
// guessed at is gone.
func TestAResetOpensWhatGuessingHasShut(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	p.ShutCodes(factor.TOTP, p.Wrong(), signintest.Stranger())
	for enter(h, p.Email, signintest.Stranger()) {
	}
	_, err := h.Staff.ResetSecondStep(t.Context(), p.Email)
	h.Must(err)
	by := at("192.0.2.44")
	r := p.Enter(by)
	if !r.OK || r.Session == "" {
		t.Fatalf("the right password after a reset: %+v", r.Verdict)
	}
	by.Browser = r.Browser
	p.TurnOn(h.Load(r.Session), by)
	if v := p.Guess(factor.TOTP, p.Code(), at("192.0.2.45")); !v.OK {
		t.Errorf("a right code of the new phone in another new browser: %+v", v)
	}
	if h.Latest().Kind != message.TwoFactorOn {
		t.Errorf("the newest message is %s", h.Latest().Kind)
	}
}

// A stranger who has the password answers with codes that were never sent, to somebody who has no such method. It
// proves nothing, and takes nothing from the method that the person may add one day.
func TestWhatCouldNotBeGuessedIsNotCounted(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	stranger := signintest.Stranger()
	for _, kind := range []factor.Kind{factor.Email, factor.WhatsApp} {
		p.Spend(authn.StrangersLimit(kind, p.ID).Name, authn.StrangersYear-authn.SentYear+1)
		for range 3 * authn.FreeGuesses {
			if v := p.Guess(kind, "123456", stranger); v.OK || v.Refusal != nil || v.Outcome.Problem != factor.NotSent {
				t.Fatalf("%s: %+v", kind, v)
			}
		}
	}
	if got := h.Told(message.CodesLocked, "codes.locked"); got != [2]int{} {
		t.Errorf("told %v times that a method is locked which the person does not have", got)
	}
	bare := h.Person("bare@example.test")
	for range 3 * authn.FreeGuesses {
		if v := bare.Guess(factor.TOTP, "123456", stranger); v.Refusal != nil || v.Outcome.Problem != factor.NotSetUp {
			t.Fatalf("an app's code: %+v", v)
		}
	}
}
