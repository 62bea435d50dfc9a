package recovery

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"time"

	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// lost is a host in which Ada has lost her app but not her phone.
type lost struct {
	*signintest.Fixture
	cases *Cases
	ada   *signintest.Person
	home  session.Client // the browser that she signed in with
	staff member
}

func loseTheApp(t *testing.T) *lost {
	h := signintest.Open(t)
	l := &lost{Fixture: h, cases: New(h.Authority)}
	l.ada, _, l.home = h.Protected("ada@example.com")
	l.staff = memberOf(h.Person("sam@example.com"))
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return errors.Join(l.cases.Users.SetPhone(ctx, tx, l.ada.ID, "+442079460123"), l.cases.Users.SetRole(ctx, tx, l.staff.ID, user.Support))
	})
	h.Clock.Advance(10 * 24 * time.Hour)
	return l
}

// support makes people members of support.
func (l *lost) support(people ...member) {
	l.Helper()
	for _, m := range people {
		l.Write(func(ctx context.Context, tx db.Tx) error { return l.cases.Users.SetRole(ctx, tx, m.ID, user.Support) })
	}
}

func from(address string) session.Client {
	return session.Client{Agent: "Firefox", Address: netip.MustParseAddr(address)}
}

// opens follows a case by the link in Ada's mailbox, as whoever reads it can.
func (l *lost) opens(by session.Client) (key string) {
	l.Helper()
	for {
		refusal, err := l.cases.Ask(l.Context(), l.ada.Email, by)
		l.Must(err)
		if refusal == nil {
			break
		}
		l.Clock.Advance(refusal.Wait)
	}
	key, err := l.cases.Open(l.Context(), l.MailTo(l.ada.Email, message.RecoveryOpen).Secret, by)
	l.Must(err)
	return key
}

// proves gives the phone's proof with the code that came to it.
func (l *lost) proves(key string, by session.Client) authn.Verdict {
	l.Helper()
	refusal, err := l.cases.SendCode(l.Context(), key, by)
	l.Must(err)
	if refusal != nil {
		return authn.Verdict{Refusal: refusal}
	}
	v, err := l.cases.ProvePhone(l.Context(), key, l.coming(), by)
	l.Must(err)
	return v
}

// stops has the staff stop the case that a key follows.
func (l *lost) stops(key string) {
	l.Helper()
	c, _, err := keyBySecret(l.Context(), l.DB.Read(), hashed(key))
	l.Must(err)
	by := l.staff.by
	by.PasswordAt = l.Clock.Now()
	l.Must(l.cases.StopByStaff(l.Context(), Work{CaseID: c.ID, By: by}))
}

// coming is the code that came to the phone last.
func (l *lost) coming() string {
	l.Helper()
	all, err := l.cases.Outbox.Latest(l.Context(), l.DB.Read(), 50)
	l.Must(err)
	for _, m := range all {
		if m.Channel == message.WhatsApp {
			return m.Secret
		}
	}
	l.Fatal("no code came")
	return ""
}

// spends guesses wrong codes as fast as the limits let it, each at a code that waits, until
// none is taken any more; and tells how many were.
func (l *lost) spends(key string, by session.Client) (guesses int) {
	l.Helper()
	wrong := l.sends(key, by)
	for {
		v, err := l.cases.ProvePhone(l.Context(), key, wrong, by)
		l.Must(err)
		switch {
		case v.Refusal != nil && v.Refusal.Spent:
			return guesses
		case v.Refusal != nil:
			l.Clock.Advance(v.Refusal.Wait)
		case v.Outcome.Problem == factor.Dead:
			wrong = l.sends(key, by)
		case v.Outcome.Problem == factor.Wrong:
			guesses++
		default:
			l.Fatalf("a wrong code: %+v", v)
		}
	}
}

// sends has a code sent as soon as one is, and tells one that is wrong.
func (l *lost) sends(key string, by session.Client) (wrong string) {
	l.Helper()
	for {
		refusal, err := l.cases.SendCode(l.Context(), key, by)
		l.Must(err)
		if refusal != nil {
			l.Clock.Advance(refusal.Wait)
			continue
		}
		if l.coming() == "000000" {
			return "111111"
		}
		return "000000"
	}
}

