package security

import (
	screen "latchkey/components/security"
	"latchkey/internal/factor"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

const helpPath = screen.HelpPath

// Help says what to check when a code is refused.
func (p *Pages) Help(r *web.Request) error {
	host := r.Site.Settings.Choices(r.Context()).BrandName
	return r.Screen(0, section, "help.refused", screen.Help(screen.HelpProps{
		Host: host, Kind: prompt.Refusing(r, string(factor.TOTP)),
	}))
}
