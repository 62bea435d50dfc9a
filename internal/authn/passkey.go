package authn

import (
	"context"
	"net/netip"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/password"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// PasskeyEntry is the answer of a passkey that is the whole sign-in.
type PasskeyEntry struct {
	Scope string // identifies the browser that asked for the challenge
	Input string
	By    session.Client
}

// asksDaily is how many challenges a day one network is given: each is written down, and
// the sign-in page asks for one by itself whenever somebody looks at it.
const asksDaily = 10_000

// BeginPasskeySignIn makes the challenge for a [PasskeyEntry] and returns its options as JSON for the browser. It
// returns [passkey.ErrNotOffered], or [password.ErrBusy] if the client's network has asked too often.
func (p *Verifier) BeginPasskeySignIn(ctx context.Context, scope string, by session.Client) (options []byte, err error) {
	var limits []throttle.Limit
	for _, network := range networkLimits(by.Address) {
		limits = append(limits, daily("passkey/"+network.Name, asksDaily*network.Rule.Free/100, false))
	}
	err = p.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		refusal, err := p.Limiter.Reserve(ctx, tx, limits...)
		if err != nil {
			return err
		}
		if refusal != nil {
			return password.ErrBusy
		}
		options, err = p.Factors.BeginPasskeySignIn(ctx, tx, scope, networkOf(by.Address))
		return err
	})
	return options, err
}

// VerifyPasskeySignIn checks a passkey that is the whole sign-in. If it is right, it calls then with the passkey's
// owner, in the transaction that uses the challenge up. A disabled person's passkey is refused like an unknown
// one.
func (p *Verifier) VerifyPasskeySignIn(ctx context.Context, e PasskeyEntry,
	then func(ctx context.Context, tx db.Tx, u user.User, proof factor.Outcome) error,
) (v Verdict, err error) {
	began := time.Now()
	limits := passkeyLimits(e.By)
	err = p.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		v.Refusal, err = p.Limiter.Reserve(ctx, tx, limits...)
		return err
	})
	if err != nil || v.Refusal != nil {
		return v, err
	}
	err = p.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		userID, outcome, err := p.Factors.VerifyPasskeySignIn(ctx, tx, e.Scope, e.Input)
		if err != nil {
			return err
		}
		v.Outcome = outcome
		if !outcome.OK {
			return p.noteWrongPasskey(ctx, tx, userID, e.By)
		}
		u, err := p.Users.ByID(ctx, tx, userID)
		if err != nil {
			return err
		}
		if u.Disabled() {
			v.Outcome = factor.Outcome{Problem: factor.Wrong}
			return p.noteWrongPasskey(ctx, tx, userID, e.By)
		}
		if err := p.Limiter.Succeed(ctx, tx, limits...); err != nil {
			return err
		}
		if err := p.noteCounter(ctx, tx, userID, outcome, e.By); err != nil {
			return err
		}
		return then(ctx, tx, u, outcome)
	})
	if v.OK = err == nil && v.Outcome.OK; err != nil || v.OK {
		return v, err
	}
	return v, wait(ctx, p.MinResponseTime-time.Since(began))
}

func (p *Verifier) noteWrongPasskey(ctx context.Context, tx db.Tx, userID string, by session.Client) error {
	return p.Audit.Append(ctx, tx, audit.Event{Kind: "sign-in.passkey-wrong", Subject: userID, Network: by.Network()})
}

// CounterBack is the kind of the audit event about a passkey whose counter went back: it may have been copied.
const CounterBack = "passkey.counter-back"

// noteCounter warns staff of a passkey that may have been copied. It locks nobody out:
// an authenticator that was reset counts from the beginning too.
func (p *Verifier) noteCounter(ctx context.Context, tx db.Tx, userID string, proof factor.Outcome, by session.Client) error {
	if !proof.WentBack {
		return nil
	}
	return p.Audit.Append(ctx, tx, audit.Event{
		Kind: CounterBack, Actor: userID, Subject: userID, Network: by.Network(), Detail: map[string]string{"method": proof.FactorID},
	})
}

// passkeyLimits count what was signed by no passkey that is known here. Nobody guesses a
// signature, so this bounds only the work; a browser that has signed in before has a limit
// of its own, which strangers in its network can't use up.
func passkeyLimits(by session.Client) []throttle.Limit {
	if by.Browser != "" {
		return []throttle.Limit{{Name: "passkey/browser/" + by.Browser, Rule: Rule(24*time.Hour, 0)}}
	}
	limits := networkLimits(by.Address)
	for i := range limits {
		limits[i].Name = "passkey/" + limits[i].Name
	}
	return limits
}

// networkOf names the smallest network that counts as one stranger.
func networkOf(address netip.Addr) string {
	limits := networkLimits(address)
	if len(limits) == 0 {
		return "network"
	}
	return limits[0].Name
}
