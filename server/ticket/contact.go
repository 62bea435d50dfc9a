package ticket

import (
	"errors"
	"slices"

	screen "latchkey/components/ticket"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/support"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// Contact shows the form of those who can't sign in. Who can, and may open a ticket, is led to where that is done.
func (p *Pages) Contact(r *web.Request) error {
	values := map[string]string{"email": r.AskedEmail()}
	if r.SignedIn() {
		accountID, err := p.opensTickets(r)
		if err != nil {
			return err
		}
		if accountID != "" {
			return r.Go(web.WithQuery("/tickets/new", "about", r.Query("about"), "account", accountID))
		}
		values = map[string]string{"name": r.Session.Name, "email": r.Session.Email}
	}
	return p.contact(r, p.guests(r, values), 0)
}

// opensTickets is the account for which somebody who is signed in opens tickets: the chosen one, if they may there, or else
// the first in which they may; "" if they reach the form of none.
func (p *Pages) opensTickets(r *web.Request) (accountID string, err error) {
	if reaches, err := r.Reaches(); err != nil || !reaches {
		return "", err
	}
	chosen, belongs, err := r.Account()
	if err != nil || !belongs {
		return "", err
	}
	all, err := r.Accounts()
	if err != nil {
		return "", err
	}
	for _, b := range slices.Concat([]account.Belonging{chosen}, all) {
		if !writes(b) {
			continue
		}
		_, err := p.Support.Opening(r.Context(), r.Caller(), b.ID)
		if err == nil {
			return b.ID, nil
		}
		if !errors.Is(err, account.ErrClosed) {
			return "", err
		}
	}
	return "", nil
}

// guests is a form to write into for somebody without an account, who attaches nothing.
func (p *Pages) guests(r *web.Request, values map[string]string) screen.WriteProps {
	w := p.empty(r, values)
	w.Files = ui.FilesProps{}
	return w
}

func (p *Pages) contact(r *web.Request, w screen.WriteProps, status int) error {
	departments, err := p.Support.GuestDepartments(r.Context())
	if err != nil {
		return err
	}
	props := screen.ContactProps{
		WriteProps: w, Brand: r.Site.Brand(r.Site.Settings.Choices(r.Context())), Recovery: r.Recovers(),
		Code: p.Awaits(r.Context(), r.Cookie(web.ChallengeCookie)) == nil,
	}
	for _, d := range departments {
		props.Departments = append(props.Departments, ui.Choice{Value: d.ID, Label: d.Called(r.Locale.Lang())})
	}
	if r.Session.ID != "" || r.SignedIn() {
		props.Home, props.HomeName = r.Home(), r.Locale.T("section.dashboard")
		if r.Home() == web.Desk {
			props.HomeName = r.Locale.T("section.desk")
		}
	}
	return r.Screen(status, "", "contact.sign_in_title", screen.Contact(props))
}

// Write takes what somebody wrote who has not signed in. What is answered is the same whosever the address is.
func (p *Pages) Write(r *web.Request) error {
	t, values := read(r, nil), map[string]string{}
	for _, field := range screen.ContactFields {
		values[field] = r.Field(field)
	}
	if r.Field("again") != "" {
		return p.sendAgain(r, values["email"])
	}
	err := p.Support.Contact(r.Context(), support.ContactForm{
		Name: values["name"], Email: values["email"], Subject: t.subject, DepartmentID: values["department"],
		Language: r.Locale.Tag(), Post: p.post(t, nil), By: r.Client,
	})
	if err == nil {
		return r.GoSent("/contact", values["email"])
	}
	wrong := map[string]string{}
	if errors.Is(err, user.ErrBadName) {
		wrong["name"] = r.Locale.T("refused.your_name")
	}
	if errors.Is(err, user.ErrBadEmail) {
		wrong["email"] = r.Locale.T(prompt.BadEmail(err, "refused.email_bad"))
	}
	known := err
	if len(wrong) > 0 && !isAbout(err) {
		known = nil
	}
	w, status, err := p.again(r, p.guests(r, values), t, known)
	if err != nil {
		return err
	}
	for field, words := range wrong {
		w.Errors[field] = words
	}
	return p.contact(r, w, status)
}

// isAbout reports whether an error is about what was written, too.
func isAbout(err error) bool {
	return errors.Is(err, support.ErrSubject) || errors.Is(err, support.ErrBody) || errors.Is(err, support.ErrLooksLikeCode)
}

// Sent says that a message has come in.
func (p *Pages) Sent(r *web.Request) error {
	return r.Screen(0, "", "contact.sent_title", screen.ContactSent(r.LinkRequest("/contact")))
}

// sendAgain mails the link that confirms an address once more. What is answered is the same whether there was anything to send.
func (p *Pages) sendAgain(r *web.Request, email string) error {
	err := p.Support.ContactAgain(r.Context(), email, r.Client)
	if err != nil && !errors.Is(err, user.ErrBadEmail) && !errors.As(err, new(support.TooManyError)) {
		return err
	}
	return r.GoSent("/contact", email)
}
