package client

import (
	"errors"

	screen "latchkey/components/client"
	"latchkey/components/ui"
	"latchkey/internal/contact"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// Phone shows the form for a new phone number.
func (p *Pages) Phone(r *web.Request) error {
	if err := r.NotFrozen(); err != nil {
		return err
	}
	form := ui.Form{Values: r.PendingValues()}
	if r.Told("said") == "no-code" {
		form.Alert = r.Locale.T("refused.phone_code_gone")
	}
	return p.showPhone(r, form, 0)
}

func (p *Pages) showPhone(r *web.Request, form ui.Form, status int) error {
	c, err := p.contacts(r)
	if err != nil {
		return err
	}
	return r.Screen(status, "profile", "details.phone_title", screen.Phone(screen.PhoneProps{
		Form: form, Current: c.Phone.Value, Pending: c.Phone.Pending, Until: c.Phone.Until, Offered: c.PhoneOffered,
	}))
}

// ChangePhone takes the new number and sends a code to it. The change counts once that code is entered.
func (p *Pages) ChangePhone(r *web.Request) error {
	phone := r.Form("phone")
	again := func(form ui.Form, status int) error {
		form.Values = map[string]string{"phone": phone}
		return p.showPhone(r, form, status)
	}
	if phone == "" {
		return again(r.Beside("phone", "refused.phone_empty"), web.Unprocessable)
	}
	refusal, err := p.Contact.ChangePhone(r.Context(), r.Caller(), phone)
	switch {
	case errors.Is(err, user.ErrBadPhone):
		return again(r.Beside("phone", "refused.phone_wrong"), web.Unprocessable)
	case errors.Is(err, contact.ErrSame):
		return again(r.Beside("phone", "refused.phone_same"), web.Unprocessable)
	case errors.Is(err, contact.ErrNoChannel):
		return r.Go("/profile/phone")
	case err != nil:
		return r.RequireStepUp(err, web.PendingAction{
			Do: r.Locale.T("details.change_phone"), To: phone, Page: "/profile/phone",
			Fields: []string{"phone"},
		})
	case refusal != nil:
		alert, status, _ := prompt.NotSent(r, refusal, nil)
		return again(ui.Form{Alert: alert}, status)
	}
	return r.Go(phoneCodePath)
}

// RemovePhone removes the phone number from the person's details.
func (p *Pages) RemovePhone(r *web.Request) error {
	switch err := p.Contact.RemovePhone(r.Context(), r.Caller()); {
	case err != nil:
		return r.RequireStepUp(err, web.PendingAction{Do: r.Locale.T("details.phone_remove"), Page: "/profile/phone"})
	}
	return r.Go(r.Saying("/profile?done=phone-removed"))
}
