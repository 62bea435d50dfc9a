package signin

import (
	"errors"

	screen "latchkey/components/signin"
	"latchkey/components/ui"
	"latchkey/internal/authn"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

var goneReset = web.GoneError{Words: "reset", Link: "/forgot-password"}

// Forgot shows the form that asks for a password reset. If the host can't send mail, it says how to reach
// support.
func (p *Pages) Forgot(r *web.Request) error {
	if !p.Outbox.Offers(message.Email) {
		return p.contact(r, "password")
	}
	return r.Screen(0, "", "forgot.title", screen.ForgotPassword(screen.ForgotPasswordProps{}))
}

// SendReset mails the link that resets the password. It answers the same whether or not the address has an
// account.
func (p *Pages) SendReset(r *web.Request) error {
	email := r.Form("email")
	again := func(f ui.Form, status int) error {
		f.Values = map[string]string{"email": email}
		return r.Screen(status, "", "forgot.title", screen.ForgotPassword(screen.ForgotPasswordProps{Form: f}))
	}
	refusal, err := p.Links.ForgotPassword(r.Context(), email, r.Client)
	switch {
	case errors.Is(err, user.ErrBadEmail):
		return again(badEmail(r, email, err), web.Unprocessable)
	case err != nil:
		return err
	case refusal != nil:
		return again(prompt.TooManyMails(r, refusal))
	}
	email, _ = user.CleanEmail(email)
	return r.GoSent("/forgot-password", email)
}

// badEmail says what is wrong with an address that was refused with err.
func badEmail(r *web.Request, email string, err error) ui.Form {
	words := prompt.BadEmail(err, "refused.email_bad")
	if email == "" {
		words = "refused.email_empty"
	}
	return r.Beside("email", words)
}

// Reset asks the holder of the link for a new password.
func (p *Pages) Reset(r *web.Request) error {
	return p.showReset(r, ui.Form{}, 0)
}

func (p *Pages) showReset(r *web.Request, form ui.Form, status int) error {
	u, err := p.Links.Reset(r.Context(), r.Cookie(web.ResetCookie))
	if errors.Is(err, notice.ErrNoLink) {
		return goneReset
	}
	if err != nil {
		return err
	}
	codes, err := p.Links.TakesEmailCodes(r.Context(), u.ID)
	if err != nil {
		return err
	}
	props := screen.ResetPasswordProps{Form: form, Account: u.Email, EmailCodes: codes}
	return r.Screen(status, "", "reset.title", screen.ResetPassword(props))
}

// ApplyReset sets the new password and ends this browser's session.
func (p *Pages) ApplyReset(r *web.Request) error {
	pass := r.Form("password")
	if pass == "" {
		return p.showReset(r, r.Beside("password", "refused.password_new"), web.Unprocessable)
	}
	browser, err := p.Links.ResetPassword(r.Context(), r.Cookie(web.ResetCookie), pass, r.Client)
	var weak authn.WeakError
	switch {
	case errors.As(err, &weak):
		return p.showReset(r, ui.Beside("password", prompt.Weak(r, weak.Reason)), web.Unprocessable)
	case errors.Is(err, notice.ErrNoLink):
		return goneReset
	case err != nil:
		return err
	}
	r.ClearCookie(web.ResetCookie)
	r.ClearCookie(web.SessionCookie) // it has ended
	r.ClearCookie(web.ChallengeCookie)
	r.SetBrowser(browser)
	return r.Leave(r.Saying("/sign-in?said=reset"))
}

// ResetStrength rates the password that is being typed there, against the name and address of the link's
// person. Without a good link it answers with an empty meter, so it tells nobody else anything about that
// person.
func (p *Pages) ResetStrength(r *web.Request) error {
	u, err := p.Links.Reset(r.Context(), r.Cookie(web.ResetCookie))
	if errors.Is(err, notice.ErrNoLink) {
		return prompt.NoStrength(r)
	}
	if err != nil {
		return err
	}
	return p.Meter.Show(r, u.Email, u.Name)
}

// ResetSent shows that the link has been mailed, if there is an account.
func (p *Pages) ResetSent(r *web.Request) error {
	return r.Screen(0, "", "link_sent.title", screen.LinkSent(screen.LinkSentProps{Link: r.LinkRequest("/forgot-password")}))
}

// RegisterSent shows that the link has been mailed.
func (p *Pages) RegisterSent(r *web.Request) error {
	return r.Screen(0, "", "link_sent.title", screen.LinkSent(screen.LinkSentProps{Link: r.LinkRequest("/register"), Register: true}))
}
