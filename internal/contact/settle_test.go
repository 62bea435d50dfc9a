package contact_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/clock"
	"latchkey/internal/contact"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

const week = 7 * 24 * time.Hour

// theft is what follows once a phishing page has taken Ada's password and one code: the thief has a session of hers, and
// puts an address of his own in force.
type theft struct {
	*signintest.Fixture
	ada   contactPerson
	thief *signintest.Person // who has an app of his own once he has added one
	s     session.Session
	by    session.Client
	came  clock.Instant
	codes []string // backup codes that the thief has made
}

func thefts(t *testing.T, before time.Duration) *theft {
	t.Helper()
	h := signintest.Open(t)
	p, _, _ := h.Protected("ada@example.com")
	h.Clock.Advance(before)
	thief := *p
	th := &theft{Fixture: h, ada: contactPerson{p, h}, thief: &thief}
	th.s, th.by = p.Session(true)
	th.came = h.Clock.Now()
	return th
}

// addsAnApp sets an app of the thief's up, on the proof of the sign-in.
func (th *theft) addsAnApp() {
	th.Helper()
	th.s = th.thief.TurnOn(th.s, th.by)
}

// makesCodes replaces the backup codes.
func (th *theft) makesCodes() {
	th.Helper()
	th.Must(th.Credential.MakeBackupCodes(th.Context(), signintest.As(th.s, th.by)))
	codes, err := th.Credential.RevealBackupCodes(th.Context(), signintest.As(th.s, th.by))
	th.Must(err)
	th.codes = codes
}

// takesOver puts an address in force.
func (th *theft) takesOver(email string) {
	th.Helper()
	th.Must(th.Contact.ConfirmEmail(th.Context(), moves(th.Fixture, th.s, th.by, email), th.by))
	th.ada.Email, th.thief.Email = email, email
}

// says follows the newest link of a kind that went to an address.
func (th *theft) says(email string, kind message.Kind) error {
	_, err := th.Notices.SayNotMe(th.Context(), th.MailTo(email, kind).NotMe, signintest.Stranger())
	return err
}

// tries signs in with the password and a second step, by which the session is proved then; "" if that does not work.
func (th *theft) tries(p *signintest.Person, kind factor.Kind, code string) (session string) {
	th.Helper()
	r := p.Enter(th.by)
	if r.Challenge == "" {
		return r.Session
	}
	r, err := th.Flow.Verify(th.Context(), signin.Second{Challenge: r.Challenge, Kind: kind, Input: code, By: th.by})
	th.Must(err)
	return r.Session
}

func (th *theft) enters(p *signintest.Person, kind factor.Kind, code string) access.Caller {
	th.Helper()
	secret := th.tries(p, kind, code)
	if secret == "" {
		th.Fatal("not signed in")
	}
	return signintest.As(th.Load(secret), th.by)
}

// thrownOut sees that the thief does not get in any more, and is who they were if they did.
func (th *theft) thrownOut(kind factor.Kind, code string) access.Caller {
	th.Helper()
	if th.tries(th.thief, kind, code) != "" {
		th.Error("the thief gets in again")
	}
	var secret string
	th.Write(func(ctx context.Context, tx db.Tx) (err error) {
		secret, err = th.Sessions.Start(ctx, tx, session.Proofs{
			UserID: th.ada.ID, By: th.by, Proof: factor.Proof{Strength: factor.ByApp, FactorID: "the thief's", Since: th.came},
		})
		return err
	})
	return signintest.As(th.Load(secret), th.by)
}

// A dispute is settled by a second step from before the change, and by nothing that whoever made the change could have
// added: not even an hour before it, and however strong it is.
func TestWhatSettlesADispute(t *testing.T) {
	for name, c := range map[string]struct {
		before time.Duration // how long Ada had her app when the thief came
		want   error
	}{
		"her app of old":              {2 * week, nil},
		"her app, just old enough":    {week, nil},
		"her app, of a few days ago":  {week - time.Hour, contact.ErrCantSettle},
		"her app, of the same minute": {0, contact.ErrCantSettle},
	} {
		th := thefts(t, c.before)
		th.takesOver("eve@example.com")
		th.Must(th.says("ada@example.com", message.EmailChanged))
		th.Clock.Advance(2 * week) // which makes nothing older than the change
		can, err := th.Contact.CanSettle(t.Context(), th.ada.ID)
		th.Must(err)
		secret := th.tries(th.ada.Person, factor.TOTP, th.ada.Code())
		if (secret == "") != (c.want != nil) { // what is as young as what a thief may have added does not work any more
			t.Errorf("%s: signs in: %v", name, secret != "")
		}
		if secret != "" {
			err = th.Contact.Settle(t.Context(), signintest.As(th.Load(secret), th.by), contact.Keep)
		} else {
			err = th.Contact.Settle(t.Context(), th.thrownOut(factor.TOTP, "000000"), contact.Keep)
		}
		if !errors.Is(err, c.want) || th.ada.now().Frozen() != (c.want != nil) || can != (c.want == nil) {
			t.Errorf("%s: %v, frozen %v, said to settle it: %v", name, err, th.ada.now().Frozen(), can)
		}
	}
}