// What a year bears, by the limiter itself: so many wrong codes and no more, whenever in the year they come.
func TestHowManyWrongCodesAYearBears(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	limit := yearLimit(Case{UserID: l.ada.ID}, "", false)
	taken := func() (n int) {
		l.Write(func(ctx context.Context, tx db.Tx) error {
			for {
				refusal, err := l.Limiter.Reserve(ctx, tx, limit)
				if err != nil || refusal != nil {
					return err
				}
				n++
			}
		})
		return n
	}
	if n := taken(); n != guessesYear {
		t.Errorf("%d, want %d", n, guessesYear)
	}
	l.Clock.Advance(180 * 24 * time.Hour)
	if n := taken(); n != 0 {
		t.Errorf("%d more in half a year", n)
	}
	l.Clock.Advance(throttle.Year - 178*24*time.Hour)
	if n := taken(); n != guessesYear {
		t.Errorf("%d in the next year, want %d", n, guessesYear)
	}
}

// Whoever reads Ada's mailbox along guesses at the codes that come to her phone until no more
// are taken from strangers for the rest of the year, in whichever browser, in whichever case.
// Her own browser gives the proof still; and where she has none any more, staff open a case.
func TestAThiefOfTheMailboxLeavesTheOwnerThePhone(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	thief := from("203.0.113.9")
	const left = 12 // of the year, most of which they have guessed away already
	l.Write(func(ctx context.Context, tx db.Tx) error {
		held, _, err := l.Limiter.ReserveOne(ctx, tx, yearLimit(Case{UserID: l.ada.ID}, "", false))
		return errors.Join(err, held.Fail(ctx, tx, guessesYear-left))
	})
	if n := l.spends(l.opens(thief), thief); n != left {
		t.Errorf("strangers guess %d times, want %d", n, left)
	}
	again := l.opens(thief)
	if n := l.spends(again, thief); n != 0 {
		t.Errorf("from another browser they guess %d times more", n)
	}
	if v := l.proves(l.opens(l.home), l.home); !v.OK {
		t.Errorf("her own browser: %+v", v)
	}
	if err := l.cases.StopByKey(t.Context(), again, thief); !errors.Is(err, ErrProofsMissing) {
		t.Errorf("whoever reads the mailbox stops a case that others follow: %v", err)
	}
	l.stops(again)
	anew := from("192.0.2.44")
	key := l.opens(anew)
	l.Clock.Advance(24 * time.Hour)
	if v := l.proves(key, anew); v.Refusal == nil || !v.Refusal.Spent {
		t.Errorf("another case of her mailbox makes the year's guesses new: %+v", v)
	}

	l.Must(l.cases.StopByKey(t.Context(), key, anew))
	_, err := l.cases.OpenFor(t.Context(), l.staff.by, l.ada.ID)
	l.Must(err)
	key, v, err := l.cases.JoinWithPassword(t.Context(), l.ada.Email, signintest.Password, anew)
	if err != nil || !v.OK {
		t.Fatalf("joining: %+v, %v", v, err)
	}
	l.Clock.Advance(time.Hour)
	if v := l.proves(key, anew); !v.OK {
		t.Errorf("in a case that staff opened: %+v", v)
	}
}

// The day's codes of strangers are not those of a browser that has signed in before.
func TestStrangersLeaveAKnownBrowserItsCodes(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	thief := from("203.0.113.9")
	key := l.opens(thief)
	for {
		refusal, err := l.cases.SendCode(t.Context(), key, thief)
		l.Must(err)
		if refusal != nil && refusal.Wait > time.Hour {
			break
		}
		if refusal != nil {
			l.Clock.Advance(refusal.Wait)
		}
	}
	if v := l.proves(l.opens(l.home), l.home); !v.OK {
		t.Errorf("%+v", v)
	}
}

// Nothing is spent of a year's guesses where no code waits: else they would be gone without a
// word to the phone.
func TestWhatCanNotBeRightSpendsNothing(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	thief := from("203.0.113.9")
	key := l.opens(thief)
	for range 2 * guessesYear {
		v, err := l.cases.ProvePhone(t.Context(), key, "000000", thief)
		l.Must(err)
		if v.OK || v.Refusal != nil && v.Refusal.Spent {
			t.Fatalf("%+v", v)
		}
		l.Clock.Advance(time.Hour)
	}
	anew := from("192.0.2.44")
	if v := l.proves(l.opens(anew), anew); !v.OK {
		t.Errorf("%+v", v)
	}
}

