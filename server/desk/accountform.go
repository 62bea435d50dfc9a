package desk

import (
	"errors"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/locale"
	"latchkey/internal/membership"
	"latchkey/internal/signin"
	"latchkey/internal/staff"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// dataPlaces are the fields of the form and what each is stored as.
func dataPlaces(d *account.Data) map[string]*string {
	return map[string]*string{
		account.FieldName: &d.Name, account.FieldCompany: &d.Company, account.FieldStreet: &d.Street, account.FieldPostcode: &d.Postcode,
		account.FieldCity: &d.City, account.FieldRegion: &d.Region, account.FieldCountry: &d.Country, account.FieldTaxID: &d.TaxID,
		account.FieldCurrency: &d.Currency, account.FieldLanguage: &d.Language, account.FieldZone: &d.Zone,
	}
}

// typedData reads the form; typed is what it shows again if it is refused.
func typedData(r *web.Request) (d account.Data, typed map[string]string) {
	typed = map[string]string{}
	for name, place := range dataPlaces(&d) {
		*place = r.Form(name)
		typed[name] = *place
	}
	return d, typed
}

// New shows the form that makes a client account.
func (p *AccountPages) New(r *web.Request) error {
	if err := p.fresh(r); err != nil {
		return err
	}
	return p.showForm(r, screen.AccountFormProps{Form: ui.Form{Values: r.PendingValues()}}, 0)
}

func (p *AccountPages) showForm(r *web.Request, props screen.AccountFormProps, status int) error {
	props.Countries = []ui.Choice{{Label: r.Locale.T("accounts.none")}}
	for _, c := range r.Locale.Countries() {
		props.Countries = append(props.Countries, ui.Choice{Value: c.Code, Label: c.Name})
	}
	props.Languages = []ui.Choice{{Label: r.Locale.T("accounts.language_host")}}
	for _, l := range locale.Writings() {
		props.Languages = append(props.Languages, ui.Choice{Value: l.Tag(), Label: l.FullName()})
	}
	props.Zones = ui.ZoneAreas(r.Locale, locale.Zones())
	props.Next = r.Site.Settings.Choices(r.Context()).AccountPrefix
	title := "desk_accounts.add"
	if props.URL != "" {
		title = "desk_accounts.edit_title"
	}
	return r.Screen(status, "accounts", title, screen.AccountForm(props))
}

// Add makes a client account, and its owner or an invitation to own it.
func (p *AccountPages) Add(r *web.Request) error {
	d, typed := typedData(r)
	typed["owner"], typed["number"] = r.Form("owner"), r.Form("number")
	a, err := p.Staff.AddAccount(r.Context(), r.Caller(), staff.AccountDraft{
		Number: r.Form("number"), Data: d, OwnerEmail: r.Form("owner"),
	})
	if err == nil {
		return p.owned(r, a, r.Form("owner"), "added")
	}
	form, refused := draftRefusal(r, err)
	if !refused {
		return r.RequireStepUp(err, web.PendingAction{
			Do: r.Locale.T("desk_accounts.add"), To: d.Name, Page: "/desk/accounts/new", Fields: screen.AccountFields,
		})
	}
	form.Values = typed
	return p.showForm(r, screen.AccountFormProps{Form: form}, web.Unprocessable)
}

// draftRefusal says everything that is wrong with a new account, each beside its field.
func draftRefusal(r *web.Request, err error) (ui.Form, bool) {
	form, refused := dataRefusal(r, err)
	if !refused {
		form.Errors = map[string]string{}
	}
	switch {
	case errors.Is(err, account.ErrExists):
		form.Errors["number"] = r.Locale.T("desk_accounts.number_taken")
	case errors.Is(err, account.ErrNumber):
		form.Errors["number"] = r.Locale.T("desk_accounts.number_wrong")
	}
	switch {
	case errors.Is(err, user.ErrBadEmail):
		form.Errors["owner"] = r.Locale.T(prompt.BadEmail(err, "invite.bad_email"))
	case errors.Is(err, signin.ErrClosed):
		form.Errors["owner"] = r.Locale.T("desk_accounts.owner_closed")
	}
	return form, len(form.Errors) > 0
}

// ownerRefusal is the key of what a page says when somebody can't be made an owner; "" for any other error.
func ownerRefusal(err error) string {
	switch {
	case errors.Is(err, user.ErrBadEmail):
		return prompt.BadEmail(err, "invite.bad_email")
	case errors.Is(err, signin.ErrClosed):
		return "desk_accounts.owner_closed"
	case errors.Is(err, account.ErrHasOwner):
		return "desk_accounts.owner_there"
	case errors.Is(err, account.ErrExists), errors.Is(err, membership.ErrMember):
		return "desk_accounts.owner_member"
	}
	return ""
}

func dataRefusal(r *web.Request, err error) (ui.Form, bool) {
	var invalid account.InvalidError
	if errors.As(err, &invalid) {
		return r.BesideEach("accounts.wrong_", invalid.Fields), true
	}
	return ui.Form{}, false
}

// Edit shows the form that changes what a client account says of itself.
func (p *AccountPages) Edit(r *web.Request) error {
	if err := p.fresh(r); err != nil {
		return err
	}
	a, err := p.named(r)
	if err != nil {
		return err
	}
	if err := p.Staff.ViewedAccount(r.Context(), r.Caller(), a.ID); err != nil {
		return err
	}
	return p.edit(r, a, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *AccountPages) edit(r *web.Request, a account.Account, form ui.Form, status int) error {
	props := screen.AccountFormProps{
		Form: form, URL: accountPage(a.ID), Name: a.Name, Seen: form.ValueOr("seen", a.Mark()), Now: map[string]string{},
	}
	for name, place := range dataPlaces(&a.Data) {
		props.Now[name] = *place
	}
	return p.showForm(r, props, status)
}

// Save changes what a client account says of itself, unless somebody else has changed it meanwhile.
func (p *AccountPages) Save(r *web.Request) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	d, typed := typedData(r)
	typed["seen"] = r.Form("seen")
	err = p.Staff.EditAccount(r.Context(), r.Caller(), a.ID, typed["seen"], d)
	if errors.Is(err, account.ErrChanged) {
		return p.edit(r, a, ui.Form{Alert: r.Locale.T("desk_accounts.changed")}, web.Unprocessable)
	}
	if form, refused := dataRefusal(r, err); refused {
		form.Values = typed
		return p.edit(r, a, form, web.Unprocessable)
	}
	return p.done(r, a, err, "desk_accounts.edit", "saved",
		append([]string{"seen"}, screen.AccountFields[2:]...)...)
}