// The thief's app is there before the change of address, and stays strong enough for everything else.
func TestAThiefSettlesNothing(t *testing.T) {
	for name, steps := range map[string][]func(th *theft){
		"an app before the change": {(*theft).addsAnApp, func(th *theft) { th.takesOver("eve@example.com") }},
		"an app some days before it": {(*theft).addsAnApp, func(th *theft) {
			th.takesOver("eve@example.com")
			th.came = th.came.Add(-3 * 24 * time.Hour) // had they waited
		}},
		"an app after the change":       {func(th *theft) { th.takesOver("eve@example.com") }, (*theft).addsAnApp},
		"new backup codes, then change": {(*theft).makesCodes, func(th *theft) { th.takesOver("eve@example.com") }},
	} {
		t.Run(name, func(t *testing.T) {
			th := thefts(t, 2*week)
			for _, step := range steps {
				step(th)
			}
			th.Must(th.says("ada@example.com", message.EmailChanged))
			th.Clock.Advance(2 * week)
			kind, code := factor.TOTP, th.thief.Code()
			if th.codes != nil {
				kind, code = factor.Backup, th.codes[0]
			}
			thief := th.thrownOut(kind, code)
			var stale access.StepUpError
			err := th.Contact.Settle(t.Context(), thief, contact.Keep)
			if !errors.As(err, &stale) || stale.Need != factor.ByApp || stale.Since.IsZero() || !th.ada.now().Frozen() {
				t.Fatalf("the thief settles it: %v; frozen %v", err, th.ada.now().Frozen())
			}
			// What the thief has tried takes nothing from the owner.
			th.Must(th.Contact.Settle(t.Context(), th.enters(th.ada.Person, factor.TOTP, th.ada.Code()), contact.Keep))
			if th.ada.now().Frozen() {
				t.Error("the owner does not settle it")
			}
		})
	}
}

// A set-up that is begun before the change and completed after it is as old as its end.
func TestAMethodIsAsOldAsItsFirstRightCode(t *testing.T) {
	th := thefts(t, 2*week)
	th.Must(th.Credential.BeginSetUp(t.Context(), th.s, factor.Enrollment{Kind: factor.TOTP}))
	th.thief.Scan(th.s)
	th.Clock.Advance(10 * time.Minute)
	secret, v, err := th.Credential.ConfirmSetUp(t.Context(), signintest.As(th.s, th.by), signintest.OfApp(th.thief.Code()))
	if th.Must(err); !v.OK {
		t.Fatalf("refused: %+v", v)
	}
	th.Load(secret)
	methods, err := th.Factors.Enrolled(t.Context(), th.DB.Read(), th.ada.ID)
	th.Must(err)
	for _, m := range methods {
		if age := th.Clock.Now().Sub(m.AddedAt); age != 0 && age < week {
			t.Errorf("a method is %s old as it is turned on", age)
		}
	}
}

