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

// linkRoutes are the ways that begin in a mailbox.
func (p *Pages) linkRoutes() []web.Route {
	return []web.Route{
		web.Anyone.Get("/forgot-password", p.forgot),
		web.Anyone.Post("/forgot-password", p.sendReset),
		web.Anyone.Get("/forgot-password/sent", linkSent(false)),
		web.Anyone.Get("/reset-password", p.reset),
		web.Anyone.Post("/reset-password", p.applyReset),
		web.Anyone.Post("/reset-password/strength", p.resetStrength),
		web.Anyone.Get("/reset-password/:token", web.Swap(web.ResetCookie, "/reset-password")),
		web.Anyone.Get("/register", p.register),
		web.Anyone.Post("/register", p.sendRegister),
		web.Anyone.Get("/register/sent", linkSent(true)),
		web.Anyone.Get("/register/finish", p.finish),
		web.Anyone.Post("/register/finish", p.applyFinish),
		web.Anyone.Post("/register/finish/strength", p.finishStrength),
		web.Anyone.Get("/register/:token", web.Swap(web.RegisterCookie, "/register/finish")),
		web.Anyone.Get("/invitation/:token", web.Swap(web.RegisterCookie, "/register/finish")),
		web.Anyone.Get("/confirm-email", p.confirmEmail),
		web.Anyone.Post("/confirm-email", p.applyEmail),
		web.Anyone.Get("/confirm-email/:token", web.Swap(web.EmailCookie, "/confirm-email")),
		web.Anyone.Get("/not-me", p.notMe),
		web.Anyone.Post("/not-me", p.sayNotMe),
		web.Anyone.Get("/not-me/:token", web.Swap(web.NotMeCookie, "/not-me")),
	}
}

func linkSent(register bool) func(*web.Request) error {
	return func(r *web.Request) error {
		return r.Screen(0, "", "link_sent.title", screen.LinkSent(screen.LinkSentProps{Register: register}))
	}
}

var goneReset = web.GoneError{Words: "reset", Link: "/forgot-password"}

// forgot leads to support where the host can't send mail.
func (p *Pages) forgot(r *web.Request) error {
	if !p.Changes.Outbox.Offers(message.Email) {
		return p.contact("password", "contact.password_title")(r)
	}
	return r.Screen(0, "", "forgot.title", screen.ForgotPassword(screen.ForgotPasswordProps{}))
}

func (p *Pages) sendReset(r *web.Request) error {
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

func (p *Pages) reset(r *web.Request) error {
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

func (p *Pages) applyReset(r *web.Request) error {
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

// resetStrength is for whoever holds the link: it judges by the name of whom the link is about.
func (p *Pages) resetStrength(r *web.Request) error {
	u, err := p.Links.Reset(r.Context(), r.Cookie(web.ResetCookie))
	if errors.Is(err, notice.ErrNoLink) {
		return prompt.NoStrength(r)
	}
	if err != nil {
		return err
	}
	return p.Meter.Show(r, u.Email, u.Name)
}
