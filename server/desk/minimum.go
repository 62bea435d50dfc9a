package desk

import (
	"slices"

	"latchkey/internal/factor"
	"latchkey/internal/policy"
	"latchkey/server/web"
)

// minimumWords is the key of what the weakest method that suffices is called.
func minimumWords(r *web.Request) string {
	return "desk_method." + r.Site.Settings.Choices(r.Context()).MinimumMethod
}

// shutsOut reports whether a choice of methods would leave the administrator who makes it
// without one that suffices: staff always need one, so the desk would be shut to them at once.
func (p *Pages) shutsOut(r *web.Request, name, value string) (bool, error) {
	choices := r.Site.Settings.Choices(r.Context())
	switch name {
	case "methods.allowed":
		choices.Methods = value
	case "methods.minimum":
		choices.MinimumMethod = value
	default:
		return false, nil
	}
	state, err := p.Factors.State(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	return !slices.ContainsFunc(state.Methods, func(m factor.Enrolled) bool { return policy.Suffices(choices, m.Kind) }), err
}
