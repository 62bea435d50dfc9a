package credential

import (
	"context"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
)

// Action is what a code confirms in a session. A code that was sent for one action is no good for another.
type Action string

// The actions.
const (
	ToConfirm Action = "confirm"
	ToDisable Action = "disable"
)

// Scope returns the scope of codes for this action in a session.
func (a Action) Scope(s session.Session) string { return factor.SessionScope(s.ID, string(a)) }

// SendSetUpCode sends the code that completes the set-up of that kind; [factor.ErrNoSetUp] if there is none.
func (c *Service) SendSetUpCode(ctx context.Context, by access.Caller, k factor.Kind) (authn.Sent, *throttle.Refusal, error) {
	setUp, err := c.SetUp(ctx, by.Session, k)
	if err != nil {
		return authn.Sent{}, nil, err
	}
	return c.Authn.SendCode(ctx, authn.SendRequest{UserID: by.UserID, FactorID: setUp.ID, Scope: factor.SetUpScope(setUp.ID), By: by.Client})
}

// SetUpCodeWaits reports whether the code of that set-up was sent and can still be answered with.
func (c *Service) SetUpCodeWaits(ctx context.Context, s session.Session, k factor.Kind) (bool, error) {
	setUp, err := c.SetUp(ctx, s, k)
	if err != nil {
		return false, err
	}
	to, err := c.Factors.Destination(ctx, c.DB.Read(), s.UserID, setUp.ID)
	if err != nil {
		return false, err
	}
	_, waits, err := c.Factors.AwaitedMessage(ctx, c.DB.Read(), to, factor.SetUpScope(setUp.ID))
	return waits, err
}
