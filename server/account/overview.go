package account

import (
	"errors"
	"maps"
	"slices"
	"strings"

	screen "latchkey/components/account"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/locale"
	"latchkey/server/web"
)

// Overview shows the chosen account.
func (p *Pages) Overview(r *web.Request) error {
	b, err := chosen(r)
	if err != nil {
		return err
	}
	owner := b.As.Role == account.Owner
	props := screen.OverviewProps{
		Top: top(r, b, "/account"), Base: base(b), Facts: facts(r, b.Account), Owner: owner, Closed: b.Closed(),
		MayEdit: b.As.Allows(account.InvoicesManage) && !b.Closed(), Mail: mailOf(r, b.As), May: may(r, b.As.Permissions),
		Step: b.RequiresSecondStep(), Waits: b.HandedOver(),
	}
	if owner && b.HandedOver() {
		props.Heir, props.Until = p.nameOf(r, b, b.Handover.ToID), r.DateTime(b.Handover.DueAt)
	}
	if owner {
		if props.Email, err = p.emailState(r, b); err != nil {
			return err
		}
	}
	return r.Screen(0, section, "", screen.Overview(props))
}

// facts are what an account says of itself, without what it says nothing of.
func facts(r *web.Request, a account.Account) []screen.Fact {
	var all []screen.Fact
	add := func(words, value string) {
		if value != "" {
			all = append(all, screen.Fact{Name: r.Locale.T(words), Value: value})
		}
	}
	place := strings.TrimSpace(a.Postcode + " " + a.City)
	add("accounts.name", a.Name)
	add("accounts.company", a.Company)
	add("accounts.street", a.Street)
	add("accounts.city", place)
	add("accounts.region", a.Region)
	if a.Country != "" {
		add("accounts.country", r.Locale.Country(a.Country))
	}
	add("accounts.tax_id", a.TaxID)
	add("accounts.currency", a.Currency)
	if l, found := locale.Find(a.Language); found && a.Language != "" {
		add("accounts.language", l.FullName())
	}
	add("accounts.zone", ui.ZoneName(a.Zone))
	return all
}

// may is what somebody may do, in words: managing a part says that they see it.
func may(r *web.Request, given []account.Permission) []string {
	var words []string
	for _, p := range given {
		if p.Manages() || !slices.Contains(given, p+".manage") {
			words = append(words, r.Locale.T("accounts.may_"+strings.ReplaceAll(string(p), ".", "_")))
		}
	}
	return words
}

// mailOf are the kinds of mail that a member can get.
func mailOf(r *web.Request, m account.Membership) []screen.Box {
	var boxes []screen.Box
	for _, k := range account.Mails() {
		if mayGet(m, k) {
			boxes = append(boxes, mailBox(r, k, slices.Contains(m.Mail, k)))
		}
	}
	return boxes
}

func mayGet(m account.Membership, k account.Mail) bool {
	return k == account.NewsMail || m.Allows(account.Permission(k))
}

func mailBox(r *web.Request, k account.Mail, ticked bool) screen.Box {
	return screen.Box{Name: "mail", Value: string(k), Label: r.Locale.T("accounts.mail_" + string(k)), Ticked: ticked}
}

func mailIn(r *web.Request) (kinds []account.Mail) {
	for _, k := range r.FormList("mail") {
		kinds = append(kinds, account.Mail(k))
	}
	return kinds
}

// SetMail sets what mail the person gets of an account. What they may not see now stays as they had chosen it.
func (p *Pages) SetMail(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	kinds := mailIn(r)
	for _, k := range b.As.Mail {
		if !mayGet(b.As, k) && !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	err = p.Membership.SetMail(r.Context(), r.Caller(), b.ID, kinds)
	return ended(r, err, nil, web.PendingAction{}, "/account", "mail")
}

// Data shows the form of what an account says of itself.
func (p *Pages) Data(r *web.Request) error {
	return p.showData(r, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *Pages) showData(r *web.Request, form ui.Form, status int) error {
	b, err := manages(r, account.InvoicesManage)
	if err != nil {
		return err
	}
	props := screen.DataProps{
		Form: form, Base: base(b), Now: fieldsOf(b.Data), Owner: b.As.Role == account.Owner, Currency: b.Currency,
		Countries: []ui.Choice{{Label: r.Locale.T("accounts.none")}}, Languages: languages(r, "accounts.language_host"),
		Zones: ui.ZoneAreas(r.Locale, locale.Zones()),
	}
	for _, c := range r.Locale.Countries() {
		props.Countries = append(props.Countries, ui.Choice{Value: c.Code, Label: c.Name})
	}
	return r.Screen(status, section, "accounts.data_title", screen.Data(props))
}

// languages are those to choose from; none says which it is if none is chosen.
func languages(r *web.Request, none string) []ui.Choice {
	all := []ui.Choice{{Label: r.Locale.T(none)}}
	for _, l := range locale.Writings() {
		all = append(all, ui.Choice{Value: l.Tag(), Label: l.FullName()})
	}
	return all
}

func fieldsOf(d account.Data) map[string]string {
	return map[string]string{
		account.FieldName: d.Name, account.FieldCompany: d.Company, account.FieldStreet: d.Street, account.FieldPostcode: d.Postcode,
		account.FieldCity: d.City, account.FieldRegion: d.Region, account.FieldCountry: d.Country, account.FieldTaxID: d.TaxID,
		account.FieldLanguage: d.Language, account.FieldZone: d.Zone,
	}
}

// SaveData stores what an account says of itself. What stands in no field that the person was shown stays as it is.
func (p *Pages) SaveData(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	d, typed := b.Data, map[string]string{}
	places := map[string]*string{
		account.FieldCompany: &d.Company, account.FieldStreet: &d.Street, account.FieldPostcode: &d.Postcode, account.FieldCity: &d.City,
		account.FieldRegion: &d.Region, account.FieldCountry: &d.Country, account.FieldTaxID: &d.TaxID,
	}
	if b.As.Role == account.Owner {
		maps.Copy(places, map[string]*string{
			account.FieldName: &d.Name, account.FieldLanguage: &d.Language, account.FieldZone: &d.Zone,
		})
	}
	for name, place := range places {
		*place = r.Form(name)
		typed[name] = *place
	}
	err = p.Membership.SetData(r.Context(), r.Caller(), b.ID, d)
	var invalid account.InvalidError
	if errors.As(err, &invalid) {
		form := r.BesideEach("accounts.wrong_", invalid.Fields)
		form.Values = typed
		return p.showData(r, form, web.Unprocessable)
	}
	if err != nil {
		return err
	}
	return r.Leave(r.Saying("/account?done=saved")) // the frame bears the name
}
