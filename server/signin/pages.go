// Package signin has the pages of the way in and out: password, second step, backup
// code, help, contact, language, sign out; and of the ways that begin in a mailbox. The rules are internal/signin's.
package signin

import (
	screen "latchkey/components/signin"
	"latchkey/internal/credential"
	"latchkey/internal/signin"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// Pages are the handlers with what they call.
type Pages struct {
	Flow    *signin.Flow
	Links   *signin.Links
	Changes *credential.Service
	Meter   *prompt.Meter
}

// Routes is who may reach what.
func (p *Pages) Routes() []web.Route {
	return append(append(p.linkRoutes(), p.passkeyRoutes()...), []web.Route{
		web.Anyone.Get("/", p.start),
		web.Anyone.Get("/sign-in", p.password),
		web.Anyone.Post("/sign-in", p.checkPassword),
		web.Challenged.Get("/sign-in/code", p.awaiting(p.code)),
		web.Challenged.Get("/sign-in/verify", web.To("/sign-in/code")),
		web.Challenged.Post("/sign-in/verify", p.checkCode),
		web.Challenged.Get("/sign-in/backup-code", p.awaiting(p.backupCode)),
		web.Challenged.Post("/sign-in/backup-code", p.checkBackupCode),
		web.Challenged.Get("/sign-in/ways", p.awaiting(p.methods)),
		web.Challenged.Get("/sign-in/send", web.To("/sign-in/code")),
		web.Challenged.Post("/sign-in/send", p.send),
		web.Challenged.Get("/sign-in/delivery", p.delivery),
		web.Challenged.Get("/sign-in/help", p.awaiting(p.help)),
		web.Anyone.Get("/contact", p.contact("sign-in", "contact.sign_in_title")),
		web.Anyone.Get("/.well-known/change-password", changePassword),
		web.Anyone.Post("/language", p.language),
		{Method: "POST", Path: "/sign-out", Access: web.SignedIn, WithoutMethod: true, Handle: p.signOut},
	}...)
}

func (p *Pages) start(r *web.Request) error {
	if r.SignedIn() {
		return r.Go(r.Home())
	}
	return r.Go("/sign-in")
}

// awaiting shows a screen of the second step to whoever has a challenge that still holds.
func (p *Pages) awaiting(show func(*web.Request) error) func(*web.Request) error {
	return func(r *web.Request) error {
		if err := p.Flow.Awaits(r.Context(), r.Cookie(web.ChallengeCookie)); err != nil {
			return err
		}
		return show(r)
	}
}

func (p *Pages) help(r *web.Request) error {
	brand := r.Site.Brand(r.Site.Settings.Choices(r.Context()))
	return r.Screen(0, "", "help.title", screen.Help(screen.HelpProps{Brand: brand, Recovery: r.Recovers()}))
}

func (p *Pages) contact(topic, title string) func(*web.Request) error {
	return func(r *web.Request) error {
		brand := r.Site.Brand(r.Site.Settings.Choices(r.Context()))
		asked := topic == "sign-in" && p.Flow.Awaits(r.Context(), r.Cookie(web.ChallengeCookie)) == nil
		return r.Screen(0, "", title, screen.Contact(screen.ContactProps{Brand: brand, Topic: topic, Code: asked, Recovery: topic == "sign-in" && r.Recovers()}))
	}
}

func (p *Pages) signOut(r *web.Request) error {
	if err := p.Flow.SignOut(r.Context(), r.Session, r.Client); err != nil {
		return err
	}
	r.ClearCookie(web.SessionCookie)
	r.ClearStorage()
	return r.Leave("/sign-in?said=out")
}