// Whoever reads the new mailbox freezes nothing, whichever link they follow; the links that went to the old one keep
// their seven days, whatever the thief does meanwhile.
func TestOnlyTheAddressBeforeTheChangeFreezes(t *testing.T) {
	for name, c := range map[string]struct {
		steps  func(th *theft)
		from   string
		told   message.Kind
		freeze bool
	}{
		"the thief, about the change":     {func(*theft) {}, "eve@example.com", message.EmailChanged, false},
		"the owner, about the change":     {func(*theft) {}, "ada@example.com", message.EmailChanged, true},
		"the owner, about the asking":     {func(*theft) {}, "ada@example.com", message.EmailChanging, true},
		"the thief, about a later change": {(*theft).asksForAnother, "eve@example.com", message.EmailChanging, false},
		"the owner, about a later change": {(*theft).asksForAnother, "ada@example.com", message.EmailChanging, true},
		"the owner, after a second change": {func(th *theft) {
			th.takesOver("mallory@example.com")
		}, "ada@example.com", message.EmailChanged, true},
		"the thief, after a second change": {func(th *theft) {
			th.takesOver("mallory@example.com")
		}, "eve@example.com", message.EmailChanged, false},
		"the thief, after the owner changed it back": {func(th *theft) {
			th.takesOver("ada@example.com")
		}, "eve@example.com", message.EmailChanged, false},
		"the owner, after a change back and forth": {func(th *theft) {
			th.takesOver("ada@example.com")
			th.takesOver("mallory@example.com")
		}, "ada@example.com", message.EmailChanged, true},
		"the thief, after a change back and forth": {func(th *theft) {
			th.takesOver("ada@example.com")
			th.takesOver("mallory@example.com")
		}, "eve@example.com", message.EmailChanged, false},
	} {
		th := thefts(t, 2*week)
		th.takesOver("eve@example.com")
		c.steps(th)
		link := th.MailTo(c.from, c.told).NotMe
		th.Clock.Advance(notice.NotMeFor - time.Second)
		dbtest.Sweep(th, th.DB, th.Contact.Sweeps()...)
		_, err := th.Notices.SayNotMe(t.Context(), link, signintest.Stranger())
		th.Must(err)
		if frozen := th.ada.now().Frozen(); frozen != c.freeze {
			t.Errorf("%s: frozen %v", name, frozen)
		}
		if refused := th.Count(`FROM audit_event WHERE event = 'dispute.refused'`) == 1; refused == c.freeze {
			t.Errorf("%s: the log says that it froze nothing: %v", name, refused)
		}
	}
}

// asksForAnother begins a further change from the new address, days after the first one.
func (th *theft) asksForAnother() {
	th.Helper()
	th.Clock.Advance(6 * 24 * time.Hour)
	s, by := th.ada.Session(true)
	moves(th.Fixture, s, by, "mallory@example.com")
}

// What was in force first stands at the desk, however often the thief has changed it.
func TestEveryAddressOfADisputeCanBePutBack(t *testing.T) {
	th := thefts(t, 2*week)
	for _, email := range []string{"eve@example.com", "mallory@example.com", "eve@example.com", "trudy@example.com"} {
		th.takesOver(email)
		th.Clock.Advance(time.Minute)
	}
	th.Must(th.says("ada@example.com", message.EmailChanged))
	about, err := th.Contact.Disputed(t.Context(), th.ada.now())
	th.Must(err)
	var values []string
	for _, r := range about.Replaced {
		values = append(values, r.Value)
	}
	if len(values) != 3 || values[0] != "eve@example.com" || values[1] != "mallory@example.com" || values[2] != "ada@example.com" {
		t.Errorf("what can be put back: %v", values)
	}
}

// Nothing that the thief does with the account, the new mailbox or a link takes a remedy from the owner.
func TestTheOwnersRemediesHold(t *testing.T) {
	th := thefts(t, 2*week)
	th.addsAnApp()
	th.takesOver("eve@example.com")
	th.Must(th.says("eve@example.com", message.EmailChanged)) // the thief is first
	th.Clock.Advance(6 * 24 * time.Hour)
	th.Must(th.says("ada@example.com", message.EmailChanging))
	thief := th.thrownOut(factor.TOTP, th.thief.Code())
	if err := th.Contact.Settle(t.Context(), thief, contact.Keep); err == nil {
		t.Fatal("the thief settles it")
	}
	th.Must(th.says("eve@example.com", message.ContactFrozen))
	th.Must(th.says("ada@example.com", message.EmailChanged)) // the other link has not died
	boss, _, _ := th.Protected("boss@example.com")
	_, err := th.Staff.SetRoleFromShell(t.Context(), boss.Email, user.Administrator)
	th.Must(err)
	noor, _, _ := th.Protected("noor@example.com")
	_, err = th.Staff.SetRoleFromShell(t.Context(), noor.Email, user.Support)
	th.Must(err)
	_, err = th.Contact.Decide(t.Context(), as(noor), th.ada.ID, contact.Decision{
		Outcome: contact.Back, Kind: contact.Email, Value: "ada@example.com",
	})
	th.Must(err)
	about, err := th.Contact.Disputed(t.Context(), th.ada.now())
	th.Must(err)
	_, err = th.Contact.Approve(t.Context(), as(boss), th.ada.ID, about.Decision.At)
	th.Must(err)
	if u := th.ada.now(); u.Email != "ada@example.com" || u.Frozen() {
		t.Errorf("the address is %s, frozen %v", u.Email, u.Frozen())
	}
}
