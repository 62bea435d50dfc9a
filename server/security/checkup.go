package security

import (
	screen "latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/factor"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// CheckUp shows the form that tries a code of the app, to see whether the app still works. Everybody with an
// app can open it, whether or not they were reminded.
func (p *Pages) CheckUp(r *web.Request) error {
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

// TryCode checks the code that was tried.
func (p *Pages) TryCode(r *web.Request) error {
	verdict, err := p.Credential.CheckUp(r.Context(), r.Caller(), r.Form("code"))
	if err != nil {
		return err
	}
	if !verdict.OK {
		form, status := prompt.Refused(r, "code", factor.TOTP, verdict)
		return p.showCheckUp(r, form, status)
	}
	return r.Go(r.Saying("/security?done=check-up"))
}

// DismissCheckUp hides the reminder for a while.
func (p *Pages) DismissCheckUp(r *web.Request) error {
	if err := p.Credential.DismissCheckUp(r.Context(), r.Session); err != nil {
		return err
	}
	return r.Go("/security")
}
