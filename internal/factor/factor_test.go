package factor_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/factor"
	"latchkey/internal/seal"
	"latchkey/internal/user"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// desk is what a factor test works on: one database, one clock, and the methods.
type desk struct {
	*testing.T
	folder  string
	db      *db.DB
	clock   *clock.Clock
	factors *factor.Factors
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, folder: t.TempDir(), clock: clock.Fixed(noon)}
	d.open()
	return d
}

func (d *desk) open() {
	d.Helper()
	ring, err := seal.LoadOrCreate(filepath.Join(d.folder, "key"))
	d.must(err)
	d.factors = &factor.Factors{Clock: d.clock, Ring: ring}
	d.db = dbtest.Open(d.T, filepath.Join(d.folder, "latchkey.db"))
}

func (d *desk) restart() {
	d.Helper()
	d.must(d.db.Close())
	d.open()
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *desk) write(fn func(ctx context.Context, tx db.Tx) error) {
	d.Helper()
	d.must(d.db.InTx(d.Context(), fn))
}

// phone is somebody's authenticator app.
type phone struct {
	*desk
	owner  factor.Owner
	secret string
	off    time.Duration // how far its clock is ahead
}

func (d *desk) person(email string) factor.Owner {
	d.Helper()
	var u user.User
	d.write(func(ctx context.Context, tx db.Tx) (err error) {
		u, err = (&user.Users{Clock: d.clock}).Create(ctx, tx, email, "Ada", "x")
		return err
	})
	return factor.Owner{UserID: u.ID, Session: "session of " + u.ID}
}

// begin starts a set-up and reads its secret into a phone.
func (d *desk) begin(o factor.Owner, withCodes bool) *phone {
	d.Helper()
	d.write(func(ctx context.Context, tx db.Tx) error {
		return d.factors.Begin(ctx, tx, o, factor.Enrollment{Kind: factor.TOTP, Proof: factor.Strongest, Codes: withCodes})
	})
	setUp, err := d.factors.Pending(d.Context(), d.db.Read(), o, factor.TOTP)
	d.must(err)
	return &phone{desk: d, owner: o, secret: setUp.Secret}
}

// phoneOf adds a person who has two-factor on; the enrolling step has gone by.
func (d *desk) phoneOf(email string) *phone {
	d.Helper()
	p := d.begin(d.person(email), false)
	if o := p.confirm(p.code(0)); !o.OK {
		d.Fatalf("set-up refused: %+v", o)
	}
	d.clock.Advance(2 * code.Period * time.Second)
	return p
}

// code is what the phone shows some steps from now.
func (p *phone) code(steps int64) string {
	p.Helper()
	c, err := factor.At(p.secret, code.Step(int64(p.clock.Now().Add(p.off)))+steps)
	p.must(err)
	return c
}

func (p *phone) confirm(input string) (o factor.Outcome) {
	p.Helper()
	p.write(func(ctx context.Context, tx db.Tx) (err error) {
		o, err = p.factors.Confirm(ctx, tx, p.owner, factor.TOTP, factor.Answer{Input: input})
		return err
	})
	return o
}

func (p *phone) verify(kind factor.Kind, input string, known bool) (o factor.Outcome) {
	p.Helper()
	p.write(func(ctx context.Context, tx db.Tx) (err error) {
		o, err = p.factors.Method(kind).Verify(ctx, tx, factor.Answer{UserID: p.owner.UserID, Input: input, Known: known})
		return err
	})
	return o
}

// asStranger and asKnown give a code from a browser that has not, or has, signed in before.
func (p *phone) asStranger(input string) factor.Outcome { return p.verify(factor.TOTP, input, false) }

func (p *phone) asKnown(input string) factor.Outcome { return p.verify(factor.TOTP, input, true) }

// wait lets whole steps go by.
func (d *desk) wait(steps int) { d.clock.Advance(time.Duration(steps) * code.Period * time.Second) }

// told turns an outcome into a word for tables.
func told(o factor.Outcome) string {
	if o.OK {
		return "in"
	}
	return map[factor.Problem]string{
		factor.Malformed: "not a code", factor.Wrong: "wrong", factor.Used: "used",
		factor.ClockOff: "clock off", factor.NotSetUp: "not set up",
	}[o.Problem]
}
