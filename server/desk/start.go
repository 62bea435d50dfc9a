package desk

import (
	"errors"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/authn"
	"latchkey/internal/staff"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// Start shows the form that makes the first administrator, to somebody who holds the link that the shell
// printed.
func (p *Pages) Start(r *web.Request) error {
	return p.showStart(r, screen.StartProps{}, 0)
}

func (p *Pages) showStart(r *web.Request, props screen.StartProps, status int) error {
	err := p.Staff.LinkHolds(r.Context(), r.Cookie(web.SetUpCookie))
	if errors.Is(err, staff.ErrLinkExpired) {
		props = screen.StartProps{Gone: true}
	} else if err != nil {
		return err
	}
	title := "start.title"
	if props.Gone {
		title = "start.gone_title"
	}
	return r.Screen(status, "", title, screen.Start(props))
}

// MakeFirst makes the first administrator and uses the link up.
func (p *Pages) MakeFirst(r *web.Request) error {
	name, email := r.Form("name"), r.Form("email")
	form := ui.Form{Values: map[string]string{"name": name, "email": email}, Errors: map[string]string{}}
	if words := prompt.BadName(name, user.CheckName(name)); words != "" {
		form.Errors["name"] = r.Locale.T(words)
	}
	if _, err := user.EmailKey(email); err != nil {
		form.Errors["email"] = r.Locale.T(prompt.BadEmail(err, "start.bad_email"))
	}
	if len(form.Errors) > 0 {
		return p.showStart(r, screen.StartProps{Form: form}, web.Unprocessable)
	}
	secret, err := p.Staff.FirstAdministrator(r.Context(), r.Cookie(web.SetUpCookie), email, name, r.Form("password"), r.Client)
	var weak authn.WeakError
	switch {
	case errors.Is(err, staff.ErrLinkExpired):
		return p.showStart(r, screen.StartProps{Form: form}, 0)
	case errors.As(err, &weak):
		form.Errors["password"] = prompt.Weak(r, weak.Reason)
	case errors.Is(err, user.ErrEmailTaken):
		form.Errors["email"] = r.Locale.T("start.taken")
	case err != nil:
		return err
	default:
		r.ClearCookie(web.SetUpCookie)
		r.SetCookie(web.SessionCookie, secret)
		r.ForgetLinks()
		return r.Leave(web.SetUpPage)
	}
	return p.showStart(r, screen.StartProps{Form: form}, web.Unprocessable)
}

// StartStrength rates the password that is being typed into that form. Without the link it answers with an
// empty meter.
func (p *Pages) StartStrength(r *web.Request) error {
	err := p.Staff.LinkHolds(r.Context(), r.Cookie(web.SetUpCookie))
	if errors.Is(err, staff.ErrLinkExpired) {
		return prompt.NoStrength(r)
	}
	if err != nil {
		return err
	}
	return p.Meter.Show(r, r.Form("email"), r.Form("name"))
}
