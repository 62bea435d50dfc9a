package recovery

import (
	"errors"

	screen "latchkey/components/recovery"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/recovery"
	"latchkey/server/web"
)

const setUpAnew = "/security/two-factor"

// ShowFinish asks for the password, if the link is good or this browser's case is ready. [Pages.Finish] checks
// both again, together with the password.
func (p *Pages) ShowFinish(r *web.Request) error {
	if _, err := p.Cases.LinkOf(r.Context(), r.Cookie(web.CaseLinkCookie)); err == nil {
		return finishScreen(r, 0, ui.Form{})
	} else if !errors.Is(err, recovery.ErrNoCase) {
		return err
	}
	v, err := p.Cases.See(r.Context(), p.key(r), "")
	if errors.Is(err, recovery.ErrNoCase) || err == nil && !v.EndsHere() {
		return dead(r)
	}
	if err != nil {
		return err
	}
	return finishScreen(r, 0, ui.Form{})
}

func finishScreen(r *web.Request, status int, f ui.Form) error {
	return r.Screen(status, "", "recovery.finish_title", screen.Finish(screen.FinishProps{Form: f}))
}

// Finish removes the old methods, signs the person in and leads to the set-up of a new method.
func (p *Pages) Finish(r *web.Request) error {
	pass := r.Form("password")
	if pass == "" {
		return finishScreen(r, web.Unprocessable, r.Beside("password", "refused.password_empty"))
	}
	key := p.key(r)
	ended, err := p.Cases.Finish(r.Context(), recovery.Ending{Token: r.Cookie(web.CaseLinkCookie), Key: key, Password: pass, By: r.Client})
	r.SetBrowser(ended.Browser)
	words := ""
	switch {
	case errors.Is(err, recovery.ErrProofsMissing), errors.Is(err, recovery.ErrNoCase) && key == "":
		words = "recovery.finish_other"
	case errors.Is(err, recovery.ErrTooEarly):
		words = "recovery.finish_early"
	case errors.Is(err, access.ErrFrozen):
		words = "recovery.finish_frozen"
	case errors.Is(err, recovery.ErrNoCase), errors.Is(err, recovery.ErrNotNow), errors.Is(err, recovery.ErrOver),
		errors.Is(err, recovery.ErrOff):
		return dead(r)
	case err != nil:
		return err
	}
	if words != "" {
		return finishScreen(r, web.Unprocessable, ui.Form{Alert: r.Locale.T(words)})
	}
	if !ended.OK {
		form, status := refused(r, "recovery.finish_wrong", ended.Verdict)
		return finishScreen(r, status, form)
	}
	r.ClearCookie(web.CaseLinkCookie)
	r.ClearCookie(web.ChallengeCookie)
	if ended.Session == "" { // the person is disabled, and stays so
		return r.Leave(casePath)
	}
	r.SetCookie(web.SessionCookie, ended.Session)
	return r.Leave(setUpAnew)
}
