package client

import (
	"errors"

	screen "latchkey/components/client"
	"latchkey/components/ui"
	"latchkey/internal/credential"
	"latchkey/internal/message"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

func (p *Pages) contactRoutes() []web.Route {
	return []web.Route{
		web.SignedIn.Get("/profile/email", p.email),
		web.SignedIn.Post("/profile/email", p.changeEmail),
		web.SignedIn.Post("/profile/email/drop", p.drop(credential.ContactEmail)),
		web.SignedIn.Get("/profile/phone", p.phone),
		web.SignedIn.Post("/profile/phone", p.changePhone),
		web.SignedIn.Post("/profile/phone/drop", p.drop(credential.ContactPhone)),
		web.SignedIn.Post("/profile/phone/remove", p.removePhone),
		web.SignedIn.Get("/profile/phone/code", p.phoneCode),
		web.SignedIn.Post("/profile/phone/code", p.checkPhoneCode),
		web.SignedIn.Get("/profile/phone/send", web.To(phoneCodePath)),
		web.SignedIn.Post("/profile/phone/send", p.sendPhoneCode),
		web.SignedIn.Get("/profile/phone/delivery", p.phoneCodeDelivery),
	}
}

// contacts is how the person is reached, and what waits to be confirmed.
func (p *Pages) contacts(r *web.Request) (c screen.ContactsProps, err error) {
	u, err := p.Changes.Users.ByID(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return c, err
	}
	c = screen.ContactsProps{
		Email: screen.ContactRow{Value: u.Email}, Phone: screen.ContactRow{Value: u.Phone}, PhoneOffered: p.Changes.Outbox.Offers(message.WhatsApp),
	}
	waiting, err := p.Changes.ContactChanges(r.Context(), u.ID)
	for _, ch := range waiting {
		row := &c.Email
		if ch.Kind == credential.ContactPhone {
			row = &c.Phone
		}
		row.Pending, row.Until = ch.Value, r.DateTime(ch.ExpiresAt)
	}
	return c, err
}

func (p *Pages) email(r *web.Request) error {
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
		Form: form, Current: c.Email.Value, Pending: c.Email.Pending, Until: c.Email.Until, Sent: r.Query("done") == "sent",
	}))
}

func (p *Pages) changeEmail(r *web.Request) error {
	email := r.Form("email")
	again := func(form ui.Form, status int) error {
		form.Values = map[string]string{"email": email}
		return p.showEmail(r, form, status)
	}
	refusal, err := p.Changes.ChangeEmail(r.Context(), r.Caller(), email)
	switch {
	case errors.Is(err, user.ErrBadEmail) && email == "":
		return again(r.Beside("email", "refused.email_empty"), web.Unprocessable)
	case errors.Is(err, user.ErrBadEmail):
		return again(r.Beside("email", "refused.email_bad"), web.Unprocessable)
	case errors.Is(err, credential.ErrSameContact):
		return again(r.Beside("email", "refused.email_same"), web.Unprocessable)
	case err != nil:
		return r.RequireStepUp(err, web.PendingAction{Do: r.Locale.T("details.change_email"), To: email, Page: "/profile/email", Fields: []string{"email"}})
	case refusal != nil:
		return again(prompt.TooManyMails(r, refusal))
	}
	return r.Go("/profile/email?done=sent")
}

func (p *Pages) drop(kind credential.Contact) func(*web.Request) error {
	return func(r *web.Request) error {
		if err := p.Changes.DropContactChange(r.Context(), r.Session, kind); err != nil {
			return err
		}
		return r.Go("/profile?done=dropped")
	}
}
