package contact_test

import (
	"errors"
	"testing"

	"latchkey/internal/contact"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
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
			return th.Contact.Settle(th.Context(), th.enters(th.ada.Person, factor.TOTP, th.ada.Code()))
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
			th.Write(th.Contact.Sweep)
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
