package contact_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/contact"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

// staffed is a theft on a host with two of the staff.
func (th *theft) staffed() dispute {
	th.Helper()
	d := dispute{Fixture: th.Fixture, bruno: th.ada}
	d.noor, d.mina = d.support("noor@example.com"), d.support("mina@example.com")
	return d
}

// Whoever a dispute was settled against keeps nothing of their mailbox: no link that was mailed there works, whatever it is
// about, and no further notice goes there.
func TestWhatWasMailedElsewhereEndsWithTheDispute(t *testing.T) {
	adasBack := contact.Decision{Outcome: contact.Back, Kind: contact.Email, Value: "ada@example.com"}
	for name, c := range map[string]struct {
		settle  func(th *theft) error
		inForce string
		against string
	}{
		"staff put the old one back": {func(th *theft) error {
			d := th.staffed()
			return errors.Join(d.decides(adasBack), d.approves(d.mina))
		}, "ada@example.com", "eve@example.com"},
		"staff keep the new one": {func(th *theft) error {
			d := th.staffed()
			return errors.Join(d.decides(keeps), d.approves(d.mina))
		}, "eve@example.com", "ada@example.com"},
		"the owner keeps the new one": {func(th *theft) error {
			return th.Contact.Settle(th.Context(), th.enters(th.ada.Person, factor.TOTP, th.ada.Code()), contact.Keep)
		}, "eve@example.com", "ada@example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			th := thefts(t, 2*week)
			th.takesOver("eve@example.com")
			th.addsAnApp()
			links := map[message.Kind]string{}
			for _, kind := range []message.Kind{message.EmailChanged, message.MethodAdded} {
				links[kind] = th.MailTo(c.against, kind).NotMe
			}
			th.Must(th.says("ada@example.com", message.EmailChanged))
			links[message.ContactFrozen] = th.MailTo(c.against, message.ContactFrozen).NotMe
			th.Must(c.settle(th))
			if u := th.ada.now(); u.Email != c.inForce || u.Frozen() {
				t.Fatalf("the address is %s, frozen %v", u.Email, u.Frozen())
			}
			th.ada.Email = c.inForce
			for kind, link := range links {
				if _, err := th.Notices.SayNotMe(t.Context(), link, signintest.Stranger()); !errors.Is(err, notice.ErrNoLink) {
					t.Errorf("the link about %s: %v", kind, err)
				}
			}
			before := th.Count(`FROM message WHERE recipient = $1`, c.against)
			s, by := th.ada.Session(true)
			th.Must(th.Credential.MakeBackupCodes(t.Context(), signintest.As(s, by)))
			dbtest.Sweep(th, th.DB, th.Contact.Sweeps()...)
			if th.Count(`FROM message WHERE recipient = $1`, c.against) != before {
				t.Error("notices go on to the address that it was settled against")
			}
		})
	}
}

// What somebody decided who was taken off the staff since is carried out by nobody's approval.
func TestADecisionLapsesWithTheRoleOfWhoeverMadeIt(t *testing.T) {
	for name, end := range map[string]func(d dispute) error{
		"no staff any more": func(d dispute) error { return second(d.Staff.SetRoleFromShell(d.Context(), d.noor.Email, user.Client)) },
		"kept out":          func(d dispute) error { return second(d.Staff.DisableUser(d.Context(), d.noor.Email)) },
	} {
		d := disputes(t)
		d.Must(d.decides(back))
		d.Must(end(d))
		if err := d.approves(d.mina); !errors.Is(err, contact.ErrLapsed) {
			t.Errorf("%s: approved: %v", name, err)
		}
		d.unchanged(name)
		about, err := d.Contact.Disputed(t.Context(), d.bruno.now())
		d.Must(err)
		d.Must(second(d.Contact.TakeBack(t.Context(), as(d.mina), d.bruno.ID, about.Decision.At)))
	}
}

func second[T any](_ T, err error) error { return err }

