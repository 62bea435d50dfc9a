package client

import (
	"context"
	"strings"

	screen "latchkey/components/client"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/service"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// ListServices lists the services of the chosen account that the person may see.
func (p *Pages) ListServices(r *web.Request) error {
	rows, pager, why, err := rowsOf(r, account.Services, p.Services.Page, ofService, func(s service.Service) screen.ServiceRow {
		return serviceRow(r, s)
	})
	if err != nil {
		return err
	}
	return r.Screen(0, "services", "", screen.Services(screen.ServicesProps{
		Rows: rows, Pager: pager, NoAccount: why.nowhere, Unseen: why.unseen,
	}))
}

func serviceRow(r *web.Request, s service.Service) screen.ServiceRow {
	return screen.ServiceRow{
		ID: rowID("service", s.ID), Name: s.Name, Plan: s.Plan, Domain: s.Domain, Status: string(s.Status),
		Renews: r.Day(s.RenewsAt), Price: r.Locale.Money(s.Price, s.Currency), Ask: ask(r, ticket.AboutService, s.ID),
	}
}

// ListDomains lists the domains of the chosen account that the person may see.
func (p *Pages) ListDomains(r *web.Request) error {
	rows, pager, why, err := rowsOf(r, account.Domains, p.Domains.Page, ofDomain, func(d domain.Domain) screen.DomainRow {
		return screen.DomainRow{
			ID: rowID("domain", d.ID), Name: d.Name, Status: string(d.Status(r.Site.Clock.Now())),
			Expires: r.Day(d.ExpiresAt), AutoRenew: d.AutoRenew,
			Ask: ask(r, ticket.AboutDomain, d.ID),
		}
	})
	if err != nil {
		return err
	}
	return r.Screen(0, "domains", "", screen.Domains(screen.DomainsProps{
		Rows: rows, Pager: pager, NoAccount: why.nowhere, Unseen: why.unseen,
	}))
}

// ListInvoices lists the invoices of the chosen account that the person may see.
func (p *Pages) ListInvoices(r *web.Request) error {
	rows, pager, why, err := rowsOf(r, account.Invoices, p.Invoices.Page, ofInvoice, func(i invoice.Invoice) screen.InvoiceRow {
		return screen.InvoiceRow{
			ID: rowID("invoice", i.ID), Number: i.Number, Description: i.Description, Date: r.Day(i.IssuedAt), Due: r.Day(i.DueAt),
			Amount: r.Locale.Money(i.Amount, i.Currency), Status: string(i.Status(r.Site.Clock.Now())),
			Ask: ask(r, ticket.AboutInvoice, i.ID),
		}
	})
	if err != nil {
		return err
	}
	return r.Screen(0, "invoices", "", screen.Invoices(screen.InvoicesProps{
		Rows: rows, Pager: pager, NoAccount: why.nowhere, Unseen: why.unseen,
	}))
}

// ask is where somebody who opens tickets asks support about something of the chosen account; "" for others.
func ask(r *web.Request, kind ticket.Thing, id string) string {
	shown, belongs, err := r.Account()
	if err != nil || !belongs || !shown.As.Allows(account.TicketsManage) {
		return ""
	}
	if shown.Closed() && kind != ticket.AboutInvoice { // its people write about their bill alone
		return ""
	}
	return web.WithQuery("/tickets/new", "about", string(kind)+":"+id, "account", shown.ID)
}

func ofService(s service.Service) string { return s.ID }
func ofDomain(d domain.Domain) string    { return d.ID }
func ofInvoice(i invoice.Invoice) string { return i.ID }

// none says why a list may be empty.
type none struct {
	nowhere bool   // they are a client without an account
	unseen  string // the name of the account of which they may not see this part; "" if they may
}

// pageOfThings is how many services, domains or invoices stand on one page.
const pageOfThings = 50

// rowsOf lists a page of what the chosen account has of one kind, as far as the person may see it, each as a row: from the one that
// the address names on, so that whoever was led to it by a search finds it.
func rowsOf[T, R any](
	r *web.Request, part account.Permission, page func(context.Context, db.Reader, string, string, int) ([]T, error), id func(T) string,
	row func(T) R,
) (rows []R, pager ui.Pager, why none, err error) {
	if err := chosenBy(r); err != nil {
		return nil, pager, none{}, err
	}
	shown, belongs, err := r.Account()
	switch {
	case err != nil || !belongs:
		return nil, pager, none{nowhere: r.Session.Role == user.Client}, err
	case !shown.As.Allows(part):
		return nil, pager, none{unseen: shown.Name}, nil
	}
	from := r.Query("from")
	if _, led, found := strings.Cut(r.Query("show"), "-"); found {
		from = led
	}
	all, err := page(r.Context(), r.Site.DB.Read(), shown.ID, from, pageOfThings+1)
	if from != "" {
		pager.First = "/" + string(part)
	}
	if len(all) > pageOfThings {
		pager.Next = web.WithQuery("/"+string(part), "from", id(all[pageOfThings]))
		all = all[:pageOfThings]
	}
	for _, one := range all {
		rows = append(rows, row(one))
	}
	return rows, pager, none{}, err
}

// chosenBy has the list show the account that the address names, if it is one of the person's and a page of ours led here.
func chosenBy(r *web.Request) error {
	all, err := r.Accounts()
	for _, b := range all {
		if b.ID == r.Query("account") && r.FromOwnPage() {
			r.ChooseAccount(b.ID)
		}
	}
	return err
}

// rowID is the id of the row of something in its list.
func rowID(kind, id string) string { return kind + "-" + id }

func money(r *web.Request, sums []invoice.Sum) string {
	var words []string
	for _, s := range sums {
		words = append(words, r.Locale.Money(s.Amount, s.Currency))
	}
	return strings.Join(words, " + ")
}
