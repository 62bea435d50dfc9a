package policy

import (
	"context"
	"slices"
	"strings"

	"latchkey/internal/factor"
	"latchkey/internal/setting"
)

// met tells whether a person has a method that suffices: one that the host allows, that
// can be used, and that is not too weak. Backup codes alone are none.
func (p *Policies) met(ctx context.Context, userID string) (bool, error) {
	methods, err := p.Factors.Enrolled(ctx, p.DB.Read(), userID)
	if err != nil {
		return false, err
	}
	choices := p.Settings.Choices(ctx)
	allowed, least := strings.Split(choices.Methods, ","), Minimum(choices)
	return slices.ContainsFunc(methods, func(m factor.Enrolled) bool {
		return m.Kind != factor.Backup && m.Blocked == factor.None && slices.Contains(allowed, string(m.Kind)) && m.Strength >= least
	}), nil
}

// Minimum is the least strength that meets what is required.
func Minimum(c setting.Choices) factor.Strength {
	return factor.StrengthOf(factor.Kind(c.MinimumMethod))
}