// While the account is frozen its owner signs in with the address from before, which the thief's change took from them, and
// gets links for a new password there and nowhere else.
func TestTheAddressBeforeTheChangeOpensAFrozenAccount(t *testing.T) {
	th := thefts(t, 2*week)
	owner := *th.ada.Person
	owner.Email = "ada@example.com"
	th.takesOver("eve@example.com")
	if th.tries(&owner, factor.TOTP, owner.Code()) != "" {
		t.Fatal("an address that was given up signs in")
	}
	th.Clock.Advance(time.Minute)
	th.Must(th.says(owner.Email, message.EmailChanged))
	s := th.enters(&owner, factor.TOTP, owner.Code())
	th.asks("eve@example.com")
	if n := th.Count(`FROM message WHERE kind = 'reset_password'`); n != 0 {
		t.Error("the disputed address gets a link for a new password")
	}
	link := th.asks(owner.Email)
	_, err := th.Links.ResetPassword(t.Context(), link, "copper basket morning tea", signintest.Stranger())
	th.Must(err)
	if !th.SignedOut(s.Session) || th.ada.Enter(signintest.Stranger()).OK {
		t.Error("the password that the thief knows opens the account still")
	}
	if !th.ada.now().Frozen() {
		t.Error("a new password settles the dispute")
	}
	if n := th.Count(`FROM message WHERE kind = 'reset_password' AND recipient <> $1`, owner.Email); n != 0 {
		t.Errorf("%d links for a new password went elsewhere", n)
	}
	// A link that was mailed there ends with the dispute, if the other address stays.
	th.Clock.Advance(26 * time.Hour)
	late := th.asks(owner.Email)
	d := th.staffed()
	th.Must(errors.Join(d.decides(keeps), d.approves(d.mina)))
	_, err = th.Links.ResetPassword(t.Context(), late, "silver kettle evening rain", signintest.Stranger())
	if !errors.Is(err, notice.ErrNoLink) {
		t.Errorf("against whom it was settled sets a password: %v", err)
	}
	entry := signin.Entry{Email: owner.Email, Password: "copper basket morning tea", By: signintest.Stranger()}
	if r, err := th.Flow.Password(t.Context(), entry); err != nil || r.OK {
		t.Error("and signs in with the address from before")
	}
}

// asks asks for a new password with an address, and returns the newest link that went there, if one did.
func (th *theft) asks(email string) (link string) {
	th.Helper()
	_, err := th.Links.ForgotPassword(th.Context(), email, signintest.Stranger())
	th.Must(err)
	if th.Count(`FROM message WHERE kind = 'reset_password' AND recipient = $1`, email) == 0 {
		return ""
	}
	return th.MailTo(email, message.ResetPassword).Secret
}

// Guesses at one password share one limit, whichever of the two addresses they are made with.
func TestTwoAddressesAreGuessedAtInOneLimit(t *testing.T) {
	th := thefts(t, 2*week)
	th.takesOver("eve@example.com")
	th.Must(th.says("ada@example.com", message.EmailChanged))
	guess := func(email string) bool {
		r, err := th.Flow.Password(t.Context(), signin.Entry{Email: email, Password: "a wrong password", By: signintest.Stranger()})
		th.Must(err)
		return r.Refusal == nil
	}
	for guess("eve@example.com") { // until they are refused
	}
	if guess("ada@example.com") {
		t.Error("the address from before is guessed at anew")
	}
}

// From the server's shell a dispute ends with the methods: the address by which the person was named is in force, and the
// set-up is open to them.
func TestTheShellEndsADispute(t *testing.T) {
	for named, other := range map[string]string{"ada@example.com": "eve@example.com", "eve@example.com": "ada@example.com"} {
		th := thefts(t, 2*week)
		th.takesOver("eve@example.com")
		th.Must(th.says("ada@example.com", message.EmailChanged))
		_, err := th.Staff.ResetSecondStep(t.Context(), named)
		th.Must(err)
		u := th.ada.now()
		if u.Frozen() || u.Email != named {
			t.Errorf("%s: the address is %s, frozen %v", named, u.Email, u.Frozen())
		}
		kind := message.ContactKept
		if named == "ada@example.com" {
			kind = message.ContactPutBack
		}
		for _, email := range []string{named, other} {
			if m := th.MailTo(email, kind); m.Data.By != message.ByShell || (m.NotMe != "") != (email == named) {
				t.Errorf("%s: %s is told %+v", named, email, m)
			}
		}
		if th.Count(`FROM audit_event WHERE event = 'account.unfrozen' AND actor = 'shell'`) != 1 {
			t.Errorf("%s: the log does not say who ended it", named)
		}
		th.ada.Email = named
		by := signintest.Stranger()
		r := th.ada.Enter(by)
		by.Browser = r.Browser
		th.ada.TurnOn(th.Load(r.Session), by)
	}
}

