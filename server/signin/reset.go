package signin

import (
	"errors"

	screen "latchkey/components/signin"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

var goneReset = web.GoneError{Words: "reset", Link: "/forgot-password"}

// Forgot leads to support where the host can't send mail.
func (p *Pages) Forgot(r *web.Request) error {
	if !p.Outbox.Offers(message.Email) {
		return p.contact(r, "password", "contact.password_title")
	}
	return r.Screen(0, "", "forgot.title", screen.ForgotPassword(screen.ForgotPasswordProps{}))
}

// SendReset mails the link for a new password, and says the same whoever has an account.
func (p *Pages) SendReset(r *web.Request) error {
	email := r.Form("email")
	again := func(f ui.Form, status int) error {
		f.Values = map[string]string{"email": email}
		return r.Screen(status, "", "forgot.title", screen.ForgotPassword(screen.ForgotPasswordProps{Form: f}))
	}
	refusal, err := p.Links.ForgotPassword(r.Context(), email, r.Client)
	switch {
	case errors.Is(err, user.ErrBadEmail):
		return again(badEmail(r, email), web.Unprocessable)
	case err != nil:
		return err
	case refusal != nil:
		return again(prompt.TooManyMails(r, refusal))
	}
	return r.Go("/forgot-password/sent")
}

func badEmail(r *web.Request, email string) ui.Form {
	words := "refused.email_bad"
	if email == "" {
		words = "refused.email_empty"
	}
	return r.Beside("email", words)
}

// Reset asks whoever holds the link for a new password.
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
	return r.Screen(status, "", "reset.title", screen.ResetPassword(screen.ResetPasswordProps{Form: form, Account: u.Email}))
}

// ApplyReset sets the new password.
func (p *Pages) ApplyReset(r *web.Request) error {
	pass := r.Form("password")
	if pass == "" {
		return p.showReset(r, r.Beside("password", "refused.password_empty"), web.Unprocessable)
	}
	err := p.Links.ResetPassword(r.Context(), r.Cookie(web.ResetCookie), pass, r.Client)
	var weak authn.WeakError
	switch {
	case errors.As(err, &weak):
		return p.showReset(r, ui.Beside("password", prompt.Weak(r, weak.Reason)), web.Unprocessable)
	case errors.Is(err, notice.ErrNoLink), errors.Is(err, access.ErrFrozen):
		return goneReset
	case err != nil:
		return err
	}
	r.ClearCookie(web.ResetCookie)
	r.ClearCookie(web.SessionCookie) // it has ended
	r.ClearCookie(web.ChallengeCookie)
	return r.Leave("/sign-in?said=reset")
}

// ResetStrength is for whoever holds the link: it judges by the name of whom the link is about.
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

// ResetSent says that a link for a new password is on its way, where there is an account.
func (p *Pages) ResetSent(r *web.Request) error { return linkSent(r, false) }

// RegisterSent says that a link to go on with is on its way.
func (p *Pages) RegisterSent(r *web.Request) error { return linkSent(r, true) }

func linkSent(r *web.Request, register bool) error {
	return r.Screen(0, "", "link_sent.title", screen.LinkSent(screen.LinkSentProps{Register: register}))
}