// The code is its browser's: another that follows the same case sees nothing of it, and a
// right one typed there proves nothing.
func TestACodeWaitsInTheBrowserThatAskedForIt(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	mine, theirs := from("192.0.2.44"), from("203.0.113.9")
	key, other := l.opens(mine), l.opens(theirs)
	if _, err := l.cases.LastCode(t.Context(), key, mine); !errors.Is(err, ErrNoCode) {
		t.Errorf("before one is sent: %v", err)
	}
	l.sends(key, mine)
	sent, err := l.cases.LastCode(t.Context(), key, mine)
	if err != nil || sent.MessageID == "" || sent.ResendAfter != 30*time.Second || sent.Masked != "+44 ••• •• 123" {
		t.Errorf("%+v, %v", sent, err)
	}
	if sent, err := l.cases.LastCode(t.Context(), other, theirs); !errors.Is(err, ErrNoCode) {
		t.Errorf("another browser of the case: %+v, %v", sent, err)
	}
	if v, err := l.cases.ProvePhone(t.Context(), other, l.coming(), theirs); err != nil || v.Outcome.Problem != factor.Dead {
		t.Errorf("typed there: %+v, %v", v, err)
	}
	if sent, err := l.cases.LastCode(t.Context(), "nobody's", theirs); !errors.Is(err, ErrNoCase) {
		t.Errorf("nobody's browser: %+v, %v", sent, err)
	}
	l.Clock.Advance(30 * time.Second)
	l.sends(key, mine)
	if sent, err := l.cases.LastCode(t.Context(), key, mine); err != nil || sent.ResendAfter != time.Minute {
		t.Errorf("the second: %+v, %v", sent, err)
	}
	l.Clock.Advance(factor.CodeLifetime)
	if _, err := l.cases.LastCode(t.Context(), key, mine); !errors.Is(err, ErrNoCode) {
		t.Errorf("after ten minutes: %v", err)
	}
	l.sends(key, mine)
	l.stops(key)
	if _, err := l.cases.LastCode(t.Context(), key, mine); !errors.Is(err, ErrNotNow) {
		t.Errorf("once the case is stopped: %v", err)
	}
}

// Somebody has made their own number the account's, and staff put the old one back: what came to the other phone proves
// nothing any more, neither as a proof that was given nor as a code that still waits.
func TestAProofCountsForTheNumberItWasGivenWith(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	number := func(phone string) {
		l.Write(func(ctx context.Context, tx db.Tx) error { return l.cases.Users.SetPhone(ctx, tx, l.ada.ID, phone) })
	}
	given := func(key string) bool {
		view, err := l.cases.See(t.Context(), key, "")
		l.Must(err)
		_, found := view.Key.Proofs[Phone]
		all, _, err := l.cases.List(t.Context(), "", 1)
		l.Must(err)
		if all[0].Sufficient != view.Sufficient() {
			t.Errorf("proved in the list: %v, on its page: %v", all[0].Sufficient, view.Sufficient())
		}
		return found
	}
	thief := from("198.51.100.7")
	number("+447911123456")
	key := l.opens(thief)
	if v := l.proves(key, thief); !v.OK || !given(key) {
		t.Fatalf("the number in force proves nothing: %+v", v)
	}
	number("+442079460123")
	if given(key) {
		t.Error("the proof of the other number still counts")
	}

	number("+447911123456")
	later := l.opens(thief)
	l.sends(later, thief)
	code := l.coming()
	number("+442079460123")
	if v, err := l.cases.ProvePhone(t.Context(), later, code, thief); v.OK || err != nil || given(later) {
		t.Errorf("the code that went to the other number: %+v, %v", v, err)
	}

	l.Clock.Advance(time.Hour)
	if v := l.proves(key, thief); !v.OK || !given(key) {
		t.Errorf("a code to the number that is back: %+v", v)
	}
}

// Whoever took the password can follow a case that staff opened. To stop it from there would be a veto against every way
// back: it takes the proofs that the case itself takes.
func TestThePasswordAloneStopsNoCaseOfTheStaff(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	_, err := l.cases.OpenFor(t.Context(), l.staff.by, l.ada.ID)
	l.Must(err)
	joins := func(by session.Client) (key string) {
		key, v, err := l.cases.JoinWithPassword(t.Context(), l.ada.Email, signintest.Password, by)
		if err != nil || !v.OK {
			t.Fatalf("joining: %+v, %v", v, err)
		}
		return key
	}
	canStop := func(key string) bool {
		v, err := l.cases.See(t.Context(), key, "")
		l.Must(err)
		return v.CanStop()
	}
	thief := from("203.0.113.9")
	theirs := joins(thief)
	if err := l.cases.StopByKey(t.Context(), theirs, thief); !errors.Is(err, ErrProofsMissing) || canStop(theirs) {
		t.Errorf("with the password alone: %v, offered %v", err, canStop(theirs))
	}
	mine := joins(l.home)
	l.Must(l.cases.ProveBrowser(t.Context(), mine, l.home))
	if v := l.proves(mine, l.home); !v.OK {
		t.Fatalf("%+v", v)
	}
	if !canStop(mine) {
		t.Error("the owner, with the proofs, is not offered to stop it")
	}
	l.Must(l.cases.StopByKey(t.Context(), mine, l.home))
}
