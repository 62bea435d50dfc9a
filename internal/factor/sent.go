package factor

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/seal"
)

const (
	// CodeLifetime is how long a sent code is good.
	CodeLifetime = 10 * time.Minute
	// CodeTries is how many wrong answers a sent code allows.
	CodeTries = 5
)

// sent is a method whose codes are sent: by e-mail, or by WhatsApp.
type sent struct {
	*Factors
	kind Kind
}

// Form is code.ParseOneTime's verdict.
func (m sent) Form(input string) code.Problem {
	_, problem := code.ParseOneTime(input)
	return problem
}

// count takes one try from the code that is current in the scope, and names the code.
func (m sent) count(ctx context.Context, tx db.Tx, a Answer) (ticket string, err error) {
	return countTry(ctx, tx, m.kind, a.UserID, a.Scope, m.Clock.Now())
}

// Verify judges a code by the one that was sent last for the very same scope.
func (m sent) Verify(ctx context.Context, tx db.Tx, a Answer) (Outcome, error) {
	return m.judge(ctx, tx, a, false)
}

func (m sent) first(ctx context.Context, tx db.Tx, _ row, a Answer) (Outcome, error) {
	return m.judge(ctx, tx, a, true)
}

func (m sent) judge(ctx context.Context, tx db.Tx, a Answer, pending bool) (Outcome, error) {
	input, problem := code.ParseOneTime(a.Input)
	if problem != code.None {
		return Outcome{Problem: Malformed, Form: problem}, nil
	}
	c, found, err := currentCode(ctx, tx, m.kind, a, pending)
	switch {
	case err != nil:
		return Outcome{}, err
	case !found || a.FactorID != "" && a.FactorID != c.factor.id:
		return refused(NotSent), nil
	case !pending && m.kind == Email && !c.resetAt.IsZero():
		return refused(SameMailbox), nil
	}
	if o, err := m.judgeSent(ctx, tx, c, c.factor.target, a.Scope, a.ticket, input); err != nil || !o.OK {
		return o, err
	}
	return c.factor.right(), markUsed(ctx, tx, c.factor.id, m.Clock.Now())
}

// CountSent counts one try for the code that was sent to a destination for one scope, before the answer is
// checked. It returns the ticket for [Factors.JudgeSent]; "" if no try was left.
func (f *Factors) CountSent(ctx context.Context, tx db.Tx, d Destination, scope string) (ticket string, err error) {
	return countTry(ctx, tx, d.Kind, d.UserID, scope, f.Clock.Now())
}

// JudgeSent checks six digits against the code that was last sent to a destination for the same scope. It is
// for destinations that are no method of the person. A right code is used up.
func (f *Factors) JudgeSent(ctx context.Context, tx db.Tx, d Destination, scope, ticket, digits string) (Outcome, error) {
	c, found, err := currentSent(ctx, tx, d.Kind, d.UserID, scope)
	if err != nil {
		return Outcome{}, err
	}
	if !found {
		return refused(NotSent), nil
	}
	return f.judgeSent(ctx, tx, c, d.Address, scope, ticket, digits)
}

// judgeSent is the one place where a code that was sent is judged: whoever reads another address than it went to has
// none, and of any number at the same instant one spends it.
func (f *Factors) judgeSent(ctx context.Context, tx db.Tx, c sentCode, address, scope, ticket, digits string) (Outcome, error) {
	now := f.Clock.Now()
	switch {
	case c.target != seal.HashToken(address):
		return refused(NotSent), nil
	case !codeEnds(now).Has(c.expiresAt):
		return refused(Expired), nil
	case ticket == "": // no try was left to be counted
		return refused(Dead), nil
	case ticket != c.id || !f.Ring.Verify(c.mac, sentPurpose, c.id, scope, digits):
		return Outcome{Problem: Wrong, Chances: 1}, nil
	}
	if first, err := useSent(ctx, tx, c.id, now); err != nil || !first {
		return refused(Used), err
	}
	return Outcome{OK: true}, nil
}

// The key of this MAC is not in the database, so a stolen database gives no code
// away; the code's id and its scope in it keep it to the one thing it was sent for.
const sentPurpose = "sent code"

// Destination is where the codes of a method are sent.
type Destination struct {
	UserID   string
	FactorID string // "" where it is no method's
	Kind     Kind
	Address  string // an e-mail address, or a number in E.164
	Masked   string // Address, masked for display
	Pending  bool   // the method is being set up, so nobody has proved yet that the address is theirs
}

// Destination returns where the codes of a person's method, or of one being set up, are sent. It returns
// [ErrNoMethod] if the person has no method with that id whose codes are sent.
func (f *Factors) Destination(ctx context.Context, tx db.Reader, userID, factorID string) (Destination, error) {
	r, err := f.byID(ctx, tx, userID, factorID)
	if err != nil {
		return Destination{}, err
	}
	if _, ok := f.Method(r.kind).(sent); !ok {
		return Destination{}, ErrNoMethod
	}
	return Destination{
		UserID: userID, FactorID: r.id, Kind: r.kind, Address: r.target, Masked: r.masked(), Pending: !r.pendingUntil.IsZero(),
	}, nil
}

// Issued is a code that is about to be sent.
type Issued struct {
	ID        string
	Code      string
	ExpiresAt clock.Instant
}

// Issue draws a code for a scope. It replaces the last one for the same scope and kind.
func (f *Factors) Issue(ctx context.Context, tx db.Tx, d Destination, scope string) (Issued, error) {
	id, err := db.NewID()
	if err != nil {
		return Issued{}, err
	}
	now := f.Clock.Now()
	i := Issued{ID: id, Code: drawCode(), ExpiresAt: now.Add(CodeLifetime)}
	return i, insertSent(ctx, tx, sentCode{
		id: i.ID, userID: d.UserID, factor: row{id: d.FactorID, kind: d.Kind}, scope: scope, target: seal.HashToken(d.Address),
		mac: f.Ring.MAC(sentPurpose, i.ID, scope, i.Code), createdAt: now, expiresAt: i.ExpiresAt,
	})
}

// drawCode is six digits, each as likely as any other.
func drawCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // never: crypto/rand ends the program first
	}
	return fmt.Sprintf("%06d", n)
}
