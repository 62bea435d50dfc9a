package policy

import (
	"context"
	"slices"
	"strings"

	"latchkey/internal/factor"
	"latchkey/internal/setting"
)

// met reports whether a person has a method that suffices and can be used, and whether
// they have any. Backup codes alone are none.
func (p *Policies) met(ctx context.Context, userID string) (met, some bool, err error) {
	methods, err := p.Factors.Enrolled(ctx, p.DB.Read(), userID)
	if err != nil {
		return false, false, err
	}
	choices := p.Settings.Choices(ctx)
	for _, m := range methods {
		some = some || m.Kind != factor.Backup
		met = met || m.Blocked == factor.None && Suffices(choices, m.Kind)
	}
	return met, some, nil
}

// Suffices reports whether a method of this kind meets the policy: the host allows it and it is not too weak.
// It does not look at what the person's own method counts for: a method added with a weaker proof would never
// suffice, and no stronger one could be added.
func Suffices(c setting.Choices, k factor.Kind) bool {
	return slices.Contains(strings.Split(c.Methods, ","), string(k)) && factor.StrengthOf(k) >= factor.StrengthOf(factor.Kind(c.MinimumMethod))
}
