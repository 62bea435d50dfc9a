package contact_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"latchkey/internal/contact"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

// A thief at Bruno's open browser, who has no second step, puts an address of his own in
// force; Bruno disputes it from the old one, and support decide.
type dispute struct {
	*signintest.Fixture
	bruno contactPerson
	noor  *signintest.Person
}

func disputes(t *testing.T) dispute {
	t.Helper()
	h := signintest.Open(t)
	p := h.Person("bruno@example.com")
	s, by := p.Session(false)
	h.Must(h.Contact.ConfirmEmail(t.Context(), moves(h, s, by, "eve@example.com"), by))
	_, err := h.Notices.SayNotMe(t.Context(), h.MailTo(p.Email, message.EmailChanged).NotMe, signintest.Stranger())
	h.Must(err)
	d := dispute{Fixture: h, bruno: contactPerson{p, h}}
	d.noor, _, _ = h.Protected("noor@example.com")
	_, err = h.Staff.SetRoleFromShell(t.Context(), d.noor.Email, user.Support)
	h.Must(err)
	return d
}

func (d dispute) putBack(kind contact.Kind, value string) error {
	staff, by := d.noor.Session(true)
	_, err := d.Contact.PutBack(d.Context(), signintest.As(staff, by), d.bruno.ID, kind, value)
	return err
}

func TestStaffPutTheOldAddressBack(t *testing.T) {
	t.Parallel()
	d := disputes(t)
	d.Clock.Advance(9 * 24 * time.Hour) // however long it lasts, the old one can be put back
	d.Write(d.Contact.Sweep)
	thief, _ := d.bruno.Session(false)
	replaced, err := d.Contact.Disputed(t.Context(), d.bruno.now())
	d.Must(err)
	if len(replaced) != 1 || replaced[0].Value != "bruno@example.com" || replaced[0].Kind != contact.Email {
		t.Fatalf("what can be put back: %+v", replaced)
	}
	if err := d.putBack(contact.Email, "mallory@example.com"); !errors.Is(err, contact.ErrNotReplaced) {
		t.Errorf("any address can be put in force: %v", err)
	}
	d.Must(d.putBack(contact.Email, "bruno@example.com"))

	if u := d.bruno.now(); u.Email != "bruno@example.com" || u.Frozen() {
		t.Errorf("the address is %s, frozen %v", u.Email, u.Frozen())
	}
	if err := d.Credential.BackupCodesSaved(t.Context(), thief); !errors.Is(err, session.ErrNone) {
		t.Errorf("a session outlives it: %v", err)
	}
	for _, email := range []string{"bruno@example.com", "eve@example.com"} {
		m := d.MailTo(email, message.ContactPutBack)
		if m.Data.By != message.ByDesk || m.Data.Network != "" || (m.NotMe != "") != (email == "bruno@example.com") {
			t.Errorf("%s is told %+v", email, m)
		}
	}
	for _, event := range []string{"email.put-back", "account.unfrozen"} {
		n := d.Count(`FROM audit_event WHERE event = $1 AND actor = $2 AND subject = $3 AND network <> ''`, event, d.noor.ID, d.bruno.ID)
		if n != 1 {
			t.Errorf("%s: %d rows", event, n)
		}
	}
	if err := d.putBack(contact.Email, "eve@example.com"); !errors.Is(err, contact.ErrSettled) {
		t.Errorf("settled twice: %v", err)
	}
	before := d.Count(`FROM message WHERE recipient = 'eve@example.com'`)
	s, by := d.bruno.Session(false)
	moves(d.Fixture, s, by, "bruno@new.example")
	if d.Count(`FROM message WHERE recipient = 'eve@example.com'`) != before {
		t.Error("the thief goes on reading notices")
	}
}

func TestAnAddressThatSomebodyElseHasMeanwhileIsNotPutBack(t *testing.T) {
	t.Parallel()
	d := disputes(t)
	d.Person("bruno@example.com")
	if err := d.putBack(contact.Email, "bruno@example.com"); !errors.Is(err, user.ErrEmailTaken) {
		t.Errorf("it is put back: %v", err)
	}
	if u := d.bruno.now(); u.Email != "eve@example.com" || !u.Frozen() {
		t.Errorf("the refusal changed something: %s, frozen %v", u.Email, u.Frozen())
	}
}

// Where the thief changed the number too, the account stays frozen until that is settled as well.
func TestAnAddressAndANumberArePutBackOneAfterTheOther(t *testing.T) {
	t.Parallel()
	d := disputes(t)
	d.Must(d.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return errors.Join(d.Users.SetFrozen(ctx, tx, d.bruno.ID, false), d.Users.SetPhone(ctx, tx, d.bruno.ID, "+447700900123"))
	}))
	s, by := d.bruno.Session(false)
	d.Must(d.Contact.RemovePhone(t.Context(), signintest.As(s, by)))
	_, err := d.Notices.SayNotMe(t.Context(), d.MailTo("bruno@example.com", message.PhoneRemoved).NotMe, signintest.Stranger())
	d.Must(err)

	d.Must(d.putBack(contact.Phone, "+447700900123"))
	if u := d.bruno.now(); u.Phone != "+447700900123" || !u.Frozen() {
		t.Fatalf("the number is %q, frozen %v", u.Phone, u.Frozen())
	}
	if err := d.putBack(contact.Phone, ""); !errors.Is(err, contact.ErrNotReplaced) {
		t.Errorf("the number is decided on twice: %v", err)
	}
	d.Must(d.putBack(contact.Email, "bruno@example.com"))
	if u := d.bruno.now(); u.Email != "bruno@example.com" || u.Frozen() {
		t.Errorf("the address is %s, frozen %v", u.Email, u.Frozen())
	}
}
