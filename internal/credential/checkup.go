package credential

import (
	"context"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
)

// CheckUp checks a code that a person tries out some time after the app was set up. It proves nothing: neither
// the session nor what it may do changes.
func (c *Service) CheckUp(ctx context.Context, by access.Caller, input string) (authn.Verdict, error) {
	then := func(ctx context.Context, tx db.Tx, _ authn.Accepted) error {
		if err := c.Sessions.Holds(ctx, tx, by.ID); err != nil {
			return err
		}
		if err := c.Factors.CheckedUp(ctx, tx, by.UserID); err != nil {
			return err
		}
		return c.log(ctx, tx, by, "check-up.done", nil)
	}
	return c.Authn.SecondStep(ctx, authn.Attempt{
		UserID: by.UserID, Kind: factor.TOTP, Input: input, By: by.Client, Then: then,
	})
}

// DismissCheckUp records that the person does not want to be asked to check their apps.
func (c *Service) DismissCheckUp(ctx context.Context, s session.Session) error {
	return c.Gate.InSession(ctx, s, func(ctx context.Context, tx db.Tx) error { return c.Factors.CheckedUp(ctx, tx, s.UserID) })
}
