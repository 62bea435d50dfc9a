package signin

import (
	"context"

	"latchkey/internal/authn"
	"latchkey/internal/challenge"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
)

// Methods lists the second steps that a challenge can be answered with, in Enrolled's
// order; backup codes besides. challenge.ErrExpired: begin again with the password.
func (f *Flow) Methods(ctx context.Context, secret string) ([]factor.Enrolled, error) {
	c, err := f.Challenges.Load(ctx, f.DB.Read(), secret, challenge.SignIn)
	if err != nil {
		return nil, err
	}
	return f.Factors.Enrolled(ctx, f.DB.Read(), c.UserID)
}

// SendCode sends a code by one of the person's methods; it is good for this challenge
// and no other. challenge.ErrExpired, and SendCode's errors of authn.Verifier.
func (f *Flow) SendCode(ctx context.Context, secret, factorID string, by session.Client) (s authn.Sent, refusal *throttle.Refusal, err error) {
	err = f.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		c, err := f.Challenges.Load(ctx, tx, secret, challenge.SignIn)
		if err != nil {
			return err
		}
		s, refusal, err = f.SendCodeIn(ctx, tx, authn.SendRequest{UserID: c.UserID, FactorID: factorID, Scope: c.ID, By: by})
		return err
	})
	return s, refusal, err
}

// LastSent is the code that was sent last for a challenge by a kind of method; false
// where none was. challenge.ErrExpired.
func (f *Flow) LastSent(ctx context.Context, secret string, k factor.Kind, by session.Client) (s authn.Sent, found bool, err error) {
	c, err := f.Challenges.Load(ctx, f.DB.Read(), secret, challenge.SignIn)
	if err != nil {
		return s, false, err
	}
	return f.Verifier.LastSent(ctx, c.UserID, c.ID, k, by)
}

// begin starts the challenge for somebody whose password was right, and sends a code
// where that is how the preferred method works. Whoever's is not, costs nothing more.
func (f *Flow) begin(ctx context.Context, tx db.Tx, r *Result, userID string, sends bool, e Entry) (err error) {
	r.Challenge, err = f.Challenges.Start(ctx, tx, challenge.Challenge{
		UserID: userID, Purpose: challenge.SignIn, Next: e.Next, Earlier: e.Earlier, Agent: e.By.Agent, Network: e.By.Network(),
	})
	if err != nil || !sends {
		return err
	}
	methods, err := f.Factors.Enrolled(ctx, tx, userID)
	if err != nil || !methods[0].Sends() || methods[0].Blocked != factor.None {
		return err
	}
	c, err := f.Challenges.Load(ctx, tx, r.Challenge, challenge.SignIn)
	if err != nil {
		return err
	}
	// Refused or not: the page says whether a code is on its way, and offers another.
	_, _, err = f.SendCodeIn(ctx, tx, authn.SendRequest{UserID: userID, FactorID: methods[0].ID, Scope: c.ID, By: e.By})
	return err
}
