package factor

import (
	"context"
	"errors"
	"strings"

	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/factor/passkey"
)

type passkeys struct{ *Factors }

func (f *Factors) keys() *passkey.Keys {
	return &passkey.Keys{Clock: f.Clock, Ring: f.Ring, Party: f.Party}
}

var _ = register(Passkey, func(f *Factors) Method { return passkeys{f} })

// Form lets anything pass that a browser may have answered: nobody types it.
func (m passkeys) Form(input string) code.Problem {
	if input == "" {
		return code.Empty
	}
	return code.None
}

// Verify judges the answer to a challenge that was given out for this scope.
func (m passkeys) Verify(ctx context.Context, tx db.Tx, a Answer) (Outcome, error) {
	v, err := m.keys().Verify(ctx, tx, ceremony(a.UserID, a.Scope), a.FactorID, a.Input)
	if errors.Is(err, passkey.ErrNotOffered) {
		return refused(NotSetUp), nil
	}
	if err != nil || !v.OK {
		return refused(wrong(v.Copied)), err
	}
	return m.accepted(ctx, tx, v)
}

// wrong is what is wrong with a passkey that was not accepted.
func wrong(copied bool) Problem {
	if copied {
		return Copied
	}
	return Wrong
}

func (f *Factors) accepted(ctx context.Context, tx db.Tx, v passkey.Verdict) (Outcome, error) {
	rows, err := active(ctx, tx, v.UserID, Passkey, v.FactorID)
	if err != nil {
		return Outcome{}, err
	}
	if len(rows) == 0 {
		return refused(NotSetUp), nil
	}
	o := rows[0].right()
	o.WentBack = v.WentBack
	if !v.UserVerified { // whoever holds the key can touch it
		o.Strength = min(o.Strength, ByApp)
	}
	return o, markUsed(ctx, tx, v.FactorID, f.Clock.Now())
}

func ceremony(userID, scope string) passkey.Ceremony {
	c := passkey.Ceremony{Purpose: passkey.SecondStep, Scope: scope, UserID: userID, AskedBy: "user/" + userID}
	if strings.HasPrefix(scope, "session/") {
		c.Purpose = passkey.Confirm
	}
	return c
}

// prepare has nothing to store: the key is the authenticator's to make.
func (m passkeys) prepare(context.Context, db.Tx, *row) error { return nil }

// first stores the passkey that was made for this set-up. One that did not verify its
// user counts for less, or a change that asks for as much as it counts could never be made.
func (m passkeys) first(ctx context.Context, tx db.Tx, r row, a Answer) (Outcome, error) {
	made, ok, err := m.keys().Registered(ctx, tx, registration(r), a.Input)
	if err != nil || !ok {
		return refused(wrong(made.Copied)), err
	}
	if r.name == "" {
		r.name = made.Model
	}
	if !made.UserVerified {
		r.strength = min(r.strength, ByApp)
	}
	if err := settle(ctx, tx, r); err != nil {
		return Outcome{}, err
	}
	return r.right(), m.keys().Keep(ctx, tx, made, r.id)
}

func registration(r row) passkey.Ceremony {
	return passkey.Ceremony{Purpose: passkey.Register, Scope: SetUpScope(r.id), UserID: r.userID, AskedBy: "user/" + r.userID}
}

// CreatePasskey makes the challenge that completes the set-up of a passkey, and returns its options as JSON for
// the browser. It returns [ErrNoSetUp] if no passkey is being set up, and [passkey.ErrNotOffered].
func (f *Factors) CreatePasskey(ctx context.Context, tx db.Tx, o Owner, p passkey.Person, host string) ([]byte, error) {
	r, err := f.pending(ctx, tx, o, Passkey)
	if err != nil {
		return nil, err
	}
	has, err := load(ctx, tx, selectRow+` AND kind = $2 AND `+there, o.UserID, string(Passkey))
	if err != nil {
		return nil, err
	}
	return f.keys().BeginRegister(ctx, tx, registration(r), p, host, idsOf(has))
}

// AskForPasskey makes a challenge and returns its options as JSON for the browser. An [Answer] with the same
// user, scope and method answers it. It returns [passkey.ErrNotOffered] if the person has no passkey for this
// site.
func (f *Factors) AskForPasskey(ctx context.Context, tx db.Tx, a Answer) ([]byte, error) {
	rows, err := active(ctx, tx, a.UserID, Passkey, a.FactorID)
	if err != nil {
		return nil, err
	}
	return f.keys().BeginAssert(ctx, tx, ceremony(a.UserID, a.Scope), idsOf(rows))
}

func idsOf(rows []row) []string {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	return ids
}

// BeginPasskeySignIn makes a challenge for a passkey that is the whole sign-in, and returns its options as JSON for
// the browser. Scope identifies the browser; askedBy is the network that the number of open challenges is
// limited by. It may return [passkey.ErrNotOffered].
func (f *Factors) BeginPasskeySignIn(ctx context.Context, tx db.Tx, scope, askedBy string) ([]byte, error) {
	return f.keys().BeginAssert(ctx, tx, passkey.Ceremony{Purpose: passkey.SignIn, Scope: scope, AskedBy: askedBy}, nil)
}

// VerifyPasskeySignIn checks the answer to a challenge of [Factors.BeginPasskeySignIn] and returns the passkey's owner. The
// passkey must have verified its user, because it replaces password and second step.
func (f *Factors) VerifyPasskeySignIn(ctx context.Context, tx db.Tx, scope, input string) (userID string, o Outcome, err error) {
	v, err := f.keys().Verify(ctx, tx, passkey.Ceremony{Purpose: passkey.SignIn, Scope: scope}, "", input)
	if errors.Is(err, passkey.ErrNotOffered) {
		return "", refused(NotSetUp), nil
	}
	if err != nil || !v.OK {
		return "", refused(wrong(v.Copied)), err
	}
	o, err = f.accepted(ctx, tx, v)
	return v.UserID, o, err
}
