package account

import (
	"errors"
	"slices"
	"strings"

	screen "latchkey/components/account"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/membership"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// Contacts lists who gets the chosen account's mail and doesn't sign in.
func (p *Pages) Contacts(r *web.Request) error {
	b, err := sees(r, account.Members)
	if err != nil {
		return err
	}
	return p.showContacts(r, b, "")
}

func (p *Pages) showContacts(r *web.Request, b account.Belonging, alert string) error {
	people, err := p.Membership.People(r.Context(), r.Caller(), b.ID)
	if err != nil {
		return err
	}
	props := screen.ContactsProps{Top: top(r, b, contactsPath), Base: base(b), May: b.As.Allows(account.MembersManage) && !b.Closed()}
	for _, c := range people.Contacts {
		row := screen.ContactRow{ID: c.ID, Name: c.Name, Email: user.PlainEmail(c.Email), Billing: c.Billing, What: gets(r, c.Mail)}
		if !c.Confirmed() {
			row.Pending = r.DateTime(c.ExpiresAt)
		}
		props.Rows = append(props.Rows, row)
	}
	status := 0
	if props.Alert = alert; alert != "" {
		status = web.Unprocessable
	}
	return r.Screen(status, section, "accounts.contacts", screen.Contacts(props))
}

// gets is what mail somebody gets, in words.
func gets(r *web.Request, kinds []account.Mail) string {
	var words []string
	for _, k := range kinds {
		words = append(words, r.Locale.T("accounts.mail_"+string(k)))
	}
	if len(words) == 0 {
		return r.Locale.T("accounts.mail_none")
	}
	return strings.Join(words, " · ")
}

// contact is the one that the address names.
func (p *Pages) contact(r *web.Request) (b account.Belonging, c account.Contact, err error) {
	if b, err = manages(r, account.MembersManage); err != nil {
		return b, c, err
	}
	people, err := p.Membership.People(r.Context(), r.Caller(), b.ID)
	if err != nil {
		return b, c, err
	}
	i := slices.IndexFunc(people.Contacts, func(c account.Contact) bool { return c.ID == r.Param("id") })
	if i < 0 {
		return b, c, web.ErrNotFound
	}
	return b, people.Contacts[i], nil
}

// contactBoxes are the kinds of mail that a contact gets, or can be given: nobody has mail sent about what they don't see.
func contactBoxes(r *web.Request, giver account.Membership, form ui.Form, now []account.Mail) []screen.Box {
	if typed, found := form.Values["mail"]; found {
		now = nil
		for k := range strings.SplitSeq(typed, ",") {
			now = append(now, account.Mail(k))
		}
	}
	var boxes []screen.Box
	for _, k := range account.Mails() {
		if has := slices.Contains(now, k); has || mayGet(giver, k) {
			boxes = append(boxes, mailBox(r, k, has))
		}
	}
	return boxes
}

// NewContact shows the form of a contact.
func (p *Pages) NewContact(r *web.Request) error {
	return p.showNewContact(r, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *Pages) showNewContact(r *web.Request, form ui.Form, status int) error {
	b, err := manages(r, account.MembersManage)
	if err != nil {
		return err
	}
	return r.Screen(status, section, "accounts.contact_add", screen.Contact(screen.ContactProps{
		Form: form, Base: base(b), Languages: languages(r, "accounts.language_account"), Mail: contactBoxes(r, b.As, form, nil),
	}))
}

func contactIn(r *web.Request) (d membership.ContactData, typed map[string]string) {
	d = membership.ContactData{Name: r.Form("name"), Language: known(r.Form("language")), Mail: mailIn(r)}
	return d, map[string]string{
		"email": r.Form("email"), "name": d.Name, "language": d.Language, "mail": strings.Join(r.FormList("mail"), ","), "seen": r.Form("seen"),
	}
}

// AddContact adds one, and mails a link there.
func (p *Pages) AddContact(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	d, typed := contactIn(r)
	again := func(form ui.Form, status int) error {
		form.Values = typed
		return p.showNewContact(r, form, status)
	}
	refusal, err := p.Membership.AddContact(r.Context(), r.Caller(), b.ID, typed["email"], d)
	switch {
	case errors.Is(err, user.ErrBadEmail):
		return again(badEmail(r, typed["email"], err), web.Unprocessable)
	case errors.Is(err, user.ErrBadName):
		return again(r.Beside("name", "refused.name"), web.Unprocessable)
	case err == nil && refusal != nil:
		return again(prompt.TooManyMails(r, refusal))
	}
	return ended(r, err, func(alert string) error { return again(ui.Form{Alert: alert}, web.Unprocessable) }, web.PendingAction{
		Do: r.Locale.T("accounts.contact_add"), To: typed["email"], Page: base(b) + "/contacts/new",
		Fields: []string{"email", "name", "language", "mail"},
	}, contactsPath, "contact")
}

// Contact shows a contact, to change it.
func (p *Pages) Contact(r *web.Request) error {
	return p.showContact(r, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *Pages) showContact(r *web.Request, form ui.Form, status int) error {
	b, c, err := p.contact(r)
	if err != nil {
		return err
	}
	return r.Screen(status, section, "accounts.contacts", screen.Contact(screen.ContactProps{
		Form: form, Base: base(b), ID: c.ID, Name: c.Name, Email: user.PlainEmail(c.Email), Language: c.Language,
		Languages: languages(r, "accounts.language_account"), Mail: contactBoxes(r, b.As, form, c.Mail), Billing: c.Billing,
		MayBill: c.Confirmed() && b.As.Allows(account.Invoices), Seen: form.ValueOr("seen", c.Mark()),
	}))
}

// SaveContact changes one.
func (p *Pages) SaveContact(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	d, typed := contactIn(r)
	again := func(form ui.Form) error {
		form.Values = typed
		return p.showContact(r, form, web.Unprocessable)
	}
	err = p.Membership.SetContact(r.Context(), r.Caller(), b.ID, r.Param("id"), typed["seen"], d)
	switch {
	case errors.Is(err, user.ErrBadName):
		return again(r.Beside("name", "refused.name"))
	case errors.Is(err, account.ErrChanged):
		return p.showContact(r, ui.Form{Alert: r.Locale.T("accounts.contact_changed")}, web.Unprocessable)
	}
	refusedAgain := func(alert string) error { return again(ui.Form{Alert: alert}) }
	return ended(r, err, refusedAgain, web.PendingAction{}, contactsPath, "contact-saved")
}

// ResendContact mails another link to a contact that waits.
func (p *Pages) ResendContact(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	refusal, err := p.Membership.ResendContact(r.Context(), r.Caller(), b.ID, r.Param("id"))
	again := func(alert string) error { return p.showContacts(r, b, alert) }
	if err == nil && refusal != nil {
		form, _ := prompt.TooManyMails(r, refusal)
		return again(form.Alert)
	}
	return ended(r, err, again, web.PendingAction{}, contactsPath, "contact-resent")
}

// MakeBilling has invoices go to a contact.
func (p *Pages) MakeBilling(r *web.Request) error {
	return p.setBilling(r, r.Param("id"), "accounts.billing_make", "billing")
}

// EndBilling has them go there no longer.
func (p *Pages) EndBilling(r *web.Request) error {
	return p.setBilling(r, "", "accounts.billing_end", "billing-end")
}

func (p *Pages) setBilling(r *web.Request, contactID, do, said string) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	page := base(b) + "/contacts/" + r.Param("id")
	err = p.Membership.SetBilling(r.Context(), r.Caller(), b.ID, contactID)
	again := func(alert string) error { return p.showContact(r, ui.Form{Alert: alert}, web.Unprocessable) }
	return ended(r, err, again, web.PendingAction{Do: r.Locale.T(do), Page: page}, contactsPath, said)
}

// AskRemoveContact asks whether to remove a contact.
func (p *Pages) AskRemoveContact(r *web.Request) error {
	b, c, err := p.contact(r)
	if err != nil {
		return err
	}
	return ask(r, "accounts.contact_remove", screen.AskProps{
		Subject: c.Name + " · " + user.PlainEmail(c.Email), Action: base(b) + "/contacts/" + c.ID + "/remove",
		Label: r.Locale.T("accounts.remove"), Back: contactsPath, What: []string{r.Locale.T("accounts.contact_remove_what")},
	})
}

// RemoveContact removes one.
func (p *Pages) RemoveContact(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	err = p.Membership.RemoveContact(r.Context(), r.Caller(), b.ID, r.Param("id"))
	return ended(r, err, nil, web.PendingAction{}, contactsPath, "contact-removed")
}