// The owner who may settle puts back what was in force before the oldest disputed change, however often it was changed since;
// what was disputed is no address "before" any later change.
func TestTheOwnerPutsBackWhatWasDisputed(t *testing.T) {
	th := thefts(t, 2*week)
	th.Write(func(ctx context.Context, tx db.Tx) error {
		return th.Users.SetPhone(ctx, tx, th.ada.ID, "+447700900123")
	})
	owner := *th.ada.Person
	th.Must(th.Contact.RemovePhone(t.Context(), signintest.As(th.s, th.by)))
	th.takesOver("eve@example.com")
	th.takesOver("mallory@example.com")
	th.addsAnApp()
	var links []string
	for _, email := range []string{"eve@example.com", "mallory@example.com"} {
		links = append(links, th.MailTo(email, message.MethodAdded).NotMe)
	}
	th.Must(th.says(owner.Email, message.EmailChanged))
	thief := th.thrownOut(factor.TOTP, th.thief.Code())
	if err := th.Contact.Settle(t.Context(), thief, contact.Back); !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("the thief puts back: %v", err)
	}
	by := th.enters(&owner, factor.TOTP, owner.Code())
	th.Must(th.Contact.Settle(t.Context(), by, contact.Back))
	if u := th.ada.now(); u.Frozen() || u.Email != "ada@example.com" || u.Phone != "+447700900123" {
		t.Fatalf("the address is %s, the number %q, frozen %v", u.Email, u.Phone, u.Frozen())
	}
	if !th.SignedOut(thief.Session) || !th.SignedOut(by.Session) {
		t.Error("a session outlives it")
	}
	for _, link := range links {
		if _, err := th.Notices.SayNotMe(t.Context(), link, signintest.Stranger()); !errors.Is(err, notice.ErrNoLink) {
			t.Errorf("a link that was mailed to a disputed address: %v", err)
		}
	}
	n := th.Count(`FROM message WHERE recipient IN ('eve@example.com', 'mallory@example.com')`)
	th.ada.Email = owner.Email
	th.s, th.by = th.ada.Session(true)
	th.takesOver("ada@new.example")
	if th.Count(`FROM message WHERE recipient IN ('eve@example.com', 'mallory@example.com')`) != n {
		t.Error("a disputed address hears of what comes after it")
	}
	trusted := func(email string) bool {
		ok, err := th.Contact.Trusted(t.Context(), th.DB.Read(), notice.NotMe{UserID: th.ada.ID, MailedTo: email, At: th.Clock.Now()})
		th.Must(err)
		return ok
	}
	if !trusted("ada@example.com") || trusted("eve@example.com") || trusted("mallory@example.com") {
		t.Error("a disputed address counts as the one before a change")
	}
}

func TestWhatIsInForceAgainIsNotPutBack(t *testing.T) {
	th := thefts(t, 2*week)
	owner := *th.ada.Person
	th.takesOver("eve@example.com")
	th.takesOver(owner.Email)
	th.Must(th.says(owner.Email, message.EmailChanged))
	by := th.enters(&owner, factor.TOTP, owner.Code())
	if err := th.Contact.Settle(t.Context(), by, contact.Back); !errors.Is(err, contact.ErrNotReplaced) || !th.ada.now().Frozen() {
		t.Errorf("the thief's address is put in force: %v, %s", err, th.ada.now().Email)
	}
}
