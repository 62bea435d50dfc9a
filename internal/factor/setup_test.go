package factor_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/factor"

	"github.com/pquerna/otp"
)

func (d *desk) isOn(o factor.Owner) bool {
	d.Helper()
	on, err := d.factors.IsOn(d.Context(), d.db.Read(), o.UserID)
	d.must(err)
	return on
}

func (d *desk) pending(o factor.Owner) (factor.SetUp, error) {
	return d.factors.Pending(d.Context(), d.db.Read(), o, factor.TOTP)
}

// A set-up that never got its right code turns nothing on, and its secret is not the
// one in use.
func TestASetUpTurnsNothingOn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.begin(d.person("ada@example.com"), true)
	if d.isOn(p.owner) {
		t.Error("on before any code")
	}
	if got := told(p.asStranger(p.code(0))); got != "not set up" {
		t.Errorf("a code of the pending secret at sign-in: %s", got)
	}
	if got := told(p.verify(factor.Backup, firstOf(t, p), false)); got != "not set up" {
		t.Errorf("a backup code drawn with it: %s", got)
	}
	if got := told(p.confirm("000 000")); got != "wrong" {
		t.Errorf("a wrong code: %s", got)
	}
	if d.isOn(p.owner) {
		t.Error("on after a wrong code")
	}
}

func firstOf(t *testing.T, p *phone) string {
	t.Helper()
	s, err := p.pending(p.owner)
	if err != nil || len(s.Codes) != factor.BackupCodes {
		t.Fatalf("%d codes, %v", len(s.Codes), err)
	}
	return s.Codes[0]
}

