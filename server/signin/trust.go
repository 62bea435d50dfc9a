package signin

import (
	"latchkey/internal/user"
	"latchkey/server/web"
)

// trustFor says how long this browser can be trusted by the person; "" where the host
// allows none, and for staff, who are always asked.
func (p *Pages) trustFor(r *web.Request, userID string) (string, error) {
	lasts := r.Site.Settings.Choices(r.Context()).TrustFor
	if lasts == 0 {
		return "", nil
	}
	u, err := p.Users.ByID(r.Context(), p.Flow.DB.Read(), userID)
	if err != nil || u.Role != user.Client {
		return "", err
	}
	return r.Locale.Duration(lasts), nil
}

// WellKnownPassword redirects password managers to the page that changes a password (W3C, "A Well-Known URL for
// Changing Passwords").
func (p *Pages) WellKnownPassword(r *web.Request) error { return r.Go("/security/password") }
