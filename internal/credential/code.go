package credential

import (
	"context"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
)

// Action is what a code confirms in a session; a code that was sent for one is no good
// for another.
type Action string

// The actions there are.
const (
	ToConfirm        Action = "confirm"
	ToDisable        Action = "disable"
	ToChangePassword Action = "password"
)

// Scope is the scope of codes for an action in a session.
func (a Action) Scope(s session.Session) string { return factor.SessionScope(s.ID, string(a)) }

// SendSetUpCode sends the code that ends the set-up under way. factor.ErrNoSetUp.
func (c *Service) SendSetUpCode(ctx context.Context, by access.Caller) (authn.Sent, *throttle.Refusal, error) {
	setUp, err := c.SetUp(ctx, by.Session)
	if err != nil {
		return authn.Sent{}, nil, err
	}
	return c.Authn.SendCode(ctx, authn.SendRequest{UserID: by.UserID, FactorID: setUp.ID, Scope: factor.SetUpScope(setUp.ID), By: by.Client})
}
