package credential_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
)

// half is one of two sessions in which the same person sets an app up.
type half struct {
	signintest.Person
	session session.Session
	by      session.Client
}

// twoSetUps begins a set-up in each of two sessions of one person.
func twoSetUps(h *signintest.Fixture) [2]*half {
	h.Helper()
	p := h.Person("ada@example.com")
	var both [2]*half
	for i := range both {
		s, by := p.Session(false)
		both[i] = &half{Person: *p, session: s, by: by}
		h.Must(h.Credential.BeginSetUp(h.Context(), s, factor.Enrollment{Kind: factor.TOTP}))
	}
	for _, b := range both {
		b.Scan(b.session) // after both have begun
	}
	return both
}

// Somebody sets up on the computer, and a thief with the password, or a second tab
// elsewhere, does so too: neither disturbs the other.
func TestTwoSetUpsStandApart(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	both := twoSetUps(h)
	mine, other := both[0], both[1]
	if mine.Secret == other.Secret {
		t.Fatal("both drew the same secret")
	}
	for refused := false; !refused; {
		_, v, err := h.Credential.ConfirmSetUp(t.Context(), signintest.As(other.session, other.by), signintest.OfApp(mine.Code()))
		if h.Must(err); v.OK {
			t.Fatal("the code of one set-up confirmed the other")
		}
		refused = v.Refusal != nil
	}
	_, v, err := h.Credential.ConfirmSetUp(t.Context(), signintest.As(mine.session, mine.by), signintest.OfApp(mine.Code()))
	if err != nil || !v.OK {
		t.Errorf("after wrong codes in the other: %+v, %v", v, err)
	}
}

// Both confirm at the same moment: the app of one is on, and nothing of the other's is
// left to be confirmed later.
func TestOfTwoSetUpsConfirmedAtOnceOneIsOn(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	var won atomic.Pointer[half]
	var all sync.WaitGroup
	for _, b := range twoSetUps(h) {
		input := b.Code()
		all.Go(func() {
			_, v, err := h.Credential.ConfirmSetUp(context.Background(), signintest.As(b.session, b.by), signintest.OfApp(input))
			switch {
			case err == nil && v.OK:
				if won.Swap(b) != nil {
					t.Error("both were turned on")
				}
			case !errors.Is(err, factor.ErrNoSetUp):
				t.Errorf("the one that came second: %+v, %v", v, err)
			}
		})
	}
	all.Wait()
	winner := won.Load()
	if winner == nil || h.Count(`FROM factor`) != 1 || h.Count(`FROM factor WHERE pending_until > 0`) != 0 {
		t.Fatalf("%d apps and set-ups are there", h.Count(`FROM factor`))
	}
	h.Clock.Advance(2 * signintest.Period)
	if v := winner.Guess(factor.TOTP, winner.Code(), winner.by); !v.OK {
		t.Errorf("the winner's code: %+v", v)
	}
	err := h.Credential.BeginSetUp(t.Context(), winner.session, factor.Enrollment{Kind: factor.TOTP})
	if !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("a third set-up: %v", err)
	}
}
