package signin

import (
	"errors"

	screen "latchkey/components/signin"
	"latchkey/components/ui"
	"latchkey/internal/authn"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/setting"
	"latchkey/internal/signin"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

var goneRegister = web.GoneError{Words: "register", Link: "/register", SignIn: true}

// gone is the page for a link that does not hold, which says so if it was an invitation that was withdrawn.
func (p *Pages) gone(r *web.Request) error {
	withdrawn, err := p.Links.Withdrawn(r.Context(), r.Cookie(web.RegisterCookie))
	if err != nil {
		return err
	}
	if withdrawn {
		return web.GoneError{Words: "invitation_withdrawn", Link: "/"}
	}
	return goneRegister
}

// registers reports whether people may create an account by themselves here.
func (p *Pages) registers(r *web.Request) bool {
	return r.Site.Settings.Choices(r.Context()).Registration == setting.Open && p.Outbox.Offers(message.Email)
}

// welcomes reports whether new people get in at all, by themselves or by invitation.
func welcomes(r *web.Request) bool {
	return r.Site.Settings.Choices(r.Context()).Registration != setting.Closed
}

// Register shows the form that starts a registration. If the host does not let people register by themselves,
// it says how to get an account.
func (p *Pages) Register(r *web.Request) error {
	if !p.registers(r) {
		return p.contact(r, "account")
	}
	return r.Screen(0, "", "register.title", screen.Register(screen.RegisterProps{}))
}

// SendRegister mails the link that continues the registration.
func (p *Pages) SendRegister(r *web.Request) error {
	if !p.registers(r) {
		return r.Go("/register")
	}
	email := r.Form("email")
	again := func(f ui.Form, status int) error {
		f.Values = map[string]string{"email": email}
		return r.Screen(status, "", "register.title", screen.Register(screen.RegisterProps{Form: f}))
	}
	refusal, err := p.Links.Register(r.Context(), email, r.Locale.Tag(), r.Client)
	switch {
	case errors.Is(err, user.ErrBadEmail):
		return again(badEmail(r, email, err), web.Unprocessable)
	case err != nil:
		return err
	case refusal != nil:
		return again(prompt.TooManyMails(r, refusal))
	}
	email, _ = user.CleanEmail(email)
	return r.GoSent("/register", email)
}

// FinishRegister asks the holder of the link for a name and a password.
func (p *Pages) FinishRegister(r *web.Request) error {
	return p.showFinish(r, ui.Form{}, 0)
}

func (p *Pages) showFinish(r *web.Request, form ui.Form, status int) error {
	reg, err := p.Links.Registration(r.Context(), r.Cookie(web.RegisterCookie))
	if errors.Is(err, notice.ErrNoLink) || errors.Is(err, signin.ErrClosed) {
		return p.gone(r)
	}
	if err != nil {
		return err
	}
	title, joins := "register.finish_title", r.Cookie(web.AccountInvitationCookie) != ""
	if joins {
		title = "register.joins_title"
	}
	return r.Screen(status, "", title, screen.RegisterFinish(screen.RegisterFinishProps{
		Form: form, Email: reg.Email, Name: reg.Name, Invited: reg.Invited, Joins: joins,
	}))
}

// ApplyRegister makes the account.
func (p *Pages) ApplyRegister(r *web.Request) error {
	name, pass := r.Form("name"), r.Form("password")
	wrong := map[string]string{}
	if words := prompt.BadName(name, user.CheckName(name)); words != "" {
		wrong["name"] = r.Locale.T(words)
	}
	if pass == "" {
		wrong["password"] = r.Locale.T("refused.password_new")
	}
	form := ui.Form{Values: map[string]string{"name": name}, Errors: wrong}
	if len(wrong) > 0 {
		return p.showFinish(r, form, web.Unprocessable)
	}
	_, browser, err := p.Links.FinishRegistration(r.Context(), r.Cookie(web.RegisterCookie), name, pass, r.Client)
	var weak authn.WeakError
	switch {
	case errors.As(err, &weak):
		wrong["password"] = prompt.Weak(r, weak.Reason)
		return p.showFinish(r, form, web.Unprocessable)
	case errors.Is(err, notice.ErrNoLink), errors.Is(err, signin.ErrClosed), errors.Is(err, user.ErrEmailTaken):
		return p.gone(r)
	case err != nil:
		return err
	}
	r.ClearCookie(web.RegisterCookie)
	r.SetBrowser(browser)
	if r.Cookie(web.AccountInvitationCookie) != "" {
		return r.Leave(r.Saying("/sign-in?next=%2Faccount-invitation&said=registered"))
	}
	return r.Leave(r.Saying("/sign-in?said=registered"))
}

// RegisterStrength rates the password that is being typed there. Without a good link it answers with an empty
// meter.
func (p *Pages) RegisterStrength(r *web.Request) error {
	reg, err := p.Links.Registration(r.Context(), r.Cookie(web.RegisterCookie))
	if errors.Is(err, notice.ErrNoLink) || errors.Is(err, signin.ErrClosed) {
		return prompt.NoStrength(r)
	}
	if err != nil {
		return err
	}
	return p.Meter.Show(r, reg.Email, r.Form("name"))
}
