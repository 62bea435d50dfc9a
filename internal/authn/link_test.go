package authn_test

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
)

// fresh is a browser that nobody has signed in with, elsewhere.
func fresh() session.Client {
	return session.Client{Agent: "Firefox", Address: netip.MustParseAddr("192.0.2.44")}
}

// usedLink has a browser use a link that was mailed to the person.
func usedLink(h *signintest.Fixture, userID string, by session.Client) session.Client {
	h.Helper()
	h.Write(func(ctx context.Context, tx db.Tx) (err error) {
		by.Browser, err = h.Authn.UsedLink(ctx, tx, userID, by)
		return err
	})
	return by
}

func shutPassword(h *signintest.Fixture, email string) {
	h.Helper()
	for enter(h, email, signintest.Stranger()) {
	}
}

// Strangers guess at the owner's password without end; the owner has nothing but a new browser and the mailbox.
func TestAMailedLinkOpensTheBrowserThatUsedIt(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	bob := h.Person("bob@example.com")
	by := usedLink(h, p.ID, fresh())
	shutPassword(h, p.Email)
	shutPassword(h, bob.Email)
	if r := p.Enter(fresh()); r.Refusal == nil {
		t.Fatal("a new browser that used no link is not kept out: this shows nothing")
	}
	if r := p.Enter(by); !r.OK || r.Challenge == "" || r.Session != "" {
		t.Fatalf("the browser that used the link: %+v", r.Verdict)
	}
	if r := bob.Enter(by); r.Refusal == nil {
		t.Error("it opens somebody else's password")
	}
	h.Clock.Advance(session.LinkFor)
	shutPassword(h, p.Email)
	if r := p.Enter(by); r.Refusal == nil {
		t.Error("it lasts for longer than an hour")
	}
}

// Whoever reads the mailbox along can use links all day long, in as many browsers as they like.
func TestAFewLinksADayOpenABrowser(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	guesses := 0
	for range 20 {
		by := usedLink(h, p.ID, fresh())
		shutPassword(h, p.Email)
		for enter(h, p.Email, by) {
			guesses++
		}
	}
	if guesses != 3*authn.FreeGuesses {
		t.Errorf("%d guesses by 20 links in one day, want those of three", guesses)
	}
	h.Clock.Advance(24 * time.Hour)
	by := usedLink(h, p.ID, fresh())
	shutPassword(h, p.Email)
	if r := p.Enter(by); !r.OK {
		t.Errorf("the next day: %+v", r.Verdict)
	}
}

// A change of the account ends what was granted before it.
func TestAChangeEndsWhatALinkOpened(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	by := usedLink(h, p.ID, fresh())
	h.Write(func(ctx context.Context, tx db.Tx) error { return h.Users.NewEpoch(ctx, tx, p.ID) })
	shutPassword(h, p.Email)
	if r := p.Enter(by); r.Refusal == nil {
		t.Error("it outlives the change")
	}
}

// A mailbox is no second step: its links give no more codes to guess at, send none, and make no browser known.
func TestAMailedLinkGivesNoMoreCodes(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	by := usedLink(h, p.ID, fresh())
	if known, err := h.Browsers.Knows(t.Context(), h.DB.Read(), by.Browser, p.ID); known || err != nil {
		t.Errorf("the browser is known: %v, %v", known, err)
	}
	before := p.Counted()
	p.Guess(factor.TOTP, p.Wrong(), by)
	if p.Counted() != before+1 {
		t.Error("its guesses at codes are not the strangers'")
	}
	p.ShutCodes(factor.TOTP, p.Wrong(), signintest.Stranger())
	if v := p.Guess(factor.TOTP, p.Code(), by); v.Refusal == nil {
		t.Errorf("it guesses codes although strangers have used theirs up: %+v", v)
	}
}

// The owner's own browser has used its guesses up: it goes on as a stranger's would.
func TestAKnownBrowserFallsBackToTheStrangersLimit(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	for range authn.FreeGuesses {
		if !enter(h, p.Email, p.By.Client) {
			t.Fatal("refused early")
		}
	}
	if r := p.Enter(p.By.Client); !r.OK {
		t.Fatalf("the right password, after its own guesses: %+v", r.Verdict)
	}
	guesses := 0
	for enter(h, p.Email, p.By.Client) {
		guesses++
	}
	if guesses != authn.FreeGuesses {
		t.Errorf("%d further guesses, want the strangers' %d", guesses, authn.FreeGuesses)
	}
	r := p.Enter(p.By.Client)
	if r.Refusal == nil || r.Refusal.Wait <= 0 || r.Refusal.Wait > 30*time.Second {
		t.Errorf("with both used up it waits for the one that opens first: %+v", r.Verdict)
	}
}
