package security

import (
	screen "latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/factor"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

const checkUpPath = "/security/check-up"

func (p *Pages) checkUpRoutes() []web.Route {
	return []web.Route{
		web.SignedIn.Get(checkUpPath, p.checkUp),
		web.SignedIn.Post(checkUpPath, p.tryCode),
		web.SignedIn.Get(checkUpPath+"/dismiss", web.To(checkUpPath)),
		web.SignedIn.Post(checkUpPath+"/dismiss", p.dismissCheckUp),
	}
}

// checkUp stands open to whoever has an app, asked or not.
func (p *Pages) checkUp(r *web.Request) error {
	return p.showCheckUp(r, ui.Form{}, 0)
}

func (p *Pages) showCheckUp(r *web.Request, form ui.Form, status int) error {
	state, err := p.state(r)
	if err != nil {
		return err
	}
	if !state.Has(factor.TOTP) {
		return r.Go("/security")
	}
	return r.Screen(status, section, "check_up.title", screen.CheckUp(screen.CheckUpProps{
		Form: form, Clock: prompt.Clock(r), BackupLeft: state.Backup.Left,
	}))
}

func (p *Pages) tryCode(r *web.Request) error {
	verdict, err := p.Changes.CheckUp(r.Context(), r.Caller(), r.Form("code"))
	if err != nil {
		return err
	}
	if !verdict.OK {
		form, status := prompt.Refused(r, "code", factor.TOTP, verdict)
		return p.showCheckUp(r, form, status)
	}
	return r.Go("/security?done=check-up")
}

func (p *Pages) dismissCheckUp(r *web.Request) error {
	if err := p.Changes.DismissCheckUp(r.Context(), r.Session); err != nil {
		return err
	}
	return r.Go("/security")
}
