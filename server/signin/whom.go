package signin

import (
	screen "latchkey/components/signin"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// whom is who is signing in, as the pages of the second step say it.
func (p *Pages) whom(r *web.Request, userID string) (screen.Whom, error) {
	u, err := p.Users.ByID(r.Context(), p.Flow.DB.Read(), userID)
	return screen.Whom{
		Host: r.Site.Settings.Choices(r.Context()).BrandName, Address: user.MaskEmail(u.Email),
	}, err
}

// SomeoneElse leaves the sign-in that awaits its second step. The cookie stays, though it opens nothing any more: if it was the
// same person after all, the sign-in that they finish says that this one was theirs.
func (p *Pages) SomeoneElse(r *web.Request) error {
	if err := p.Flow.Leave(r.Context(), r.Cookie(web.ChallengeCookie)); err != nil {
		return err
	}
	return r.Go("/sign-in")
}
