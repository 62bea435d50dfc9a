package policy

import "context"

// met tells whether a person has a method that suffices: one that the host allows and that is not too weak.
func (p *Policies) met(ctx context.Context, userID string) (bool, error) {
	return p.Factors.IsOn(ctx, p.DB.Read(), userID)
}
