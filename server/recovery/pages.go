// Package recovery serves the pages with which a person recovers their own account: asking for the link,
// opening the case, giving proofs, following the case, stopping it and finishing it. internal/recovery decides
// what is allowed; the staff's pages are in server/desk.
package recovery

import (
	"errors"

	screen "latchkey/components/recovery"
	"latchkey/components/ui"
	"latchkey/internal/authn"
	"latchkey/internal/message"
	"latchkey/internal/recovery"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"

	"github.com/gofiber/fiber/v2"
)

// Pages holds the handlers and the recovery cases that they work on.
type Pages struct{ Cases *recovery.Cases }

var said = map[string]string{
	"owed": "recovery.said_owed", "gone": "recovery.said_gone", "suspended": "recovery.said_suspended",
}

// Ask shows the form that takes the account's e-mail address.
func (p *Pages) Ask(r *web.Request) error {
	v := p.askView(r, ui.Form{})
	if words := said[r.Told("said")]; words != "" {
		if words == "recovery.said_suspended" && !r.Recovers() {
			words = "recovery.said_suspended_off"
		}
		v.Banners = []ui.Banner{{Kind: "info", Text: r.Locale.T(words)}}
	}
	return r.Show(v)
}

func (p *Pages) askView(r *web.Request, f ui.Form) web.View {
	_, err := p.Cases.See(r.Context(), p.key(r), "")
	return web.View{Title: "recovery.ask_title", Screen: screen.Ask(screen.AskProps{
		Form: f, Follow: err == nil, Off: !recovery.On(r.Site.Settings.Choices(r.Context())),
		NoMail: !p.Cases.Outbox.Offers(message.Email),
	})}
}

// Send mails the link that opens a case. It answers the same whether or not the address has an account.
func (p *Pages) Send(r *web.Request) error {
	email := r.Form("email")
	f := ui.Form{Values: map[string]string{"email": email}}
	_, err := user.EmailKey(email)
	words := prompt.BadEmail(err, "") // whatever else is wrong with it is answered like any address
	if email == "" {
		words = "refused.email_empty"
	}
	if words != "" {
		f.Errors = map[string]string{"email": r.Locale.T(words)}
		v := p.askView(r, f)
		v.Status = web.Unprocessable
		return r.Show(v)
	}
	refusal, err := p.Cases.Ask(r.Context(), email, r.Client)
	if errors.Is(err, recovery.ErrOff) {
		return r.Go("/recovery")
	}
	if err != nil {
		return err
	}
	if refusal != nil {
		f.Alert = r.Locale.T("recovery.too_many", "Wait", r.Locale.Duration(refusal.Wait))
		v := p.askView(r, f)
		v.Status = fiber.StatusTooManyRequests
		return r.Show(v)
	}
	if clean, err := user.CleanEmail(email); err == nil {
		email = clean
	}
	return r.GoSent("/recovery", email)
}

// Sent shows that a link has been mailed, if there is an account.
func (p *Pages) Sent(r *web.Request) error {
	return r.Screen(0, "", "recovery.sent_title", screen.Sent(r.LinkRequest("/recovery")))
}

// ConfirmOpen asks the holder of the link whether to open a case. Following the link opens nothing, because
// programs that scan mail follow links too.
func (p *Pages) ConfirmOpen(r *web.Request) error {
	whose, err := p.Cases.LinkOwner(r.Context(), r.Cookie(web.CaseLinkCookie))
	if errors.Is(err, recovery.ErrNoCase) {
		return dead(r)
	}
	if err != nil {
		return err
	}
	return openScreen(r, 0, screen.OpenProps{SignedIn: another(r, whose)})
}

func openScreen(r *web.Request, status int, props screen.OpenProps) error {
	return r.Screen(status, "", "recovery.open_title", screen.Open(props))
}

// another is the address of somebody else than this person who is signed in to the browser, and would see the case
// as soon as its person has gone; "" if nobody is.
func another(r *web.Request, userID string) string {
	theirs := *r // the page is not drawn as theirs
	if theirs.SignedIn() && theirs.Session.UserID != userID {
		return theirs.Session.Email
	}
	return ""
}

func dead(r *web.Request) error {
	return r.Screen(0, "", "recovery.dead_title", screen.Open(screen.OpenProps{Dead: true}))
}

// Open opens the case and gives this browser the case's key as a cookie.
func (p *Pages) Open(r *web.Request) error {
	if whose, err := p.Cases.LinkOwner(r.Context(), r.Cookie(web.CaseLinkCookie)); err == nil {
		if email := another(r, whose); email != "" {
			return openScreen(r, web.Unprocessable, screen.OpenProps{SignedIn: email})
		}
	}
	key, err := p.Cases.Open(r.Context(), r.Cookie(web.CaseLinkCookie), r.Client)
	switch {
	case errors.Is(err, recovery.ErrOff):
		return r.Go("/recovery")
	case errors.Is(err, recovery.ErrNoCase), errors.Is(err, recovery.ErrNotNow):
		// Of two submits of one form the first has opened the case; the second follows it too.
		if _, err := p.Cases.See(r.Context(), p.key(r), ""); err == nil {
			return r.Go(casePath)
		}
		return dead(r)
	case err != nil:
		return err
	}
	r.SetCookie(web.CaseCookie, key)
	r.ClearCookie(web.CaseLinkCookie)
	return r.Go(casePath)
}

// Join shows the form with which a person follows a case that support opened, or follows theirs from another
// browser: e-mail address and password.
func (p *Pages) Join(r *web.Request) error {
	return r.Screen(0, "", "recovery.join_title", screen.Join(screen.JoinProps{}))
}

// CheckJoin checks the address and the password of Join. If they are right, this browser gets a key to the
// case.
func (p *Pages) CheckJoin(r *web.Request) error {
	email, pass := r.Form("email"), r.Form("password")
	f := ui.Form{Errors: map[string]string{}, Values: map[string]string{"email": email}}
	if email == "" {
		f.Errors["email"] = r.Locale.T("refused.email_empty")
	}
	if pass == "" {
		f.Errors["password"] = r.Locale.T("refused.password_empty")
	}
	status := web.Unprocessable
	if len(f.Errors) == 0 {
		key, verdict, err := p.Cases.JoinWithPassword(r.Context(), email, pass, r.Client)
		if err != nil {
			return err
		}
		if verdict.OK {
			return p.joined(r, key)
		}
		f, status = refused(r, "recovery.join_refused", verdict)
		f.Values = map[string]string{"email": email}
	}
	return r.Screen(status, "", "recovery.join_title", screen.Join(screen.JoinProps{Form: f}))
}

func (p *Pages) joined(r *web.Request, key string) error {
	whose, err := p.Cases.Whose(r.Context(), key)
	if err != nil {
		return err
	}
	if email := another(r, whose); email != "" {
		form := ui.Form{Alert: r.Locale.T("recovery.signed_in", "Email", email)}
		return r.Screen(web.Unprocessable, "", "recovery.join_title", screen.Join(screen.JoinProps{Form: form}))
	}
	r.SetCookie(web.CaseCookie, key)
	return r.Go(casePath)
}

// refused is [prompt.WrongPassword], and says who helps where strangers have used up the tries.
func refused(r *web.Request, words string, v authn.Verdict) (ui.Form, int) {
	form, status := prompt.WrongPassword(r, words, v)
	if v.Refusal != nil {
		form.Alert += " " + r.Locale.T("refused.password_support")
	}
	return form, status
}
