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

// SendSetUpCode sends the code that completes the set-up under way; [factor.ErrNoSetUp] if there is none.
func (c *Service) SendSetUpCode(ctx context.Context, by access.Caller) (authn.Sent, *throttle.Refusal, error) {
	setUp, err := c.SetUp(ctx, by.Session)
	if err != nil {
		return authn.Sent{}, nil, err
	}
	return c.Authn.SendCode(ctx, authn.SendRequest{UserID: by.UserID, FactorID: setUp.ID, Scope: factor.SetUpScope(setUp.ID), By: by.Client})
}
