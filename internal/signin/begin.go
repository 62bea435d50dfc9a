package signin

import (
	"context"

	"latchkey/internal/audit"
	"latchkey/internal/authn"
	"latchkey/internal/challenge"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/user"
)

// begin starts the challenge for somebody whose password was right, and sends a code
// where that is how the preferred method works. Whoever's is not, costs nothing more.
func (f *Flow) begin(ctx context.Context, tx db.Tx, r *Result, u user.User, sends bool, e Entry) (err error) {
	r.Challenge, err = f.Challenges.Start(ctx, tx, challenge.Challenge{
		UserID: u.ID, Epoch: u.Epoch, Purpose: challenge.SignIn, Next: e.Next, Earlier: e.Earlier, Agent: e.By.Agent, Network: e.By.Network(),
	})
	if err != nil {
		return err
	}
	err = f.Audit.Append(ctx, tx, audit.Event{Kind: "sign-in.awaits-code", Subject: u.ID, Network: e.By.Network()})
	if err != nil || !sends {
		return err
	}
	methods, err := f.Factors.Enrolled(ctx, tx, u.ID)
	if err != nil || !methods[0].Sends() || methods[0].Blocked != factor.None {
		return err
	}
	c, err := f.Challenges.Load(ctx, tx, r.Challenge, challenge.SignIn)
	if err != nil {
		return err
	}
	// Refused or not: the page says whether a code is on its way, and offers another.
	_, _, err = f.Authn.SendCodeIn(ctx, tx, authn.SendRequest{UserID: u.ID, FactorID: methods[0].ID, Scope: c.ID, By: e.By})
	return err
}