func TestASetUpExpires(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.begin(d.person("ada@example.com"), false)
	d.clock.Advance(15*time.Minute - time.Millisecond)
	if _, err := d.pending(p.owner); err != nil {
		t.Fatalf("a moment before 15 minutes: %v", err)
	}
	d.clock.Advance(time.Millisecond)
	if _, err := d.pending(p.owner); !errors.Is(err, factor.ErrNoSetUp) {
		t.Errorf("drawn again after 15 minutes: %v", err)
	}
	err := d.db.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := d.factors.Confirm(ctx, tx, p.owner, factor.TOTP, factor.Answer{Input: p.code(0)})
		return err
	})
	if !errors.Is(err, factor.ErrNoSetUp) || d.isOn(p.owner) {
		t.Errorf("confirmed after 15 minutes: %v", err)
	}
	dbtest.Sweep(d, d.db, d.factors.Sweeps()...)
	d.write(func(ctx context.Context, tx db.Tx) error {
		var n int
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM factor`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d set-ups left after sweeping, %v", n, err)
		}
		return nil
	})
}

// A wrong code must not lose secret or codes; once it is on, they are never drawn again.
func TestASetUpIsDrawnAgainUntilItIsConfirmed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.begin(d.person("ada@example.com"), true)
	first, _ := d.pending(p.owner)
	p.confirm("000 000")
	p.confirm("12")
	again, err := d.pending(p.owner)
	if err != nil || again.Secret != first.Secret || !slices.Equal(again.Codes, first.Codes) {
		t.Fatalf("drawn anew after wrong codes: %v", err)
	}
	if got := told(p.confirm(p.code(0))); got != "in" {
		t.Fatalf("confirming: %s", got)
	}
	if _, err := d.pending(p.owner); !errors.Is(err, factor.ErrNoSetUp) {
		t.Errorf("the secret is shown again: %v", err)
	}
	d.write(func(ctx context.Context, tx db.Tx) error {
		if _, err := d.factors.Reveal(ctx, tx, p.owner.UserID); !errors.Is(err, factor.ErrShown) {
			t.Errorf("the dialog's codes are shown again: %v", err)
		}
		return nil
	})
	if o := p.verify(factor.Backup, first.Codes[3], false); !o.OK || o.Left != 9 {
		t.Errorf("a code of the dialog: %s, %d left", told(o), o.Left)
	}
}

// What is begun again goes on; what is begun anew replaces the one before of its kind, and no other.
func TestASecondSetUpReplacesTheFirst(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	o := d.person("ada@example.com")
	first := d.begin(o, false)
	second := d.begin(o, false)
	if first.secret == second.secret {
		t.Fatal("the same secret twice")
	}
	if got := told(first.confirm(first.code(0))); got == "in" {
		t.Error("the first set-up was confirmed")
	}
	if got := told(second.confirm(second.code(0))); got != "in" {
		t.Errorf("the second: %s", got)
	}
}

func TestWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	o := d.person("ada@example.com")
	p := d.begin(o, false)
	d.write(func(ctx context.Context, tx db.Tx) error {
		return d.factors.Begin(ctx, tx, o, factor.Enrollment{Kind: factor.WhatsApp, Phone: "+442071838750", Proof: factor.Strongest})
	})
	after := factor.Owner{UserID: o.UserID, Session: o.Session + " after a proof"}
	for name, c := range map[string]struct {
		o    factor.Owner
		b    factor.Enrollment
		want bool
	}{
		"the same app":        {o, factor.Enrollment{Kind: factor.TOTP}, true},
		"the same number":     {o, factor.Enrollment{Kind: factor.WhatsApp, Phone: "+442071838750"}, true},
		"another number":      {o, factor.Enrollment{Kind: factor.WhatsApp, Phone: "+442071838751"}, false},
		"another kind":        {o, factor.Enrollment{Kind: factor.Email}, false},
		"with another secret": {after, factor.Enrollment{Kind: factor.TOTP}, false},
		"of another person":   {factor.Owner{UserID: "bob", Session: o.Session}, factor.Enrollment{Kind: factor.TOTP}, false},
	} {
		d.write(func(ctx context.Context, tx db.Tx) error {
			if got, err := d.factors.IsUnderWay(ctx, tx, c.o, c.b); err != nil || got != c.want {
				t.Errorf("%s: %v, %v", name, got, err)
			}
			return nil
		})
	}
	d.write(func(ctx context.Context, tx db.Tx) error { return d.factors.Discard(ctx, tx, after) })
	if again, err := d.pending(o); err != nil || again.Secret != p.secret {
		t.Errorf("another session threw it away: %v", err)
	}
	d.write(func(ctx context.Context, tx db.Tx) error { return d.factors.Discard(ctx, tx, o) })
	if _, err := d.pending(o); !errors.Is(err, factor.ErrNoSetUp) {
		t.Errorf("thrown away, and still there: %v", err)
	}
}

// A set-up is its session's alone: another session of the same person, perhaps a
// thief's, neither sees the secret nor confirms it, nor does another person.
func TestASetUpBelongsToOneSession(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.begin(d.person("ada@example.com"), true)
	for name, o := range map[string]factor.Owner{
		"another session": {UserID: p.owner.UserID, Session: "another"},
		"no session":      {UserID: p.owner.UserID},
		"another person":  {UserID: d.person("bob@example.com").UserID, Session: p.owner.Session},
	} {
		if _, err := d.pending(o); !errors.Is(err, factor.ErrNoSetUp) {
			t.Errorf("%s sees the secret: %v", name, err)
		}
	}
}

func TestTheSetUpLinkIsWhatAuthenticatorsRead(t *testing.T) {
	t.Parallel()
	for host, issuer := range map[string]string{
		"Latchkey": "Latchkey", "Höst & Co": "Höst & Co", "Host: Cloud": "Host  Cloud",
		"100% / up?": "100% / up?", "a+b#c=d;e": "a+b#c=d;e", "مضيف": "مضيف",
	} {
		link := factor.SetUp{Secret: rfcSecret}.URL(host, "ada+x@example.com")
		u, err := url.Parse(link)
		if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/"+issuer+":ada+x@example.com" {
			t.Fatalf("%s: %+v, %v", link, u, err)
		}
		for name, want := range map[string]string{"secret": rfcSecret, "issuer": issuer, "algorithm": "SHA1", "digits": "6", "period": "30"} {
			if got := u.Query()[name]; len(got) != 1 || got[0] != want {
				t.Errorf("%s: %s is %q, want %q", host, name, got, want)
			}
		}
		key, err := otp.NewKeyFromURL(link)
		if err != nil || key.Issuer() != issuer || key.AccountName() != "ada+x@example.com" || key.Secret() != rfcSecret {
			t.Errorf("%s: read as %q, %q, %v", link, key.Issuer(), key.AccountName(), err)
		}
		if strings.Contains(link, "+") || strings.Contains(link, " ") {
			t.Errorf("%s: spaces and plus signs are read in two ways", link)
		}
	}
}
