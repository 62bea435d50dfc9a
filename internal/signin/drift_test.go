package signin_test

import (
	"testing"
	"time"

	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
)

// answers gives the password and then this code.
func answers(h *signintest.Fixture, p *signintest.Person, input string, by session.Client) signin.Result {
	h.Helper()
	r, err := h.Flow.Verify(h.Context(), signin.Second{Challenge: p.Enter(by).Challenge, Kind: factor.TOTP, Input: input, By: by})
	h.Must(err)
	return r
}

// goesOff sets the phone's clock wrong and gives two of its codes in the owner's own
// browser, which is how the drift comes to be followed.
func goesOff(h *signintest.Fixture, p *signintest.Person, off time.Duration, by session.Client) {
	h.Helper()
	h.Clock.Advance(time.Hour)
	p.Off = off
	answers(h, p, p.Code(), by)
	h.Clock.Advance(signintest.Period)
	if r := answers(h, p, p.Code(), by); !r.OK {
		h.Fatalf("the drift is not followed: %+v", r.Verdict)
	}
	h.Clock.Advance(time.Hour)
}

// A fast phone shows codes before their time. Whoever phishes two of them and waits
// until they are today's must not pass for its owner with the clock put right.
func TestOldCodesOfAFastPhoneLetNobodyIn(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, _, by := h.Protected("ada@example.com")
	goesOff(h, p, 5*time.Minute, by)
	phished := []string{p.Code(), p.CodeAt(1)}
	h.Clock.Advance(5 * time.Minute)
	for i, input := range phished {
		if r := answers(h, p, input, signintest.Stranger()); r.OK || r.Session != "" {
			t.Fatalf("code %d, phished minutes ago, let a stranger in", i+1)
		}
		h.Clock.Advance(signintest.Period)
	}
	// In the owner's own browser a clock put right is followed all the same.
	p.Off = 0
	h.Clock.Advance(time.Hour)
	answers(h, p, p.Code(), by)
	h.Clock.Advance(signintest.Period)
	if r := answers(h, p, p.Code(), by); !r.OK {
		t.Errorf("the owner with the clock put right: %+v", r.Verdict)
	}
}

// A slow phone put right shows codes that nobody can have seen before: two are enough,
// in a new browser on another network too.
func TestASlowPhonePutRightLetsItsOwnerInFromAnywhere(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, _, by := h.Protected("ada@example.com")
	goesOff(h, p, -5*time.Minute, by)
	p.Off = 0
	if r := answers(h, p, p.Code(), signintest.Stranger()); r.OK || r.Outcome.Problem != factor.ClockOff {
		t.Fatalf("the first code is worth a hint: %+v", r.Verdict)
	}
	h.Clock.Advance(signintest.Period)
	if r := answers(h, p, p.Code(), signintest.Stranger()); !r.OK || r.Session == "" {
		t.Fatalf("the second: %+v", r.Verdict)
	}
}
