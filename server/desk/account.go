package desk

import (
	"slices"
	"strings"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/locale"
	"latchkey/internal/membership"
	"latchkey/internal/service"
	"latchkey/internal/staff"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// How many of an account's things stand on its page, and how many events.
const (
	mostOfAccount  = 10
	mostOfActivity = 10
)

// Show shows a client account, who belongs to it and what it has.
func (p *AccountPages) Show(r *web.Request) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	return p.show(r, a, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *AccountPages) show(r *web.Request, a account.Account, form ui.Form, status int) error {
	if err := p.Staff.ViewedAccount(r.Context(), r.Caller(), a.ID); err != nil {
		return err
	}
	shown, err := p.Staff.ShowAccount(r.Context(), a.ID)
	if err != nil {
		return err
	}
	props := screen.AccountProps{
		Form: form, URL: accountPage(a.ID), AccountID: a.ID, Name: a.Name, Number: a.Number, Closed: a.Closed(),
		Done: r.Said("done", accountsDone), Facts: accountFacts(r, a), NoOwner: !owned(shown),
		AuditURL: web.WithQuery("/desk/audit", "person", a.Number),
	}
	peopleOf(r, shown, &props)
	if err := p.has(r, a.ID, &props); err != nil {
		return err
	}
	if props.Activity, err = p.accountActivity(r, a.ID); err != nil {
		return err
	}
	if props.Notes, err = p.accountNotes(r, a.ID); err != nil {
		return err
	}
	return r.Show(named(status, "accounts", a.Number+" · "+a.Name, screen.ClientAccount(props)))
}

func owned(s staff.AccountShown) bool {
	return slices.ContainsFunc(s.Members, func(m membership.Person) bool { return m.Role == account.Owner }) ||
		slices.ContainsFunc(s.Invitations, func(i account.Invitation) bool { return i.Role == account.Owner })
}

func accountFacts(r *web.Request, a account.Account) (facts []ui.Choice) {
	add := func(words, value string) {
		if value != "" {
			facts = append(facts, ui.Choice{Value: r.Locale.T(words), Label: value})
		}
	}
	add("people.added", r.Date(a.CreatedAt))
	if a.Closed() {
		add("desk_accounts.closed_at", r.Date(a.ClosedAt))
	}
	add("accounts.company", a.Company)
	add("accounts.street", a.Street)
	add("accounts.city", strings.TrimSpace(a.Postcode+" "+a.City))
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
	add("desk_accounts.email", user.PlainEmail(a.Email))
	if a.RequiresSecondStep() {
		add("people.second_step", r.Locale.T("desk_accounts.step_required"))
	}
	return facts
}

// peopleOf are who belongs to an account and gets its mail.
func peopleOf(r *web.Request, s staff.AccountShown, props *screen.AccountProps) {
	for _, m := range s.Members {
		line := screen.AccountLine{URL: personPage(m.UserID), Name: m.Name, What: ui.LTR(m.Email)}
		if m.Role == account.Owner {
			line.Tone, line.Mark, line.More = "info", r.Locale.T("accounts.is_owner"), r.Locale.T("desk_accounts.may_all")
		} else {
			url := props.URL + "/members/" + m.UserID
			line.More = mayIn(r, m.Permissions)
			line.Acts = []screen.AccountAct{
				{URL: url, Words: r.Locale.T("accounts.permissions")}, {URL: url + "/remove", Words: r.Locale.T("accounts.remove")},
			}
		}
		props.Members = append(props.Members, line)
	}
	for _, i := range s.Invitations {
		url, until := props.URL+"/invitations/"+i.ID, "desk_accounts.invited_until"
		if !i.ExpiresAt.After(r.Site.Clock.Now()) {
			until = "desk_accounts.invited_over"
		}
		line := screen.AccountLine{
			Name: user.PlainEmail(i.Email), What: r.Locale.T(until, "Until", r.Date(i.ExpiresAt)), More: mayIn(r, i.Permissions),
		}
		if i.Role == account.Owner {
			line.Tone, line.Mark, line.More = "info", r.Locale.T("accounts.is_owner"), r.Locale.T("desk_accounts.may_all")
		}
		if !props.Closed {
			line.Acts = append(line.Acts, screen.AccountAct{URL: url + "/resend", Words: r.Locale.T("accounts.resend"), Posts: true})
		}
		line.Acts = append(line.Acts, screen.AccountAct{URL: url + "/withdraw", Words: r.Locale.T("accounts.withdraw")})
		props.Invitations = append(props.Invitations, line)
	}
	for _, c := range s.Contacts {
		line := screen.AccountLine{Name: c.Name, What: ui.LTR(user.PlainEmail(c.Email))}
		if c.Billing {
			line.Tone, line.Mark = "info", r.Locale.T("accounts.contact_billing")
		}
		if !c.Confirmed() {
			line.What += r.Locale.T("desk_accounts.apart") + r.Locale.T("desk_accounts.unconfirmed")
		}
		props.Contacts = append(props.Contacts, line)
	}
}

// mayIn is what a member may do, in words: managing a part says that they see it.
func mayIn(r *web.Request, given []account.Permission) string {
	var words []string
	for _, p := range given {
		if p.Manages() || !slices.Contains(given, p+".manage") {
			words = append(words, r.Locale.T("accounts.may_"+strings.ReplaceAll(string(p), ".", "_")))
		}
	}
	if len(words) == 0 {
		return r.Locale.T("desk_accounts.may_nothing")
	}
	return strings.Join(words, r.Locale.T("settings.comma"))
}

// few are the first of an account's things, with the one that the address asks for.
func few[T any](r *web.Request, kind string, all []T, id func(T) string) []T {
	first, rest := all[:min(len(all), mostOfAccount)], all[min(len(all), mostOfAccount):]
	for _, one := range rest {
		if r.Query("show") == kind+"-"+id(one) {
			return append(slices.Clone(first), one)
		}
	}
	return first
}

// onAccount is where a thing of an account stands on the account's page.
func onAccount(accountID, kind, id string) string {
	row := kind + "-" + id
	return web.WithQuery(accountPage(accountID), "show", row) + "#" + row
}

// has are an account's services, domains, invoices and tickets, a few of each.
func (p *AccountPages) has(r *web.Request, accountID string, props *screen.AccountProps) error {
	ctx, tx := r.Context(), r.Site.DB.Read()
	services, err := p.Services.Of(ctx, tx, accountID)
	if err != nil {
		return err
	}
	for _, s := range few(r, "service", services, func(s service.Service) string { return s.ID }) {
		props.Services = append(props.Services, screen.AccountLine{
			ID: "service-" + s.ID, Name: s.Name, What: ui.LTR(s.Domain), Status: string(s.Status),
		})
	}
	domains, err := p.Domains.Of(ctx, tx, accountID)
	if err != nil {
		return err
	}
	for _, d := range few(r, "domain", domains, func(d domain.Domain) string { return d.ID }) {
		until := r.Locale.T("desk_accounts.domain_until", "Date", r.Day(d.ExpiresAt))
		props.Domains = append(props.Domains, screen.AccountLine{ID: "domain-" + d.ID, Name: d.Name, What: until})
	}
	invoices, err := p.Invoices.Of(ctx, tx, accountID)
	if err != nil {
		return err
	}
	for _, i := range few(r, "invoice", invoices, func(i invoice.Invoice) string { return i.ID }) {
		props.Invoices = append(props.Invoices, screen.AccountLine{
			ID: "invoice-" + i.ID, Name: ui.LTR(i.Number),
			What:   r.Locale.Money(i.Amount, i.Currency) + r.Locale.T("desk_accounts.apart") + r.Day(i.IssuedAt),
			Status: string(i.Status(r.Site.Clock.Now())),
		})
	}
	tickets, err := p.Tickets.Related(ctx, tx, ticket.Ticket{AccountID: accountID}, mostOfAccount)
	for _, t := range tickets {
		props.Tickets = append(props.Tickets, screen.AccountLine{
			URL: "/desk/tickets/" + t.Number, Name: t.Subject,
			What: ui.LTR(t.Number) + r.Locale.T("desk_accounts.apart") + r.Date(t.UpdatedAt),
			Tone: stateTone[t.Status], Mark: r.Locale.T("queue.state_" + string(t.Status)),
		})
	}
	return err
}

// accountActivity is what happened in an account, the newest first.
func (p *AccountPages) accountActivity(r *web.Request, accountID string) ([]screen.AuditRow, error) {
	records, err := audit.Of(r.Context(), r.Site.DB.Read(), accountID, audit.Views, 0, mostOfActivity)
	if err != nil {
		return nil, err
	}
	return p.auditRows(r, records)
}
