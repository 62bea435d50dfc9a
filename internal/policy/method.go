package policy

import (
	"context"

	"latchkey/internal/factor"
	"latchkey/internal/setting"
	"latchkey/internal/user"
)

// met reports whether a person has a method that suffices and can be used, and whether
// they have any. Backup codes alone are none.
func (p *Policies) met(ctx context.Context, userID string, role user.Role) (met, some bool, err error) {
	methods, err := p.Factors.Enrolled(ctx, p.DB.Read(), userID)
	if err != nil {
		return false, false, err
	}
	choices := p.Settings.Choices(ctx)
	for _, m := range methods {
		some = some || m.Kind != factor.Backup
		met = met || m.Blocked == factor.None && Suffices(choices, role, m.Kind)
	}
	return met, some, nil
}

// Suffices reports whether a method of this kind meets the policy for people with a role: the host allows it and it is
// not too weak.
// It does not look at what the person's own method counts for: a method added with a weaker proof would never
// suffice, and no stronger one could be added.
func Suffices(c setting.Choices, role user.Role, k factor.Kind) bool {
	return factor.Allowed(c, k) && factor.StrengthOf(k) >= Minimum(c, role)
}

// Minimum returns the strength of the weakest method that meets the policy for people with a role. Of staff it never
// asks for more than the strongest method that the host allows.
func Minimum(c setting.Choices, role user.Role) factor.Strength {
	least := factor.StrengthOf(factor.Kind(c.MinimumMethod))
	if role == user.Client {
		return least
	}
	return max(least, factor.OfStaff(c))
}
