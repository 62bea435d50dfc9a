package desk

import (
	"latchkey/internal/factor"
	"latchkey/internal/policy"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// minimum says which is the weakest method that suffices for people with a role.
func minimum(r *web.Request, role user.Role) string {
	least, weakest := policy.Minimum(r.Site.Settings.Choices(r.Context()), role), factor.Passkey
	for _, k := range factor.Kinds() { // the strongest first
		if factor.StrengthOf(k) >= least {
			weakest = k
		}
	}
	return r.Locale.T("policy.minimum", "Method", r.Locale.T("desk_method."+string(weakest)))
}
