package contact_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/clock"
	"latchkey/internal/contact"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

// A thief at Bruno's open browser, who has no second step, puts an address of his own in
// force; Bruno disputes it from the old one, and support decide.
type dispute struct {
	*signintest.Fixture
	bruno      contactPerson
	noor, mina *signintest.Person
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
	d.noor, d.mina = d.support("noor@example.com"), d.support("mina@example.com")
	return d
}

func (d dispute) support(email string) *signintest.Person {
	d.Helper()
	p, _, _ := d.Protected(email)
	_, err := d.Staff.SetRoleFromShell(d.Context(), p.Email, user.Support)
	d.Must(err)
	return p
}

func as(p *signintest.Person) access.Caller {
	s, by := p.Session(true)
	s.SteppedUp = true
	return signintest.As(s, by)
}

// decides has Noor say how the dispute is to end.
func (d dispute) decides(x contact.Decision) error {
	_, err := d.Contact.Decide(d.Context(), as(d.noor), d.bruno.ID, x)
	return err
}

// approves has somebody approve what was decided.
func (d dispute) approves(p *signintest.Person) error {
	about, err := d.Contact.Disputed(d.Context(), d.bruno.now())
	if err != nil {
		return err
	}
	_, err = d.Contact.Approve(d.Context(), as(p), d.bruno.ID, about.Decision.At)
	return err
}

func (d dispute) putBack(kind contact.Kind, value string) error {
	if err := d.decides(contact.Decision{Outcome: contact.Back, Kind: kind, Value: value}); err != nil {
		return err
	}
	return d.approves(d.mina)
}

func (d dispute) unchanged(point string) {
	d.Helper()
	if u := d.bruno.now(); u.Email != "eve@example.com" || !u.Frozen() {
		d.Errorf("%s: the address is %s, frozen %v", point, u.Email, u.Frozen())
	}
}

var (
	keeps = contact.Decision{Outcome: contact.Keep}
	back  = contact.Decision{Outcome: contact.Back, Kind: contact.Email, Value: "bruno@example.com"}
)

