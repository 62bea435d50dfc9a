// Package signin serves the pages of signing in and out: password, second step, passkey, backup code, help,
// contact and language; and the pages that links in e-mails open: password reset, registration, confirmation of
// an address, "This wasn't me". internal/signin decides who gets in.
package signin

import (
	"context"

	screen "latchkey/components/signin"
	"latchkey/internal/contact"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/signin"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

const helpPath = screen.HelpPath

// Pages holds the handlers of signing in and what they need.
type Pages struct {
	Flow       *signin.Flow
	Links      *signin.Links
	Users      *user.Users
	Outbox     *message.Outbox
	Notices    *notice.Notices
	Contacts   *contact.Service
	Credential *credential.Service
	Meter      *prompt.Meter

	// Objected says of a recovery case whether it is "paused", was "continued" or is "over", and whether its owner ends it by
	// signing in.
	Objected func(ctx context.Context, caseID string) (stands string, canStop bool, err error)
	// Belongs reports whether a person belongs to a client account.
	Belongs func(ctx context.Context, accountID, userID string) (bool, error)
}

// Start redirects from /: to the person's first page if they are signed in, otherwise to the sign-in page.
func (p *Pages) Start(r *web.Request) error {
	if r.SignedIn() {
		return r.Go(r.Home())
	}
	return r.Go("/sign-in")
}

// awaited reports whether the browser has a challenge that still holds, by the error where it has none.
func (p *Pages) awaited(r *web.Request) error {
	return p.Flow.Awaits(r.Context(), r.Cookie(web.ChallengeCookie))
}

// Help says what to check when a code is refused, by its kind, or how to go on without one.
func (p *Pages) Help(r *web.Request) error {
	a, err := p.prompt(r, r.Cookie(web.ChallengeCookie))
	if err != nil {
		return err
	}
	props := screen.HelpProps{
		Brand: r.Site.Brand(r.Site.Settings.Choices(r.Context())), Recovery: r.Recovers(), Refused: prompt.Refusing(r, ""),
		Back: a.Address(places.Page, r.Query("way")),
	}
	kinds := map[factor.Kind]bool{}
	for _, m := range a.State.Methods {
		kinds[m.Kind] = true
	}
	props.Others = len(a.State.Methods) > 1
	props.Sends = kinds[factor.Email] || kinds[factor.WhatsApp]
	props.PasskeyOnly = len(kinds) == 1 && kinds[factor.Passkey]
	title := "help.title"
	switch {
	case props.Refused != "":
		title = "help.refused"
	case props.PasskeyOnly:
		title = "code.no_passkey"
	}
	if props.Refused == string(factor.Backup) {
		props.Back = places.Backup
	}
	return r.Screen(0, "", title, screen.Help(props))
}

// contact says how support is reached about a topic. Who is signed in is led to where they write to it.
func (p *Pages) contact(r *web.Request, topic string) error {
	if r.SignedIn() {
		return r.Go("/contact")
	}
	props := screen.ContactProps{Brand: r.Site.Brand(r.Site.Settings.Choices(r.Context())), Topic: topic}
	return r.Screen(0, "", "contact."+topic+"_title", screen.Contact(props))
}

// SignOut ends the session and clears what the browser has stored for this site. The browser forgets the session even
// where the server can't write down that it has ended.
func (p *Pages) SignOut(r *web.Request) error {
	r.ClearCookie(web.SessionCookie)
	r.ClearCookie(web.MethodCookie)
	r.ClearCookie(web.AccountInvitationCookie) // which stays for the sign-in that it asks for
	r.ForgetLinks()
	r.ClearStorage()
	if err := p.Flow.SignOut(r.Context(), r.Caller()); err != nil {
		return err
	}
	return r.Leave(r.Saying("/sign-in?said=out"))
}
