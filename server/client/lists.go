package client

import (
	"strings"

	screen "latchkey/components/client"
	"latchkey/internal/invoice"
	"latchkey/server/web"
)

func (p *Pages) services(r *web.Request) error {
	services, err := p.Services.List(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return err
	}
	names, err := p.names(r)
	if err != nil {
		return err
	}
	var props screen.ServicesProps
	for _, s := range services {
		props.Rows = append(props.Rows, screen.ServiceRow{
			Name: s.Name, Plan: s.Plan, Domain: s.Domain, Status: string(s.Status),
			Account: names[s.AccountID], Renews: r.Date(s.RenewsAt), Price: r.Locale.Money(s.Price, s.Currency),
		})
	}
	return r.Screen(0, "services", "", screen.Services(props))
}

func (p *Pages) domains(r *web.Request) error {
	domains, err := p.Domains.List(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return err
	}
	names, err := p.names(r)
	if err != nil {
		return err
	}
	var props screen.DomainsProps
	for _, d := range domains {
		props.Rows = append(props.Rows, screen.DomainRow{
			Name: d.Name, Status: string(d.Status(r.Site.Clock.Now())), Expires: r.Date(d.ExpiresAt), AutoRenew: d.AutoRenew,
			Account: names[d.AccountID],
		})
	}
	return r.Screen(0, "domains", "", screen.Domains(props))
}

func (p *Pages) invoices(r *web.Request) error {
	invoices, err := p.Invoices.List(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return err
	}
	names, err := p.names(r)
	if err != nil {
		return err
	}
	var props screen.InvoicesProps
	for _, i := range invoices {
		props.Rows = append(props.Rows, screen.InvoiceRow{
			Number: i.Number, Description: i.Description, Date: r.Date(i.IssuedAt), Due: r.Date(i.DueAt),
			Amount: r.Locale.Money(i.Amount, i.Currency), Status: string(i.Status(r.Site.Clock.Now())),
			Account: names[i.AccountID],
		})
	}
	return r.Screen(0, "invoices", "", screen.Invoices(props))
}

func (p *Pages) tickets(r *web.Request) error {
	tickets, err := p.Tickets.List(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return err
	}
	names, err := p.names(r)
	if err != nil {
		return err
	}
	var props screen.TicketsProps
	for _, t := range tickets {
		props.Rows = append(props.Rows, screen.TicketRow{
			Number: t.Number, Subject: t.Subject, Status: string(t.Status), Updated: r.Date(t.UpdatedAt),
			Account: names[t.AccountID],
		})
	}
	return r.Screen(0, "tickets", "", screen.Tickets(props))
}

// names are those of the person's accounts by id, where there is more than one to tell apart.
func (p *Pages) names(r *web.Request) (map[string]string, error) {
	names, err := p.Accounts.Names(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if len(names) < 2 {
		return nil, err
	}
	return names, err
}

func money(r *web.Request, sums []invoice.Sum) string {
	var words []string
	for _, s := range sums {
		words = append(words, r.Locale.Money(s.Amount, s.Currency))
	}
	return strings.Join(words, " + ")
}
