package signin

import (
	"errors"

	screen "latchkey/components/signin"
	"latchkey/internal/access"
	"latchkey/internal/notice"
	"latchkey/internal/setting"
	"latchkey/internal/user"
	"latchkey/server/web"
)

var (
	goneNotMe = web.GoneError{Words: "not_me", Link: "/contact"}
	goneEmail = web.GoneError{Words: "email", Link: "/profile/email"}
)

// NotMe answers the "This wasn't me" link of a notice: it says what the notice was about and, if the link was
// used already, what to do next.
func (p *Pages) NotMe(r *web.Request) error {
	n, err := p.Notices.NotMeOf(r.Context(), r.Cookie(web.NotMeCookie))
	if errors.Is(err, notice.ErrNoLink) {
		return goneNotMe
	}
	if err != nil {
		return err
	}
	props := screen.NotMeProps{
		What: r.Locale.T("mail." + string(n.Told) + "_subject"), When: r.DateTime(n.At),
		Recovery: n.Kind == notice.NotMeRecovery,
		NoCase:   r.Site.Settings.Choices(r.Context()).RecoveryMode == setting.CodesOnly,
	}
	if n.Kind == notice.NotMeContact || inside(n) {
		if err := p.disputes(r, n, &props); err != nil {
			return err
		}
	}
	if n.Used && props.Recovery {
		if props.Case, props.CanStop, err = p.Objected(r.Context(), n.Ref); err != nil {
			return err
		}
	}
	if n.Used {
		return r.Screen(0, "", "not_me.done_title", screen.NotMeDone(props))
	}
	return r.Screen(0, "", "not_me.title", screen.NotMe(props))
}

// inside reports whether a notice is about what only somebody inside could have done.
func inside(n notice.NotMe) bool {
	return n.Kind == notice.NotMeMethod || n.Kind == notice.NotMeAccount
}

// disputes says what comes of a link about something that somebody inside did.
func (p *Pages) disputes(r *web.Request, n notice.NotMe, props *screen.NotMeProps) error {
	trusted, err := p.Contacts.Trusted(r.Context(), r.Site.DB.Read(), n)
	if err != nil {
		return err
	}
	if props.Freezes, err = p.Contacts.Freezes(r.Context(), r.Site.DB.Read(), n); err != nil {
		return err
	}
	if trusted && n.Kind == notice.NotMeAccount {
		if props.Account, err = p.Belongs(r.Context(), n.Ref, n.UserID); err != nil {
			return err
		}
		props.Left = !props.Account
	}
	props.Later, props.Methods = !trusted, trusted && inside(n)
	if props.InForce = props.Methods; !props.InForce { // it freezes for a change that counts
		if props.InForce, err = p.Contacts.InForce(r.Context(), n); err != nil {
			return err
		}
	}
	props.CanSettle, err = p.Contacts.CanSettle(r.Context(), n.UserID)
	return err
}

// SayNotMe undoes what the notice is about, as far as the notice promised.
func (p *Pages) SayNotMe(r *web.Request) error {
	n, err := p.Notices.SayNotMe(r.Context(), r.Cookie(web.NotMeCookie), r.Client)
	if errors.Is(err, notice.ErrNoLink) {
		return goneNotMe
	}
	if err != nil {
		return err
	}
	if !n.Used { // it has made all browsers unknown, this one too unless it was known
		if err := p.usedLink(r, n.UserID); err != nil {
			return err
		}
	}
	return r.Go("/not-me")
}

// usedLink spares this browser what strangers' guesses at the person's password do to new ones.
func (p *Pages) usedLink(r *web.Request, userID string) error {
	browser, err := p.Flow.UsedLink(r.Context(), userID, r.Client)
	if err == nil {
		r.SetBrowser(browser)
	}
	return err
}

// ConfirmEmail asks the holder of the link whether the new address is theirs.
func (p *Pages) ConfirmEmail(r *web.Request) error {
	ch, err := p.Contacts.EmailChange(r.Context(), r.Cookie(web.EmailCookie))
	if errors.Is(err, notice.ErrNoLink) {
		return goneEmail
	}
	if err != nil {
		return err
	}
	u, err := p.Users.ByID(r.Context(), r.Site.DB.Read(), ch.UserID)
	if err != nil {
		return err
	}
	return r.Screen(0, "", "confirm_email.title", screen.ConfirmEmail(screen.ConfirmEmailProps{Email: ch.Value, Name: u.Name}))
}

// ApplyEmail confirms the new address: from then on it counts.
func (p *Pages) ApplyEmail(r *web.Request) error {
	ch, err := p.Contacts.EmailChange(r.Context(), r.Cookie(web.EmailCookie))
	if err == nil {
		err = p.Contacts.ConfirmEmail(r.Context(), r.Cookie(web.EmailCookie), r.Client)
	}
	switch {
	case errors.Is(err, notice.ErrNoLink), errors.Is(err, access.ErrFrozen):
		return goneEmail
	case errors.Is(err, user.ErrEmailTaken):
		return r.Screen(web.Unprocessable, "", "confirm_email.taken_title", screen.EmailTaken())
	case err != nil:
		return err
	}
	r.ClearCookie(web.EmailCookie)
	if r.SignedIn() {
		return r.Leave(r.Saying("/profile?done=email"))
	}
	if err := p.usedLink(r, ch.UserID); err != nil {
		return err
	}
	return r.Leave(r.Saying("/sign-in?said=email"))
}