func TestStaffPutTheOldAddressBack(t *testing.T) {
	t.Parallel()
	d := disputes(t)
	d.Clock.Advance(9 * 24 * time.Hour) // however long it lasts, the old one can be put back
	dbtest.Sweep(d, d.DB, d.Contact.Sweeps()...)
	thief, _ := d.bruno.Session(false)
	about, err := d.Contact.Disputed(t.Context(), d.bruno.now())
	d.Must(err)
	if all := about.Replaced; len(all) != 1 || all[0].Value != "bruno@example.com" || all[0].Kind != contact.Email {
		t.Fatalf("what can be put back: %+v", all)
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
	for event, who := range map[string]string{
		"dispute.decided": d.noor.ID, "dispute.approved": d.mina.ID, "email.put-back": d.mina.ID, "account.unfrozen": d.mina.ID,
	} {
		n := d.Count(`FROM audit_event WHERE event = $1 AND actor = $2 AND subject = $3 AND network <> ''`, event, who, d.bruno.ID)
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
	d.Must(d.decides(back))
	d.Person("bruno@example.com")
	if err := d.approves(d.mina); !errors.Is(err, user.ErrEmailTaken) {
		t.Errorf("it is put back: %v", err)
	}
	d.unchanged("the refusal changed something")
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

// Whose account it is says no member of staff alone: neither for the owner nor for the thief.
func TestADisputeTakesTwoOfTheStaff(t *testing.T) {
	for name, x := range map[string]contact.Decision{"the new one stays": keeps, "the old one comes back": back} {
		d := disputes(t)
		d.Must(d.decides(x))
		d.unchanged(name + ", decided")
		if err := d.approves(d.noor); !errors.Is(err, contact.ErrSamePerson) {
			t.Errorf("%s, approved by whoever decided: %v", name, err)
		}
		if _, err := d.Contact.Decide(t.Context(), as(d.mina), d.bruno.ID, back); !errors.Is(err, contact.ErrDecided) {
			t.Errorf("%s, and something else after it: %v", name, err)
		}
		for who, seen := range map[string]clock.Instant{"nothing": 0, "another decision": d.Clock.Now() - 1} {
			if _, err := d.Contact.Approve(t.Context(), as(d.mina), d.bruno.ID, seen); !errors.Is(err, contact.ErrUndecided) {
				t.Errorf("%s, approved by somebody who saw %s: %v", name, who, err)
			}
		}
		d.Clock.Advance(30 * 24 * time.Hour)
		d.Must(d.Contact.Due(t.Context()))
		d.unchanged(name + ", nobody approved")
		d.Must(d.approves(d.mina))
		if d.bruno.now().Frozen() || (d.bruno.now().Email == "bruno@example.com") != (x == back) {
			t.Errorf("%s: %+v", name, d.bruno.now())
		}
		if err := d.approves(d.mina); !errors.Is(err, contact.ErrSettled) {
			t.Errorf("%s, approved twice: %v", name, err)
		}
	}
}

// Whoever was made staff at the desk a few days ago is no second person: somebody with an administrator's session could
// make one. From the server's shell it is another matter.
func TestNewStaffApproveNoDecision(t *testing.T) {
	d := disputes(t)
	boss, _, _ := d.Protected("boss@example.com")
	_, err := d.Staff.SetRoleFromShell(t.Context(), boss.Email, user.Administrator)
	d.Must(err)
	young, _, _ := d.Protected("young@example.com")
	_, err = d.Staff.SetRole(t.Context(), as(boss), young.ID, user.Support)
	d.Must(err)
	d.Must(d.decides(back))
	d.Clock.Advance(user.NewFor - time.Minute)
	if err := d.approves(young); !errors.Is(err, access.ErrNewStaff) {
		t.Errorf("approved by new staff: %v", err)
	}
	d.unchanged("refused")
	d.Clock.Advance(time.Minute)
	d.Must(d.approves(young))
}

// Nor are new staff a first person, for somebody else to approve: whoever made them staff would be both.
func TestNewStaffDecideNothing(t *testing.T) {
	d := disputes(t)
	boss, _, _ := d.Protected("boss@example.com")
	_, err := d.Staff.SetRoleFromShell(t.Context(), boss.Email, user.Administrator)
	d.Must(err)
	young, _, _ := d.Protected("young@example.com")
	_, err = d.Staff.SetRole(t.Context(), as(boss), young.ID, user.Support)
	d.Must(err)
	decide := func() error {
		_, err := d.Contact.Decide(t.Context(), as(young), d.bruno.ID, keeps)
		return err
	}
	if err := decide(); !errors.Is(err, access.ErrNewStaff) {
		t.Errorf("decided by new staff: %v", err)
	}
	if err := d.approves(boss); !errors.Is(err, contact.ErrUndecided) {
		t.Errorf("and approved: %v", err)
	}
	d.Clock.Advance(user.NewFor)
	d.Must(decide())
	d.Must(d.approves(boss))
}

// One stolen code of a member of staff, given at the sign-in, ends no dispute; nor does it where one person decides.
func TestAnApprovalTakesAProofOfItsOwn(t *testing.T) {
	d := disputes(t)
	signedIn := func(p *signintest.Person) access.Caller {
		by := as(p)
		by.SteppedUp = false
		return by
	}
	d.Must(d.decides(back))
	about, err := d.Contact.Disputed(t.Context(), d.bruno.now())
	d.Must(err)
	_, err = d.Contact.Approve(t.Context(), signedIn(d.mina), d.bruno.ID, about.Decision.At)
	if !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("approved on the sign-in's own proof: %v", err)
	}
	d.unchanged("refused")
	_, err = d.Contact.TakeBack(t.Context(), signedIn(d.mina), d.bruno.ID, about.Decision.At)
	d.Must(err)
	d.set("recovery.approval", "single")
	if _, err := d.Contact.Decide(t.Context(), signedIn(d.noor), d.bruno.ID, back); !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("decided alone on the sign-in's own proof: %v", err)
	}
	d.Must(d.decides(back))
}

// Of fifty approvals at once one is made.
func TestADecisionIsCarriedOutOnce(t *testing.T) {
	d := disputes(t)
	d.Must(d.decides(back))
	about, err := d.Contact.Disputed(t.Context(), d.bruno.now())
	d.Must(err)
	var done atomic.Int64
	var all sync.WaitGroup
	by := as(d.mina)
	for range 50 {
		all.Go(func() {
			if _, err := d.Contact.Approve(context.Background(), by, d.bruno.ID, about.Decision.At); err == nil {
				done.Add(1)
			}
		})
	}
	all.Wait()
	if done.Load() != 1 || d.Count(`FROM audit_event WHERE event = 'email.put-back'`) != 1 {
		t.Errorf("carried out %d times", done.Load())
	}
}
