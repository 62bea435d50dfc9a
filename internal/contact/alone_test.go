package contact_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/contact"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

func (d dispute) set(name, value string) {
	d.Helper()
	d.Write(func(ctx context.Context, tx db.Tx) error { return d.Settings.Set(ctx, tx, name, value) })
	d.Settings.Refresh()
}

func (d dispute) later(by time.Duration) {
	d.Helper()
	d.Clock.Advance(by)
	d.Must(d.Contact.Due(d.Context()))
}

// On a host where one person decides, both addresses hear of it first, and what was decided waits.
func TestWhoDecidesAloneWaits(t *testing.T) {
	for name, x := range map[string]contact.Decision{"the new one stays": keeps, "the old one comes back": back} {
		d := disputes(t)
		d.set("recovery.approval", "single")
		d.Clock.Advance(20 * 24 * time.Hour) // the notices about the change itself have long ended
		d.Must(d.decides(x))
		for email, linked := range map[string]bool{"bruno@example.com": true, "eve@example.com": false} {
			m := d.MailTo(email, message.ContactDeciding)
			if (m.NotMe != "") != linked || m.Data.Until != d.Clock.Now().Add(contact.DecisionWait) {
				t.Errorf("%s: %s is told %+v", name, email, m)
			}
		}
		d.later(contact.DecisionWait - time.Second)
		d.unchanged(name + ", too early")
		d.later(time.Second)
		if u := d.bruno.now(); u.Frozen() || (u.Email == "bruno@example.com") != (x == back) {
			t.Errorf("%s: %+v", name, u)
		}
		for _, email := range []string{"bruno@example.com", "eve@example.com"} {
			if d.Count(`FROM message WHERE recipient = $1 AND kind IN ('contact_kept', 'contact_put_back')`, email) != 1 {
				t.Errorf("%s: %s does not hear what came of it", name, email)
			}
		}
	}
}

// What takes a decision back that waits, and what does not.
func TestWhatStopsADecisionThatWaits(t *testing.T) {
	objects := func(from string) func(d dispute) {
		return func(d dispute) {
			m := d.MailTo(from, message.ContactDeciding)
			_, err := d.Notices.SayNotMe(d.Context(), m.NotMe, signintest.Stranger())
			d.Must(err)
		}
	}
	for name, c := range map[string]struct {
		do    func(d dispute)
		holds bool
	}{
		"nothing":                              {func(dispute) {}, true},
		"an objection from the address before": {objects("bruno@example.com"), false},
		"the host has come to want two":        {func(d dispute) { d.set("recovery.approval", "second") }, false},
		"who decided is no staff any more": {func(d dispute) {
			_, err := d.Staff.SetRoleFromShell(d.Context(), d.noor.Email, user.Client)
			d.Must(err)
		}, false},
		"who decided is kept out": {func(d dispute) {
			_, err := d.Staff.DisableUser(d.Context(), d.noor.Email)
			d.Must(err)
		}, false},
		"a colleague takes it back": {func(d dispute) {
			about, err := d.Contact.Disputed(d.Context(), d.bruno.now())
			d.Must(err)
			_, err = d.Contact.TakeBack(d.Context(), as(d.mina), d.bruno.ID, about.Decision.At)
			d.Must(err)
		}, false},
		"the person has become staff": {func(d dispute) {
			_, err := d.Staff.SetRoleFromShell(d.Context(), "eve@example.com", user.Support)
			d.Must(err)
		}, false},
		"another link of the thief's": {func(d dispute) {
			_, err := d.Notices.SayNotMe(d.Context(), d.MailTo("eve@example.com", message.EmailChanged).NotMe, signintest.Stranger())
			d.Must(err)
		}, true},
	} {
		d := disputes(t)
		d.set("recovery.approval", "single")
		d.Must(d.decides(keeps))
		c.do(d)
		d.later(contact.DecisionWait)
		if settled := !d.bruno.now().Frozen(); settled != c.holds {
			t.Errorf("%s: settled %v", name, settled)
		}
	}
}

func TestNewStaffDecideNothingAlone(t *testing.T) {
	d := disputes(t)
	d.set("recovery.approval", "single")
	d.Write(func(ctx context.Context, tx db.Tx) error {
		u, err := d.Users.ByID(ctx, tx, d.noor.ID)
		u.Role = user.Client
		return errors.Join(err, d.Users.Appoint(ctx, tx, u, user.Support))
	})
	if err := d.decides(back); !errors.Is(err, access.ErrNewStaff) {
		t.Errorf("new staff decide alone: %v", err)
	}
}
