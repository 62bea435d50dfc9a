package credential

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
)

// CheckUp judges a code that somebody tries out, some time after the app was set up.
// It proves nothing for anything else: neither the session nor what it may do changes.
func (c *Service) CheckUp(ctx context.Context, s session.Session, input string, by session.Client) (Verdict, error) {
	return c.SecondStep(ctx, Attempt{UserID: s.UserID, Kind: factor.TOTP, Input: input, By: by, Then: func(ctx context.Context, tx db.Tx, _ factor.Outcome) error {
		if err := c.Sessions.Holds(ctx, tx, s.ID); err != nil {
			return err
		}
		if err := c.Factors.CheckedUp(ctx, tx, s.UserID); err != nil {
			return err
		}
		return c.log(ctx, tx, s, by, "check-up.done", nil)
	}})
}

// DismissCheckUp has the person asked no more.
func (c *Service) DismissCheckUp(ctx context.Context, s session.Session) error {
	return c.inSession(ctx, s, func(ctx context.Context, tx db.Tx) error { return c.Factors.CheckedUp(ctx, tx, s.UserID) })
}
