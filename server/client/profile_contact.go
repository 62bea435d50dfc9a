package client

import (
	"errors"

	screen "latchkey/components/client"
	"latchkey/components/ui"
	"latchkey/internal/contact"
	"latchkey/internal/message"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// contacts is how the person is reached, and what waits to be confirmed.
func (p *Pages) contacts(r *web.Request) (c screen.ContactsProps, err error) {
	u, err := p.Users.ByID(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return c, err
	}
	c = screen.ContactsProps{
		Email: screen.ContactRow{Value: u.Email}, Phone: screen.ContactRow{Value: u.Phone},
		PhoneOffered: p.Outbox.Offers(message.WhatsApp),
	}
	waiting, err := p.Contact.Waiting(r.Context(), u.ID)
	for _, ch := range waiting {
		row := &c.Email
		if ch.Kind == contact.Phone {
			row = &c.Phone
		}
		row.Pending, row.Until = user.PlainEmail(ch.Value), r.DateTime(ch.ExpiresAt)
	}
	return c, err
}

// Email shows the form for a new e-mail address.
func (p *Pages) Email(r *web.Request) error {
	if err := r.NotFrozen(); err != nil {
		return err
	}
	return p.showEmail(r, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *Pages) showEmail(r *web.Request, form ui.Form, status int) error {
	c, err := p.contacts(r)
	if err != nil {
		return err
	}
	return r.Screen(status, "profile", "details.email_title", screen.Email(screen.EmailProps{
		Form: form, Current: c.Email.Value, Pending: c.Email.Pending, Until: c.Email.Until, Sent: r.Told("done") == "sent",
	}))
}

// ChangeEmail takes the new address and mails a link to it. The change counts once that link is followed.
func (p *Pages) ChangeEmail(r *web.Request) error {
	email := r.Form("email")
	again := func(form ui.Form, status int) error {
		form.Values = map[string]string{"email": email}
		return p.showEmail(r, form, status)
	}
	refusal, err := p.Contact.ChangeEmail(r.Context(), r.Caller(), email)
	switch {
	case errors.Is(err, user.ErrBadEmail) && email == "":
		return again(r.Beside("email", "refused.email_new"), web.Unprocessable)
	case errors.Is(err, user.ErrBadEmail):
		return again(r.Beside("email", prompt.BadEmail(err, "refused.email_bad")), web.Unprocessable)
	case errors.Is(err, contact.ErrSame):
		return again(r.Beside("email", "refused.email_same"), web.Unprocessable)
	case err != nil:
		return r.RequireStepUp(err, web.PendingAction{
			Do: r.Locale.T("details.change_email"), To: email, Page: "/profile/email",
			Fields: []string{"email"},
		})
	case refusal != nil:
		return again(prompt.TooManyMails(r, refusal))
	}
	return r.Go(r.Saying("/profile/email?done=sent"))
}

// DropEmail cancels the change of address that waits for its confirmation.
func (p *Pages) DropEmail(r *web.Request) error { return p.drop(r, contact.Email) }

// DropPhone cancels the change of number that waits for its confirmation.
func (p *Pages) DropPhone(r *web.Request) error { return p.drop(r, contact.Phone) }

func (p *Pages) drop(r *web.Request, kind contact.Kind) error {
	if err := p.Contact.Drop(r.Context(), r.Session, kind); err != nil {
		return err
	}
	return r.Go(r.Saying("/profile?done=dropped"))
}
