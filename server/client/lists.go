package client

import (
	"context"
	"strings"

	screen "latchkey/components/client"
	"latchkey/internal/db"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/service"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// ListServices lists the services that the person may see.
func (p *Pages) ListServices(r *web.Request) error {
	rows, nowhere, err := rowsOf(p, r, p.Services.List, func(s service.Service, names map[string]string) screen.ServiceRow {
		return serviceRow(r, s, names)
	})
	if err != nil {
		return err
	}
	return r.Screen(0, "services", "", screen.Services(screen.ServicesProps{Rows: rows, NoAccount: nowhere}))
}

func serviceRow(r *web.Request, s service.Service, names map[string]string) screen.ServiceRow {
	return screen.ServiceRow{
		Name: s.Name, Plan: s.Plan, Domain: s.Domain, Status: string(s.Status),
		Account: names[s.AccountID], Renews: r.Day(s.RenewsAt), Price: r.Locale.Money(s.Price, s.Currency),
	}
}

// ListDomains lists the domains that the person may see.
func (p *Pages) ListDomains(r *web.Request) error {
	rows, nowhere, err := rowsOf(p, r, p.Domains.List, func(d domain.Domain, names map[string]string) screen.DomainRow {
		return screen.DomainRow{
			Name: d.Name, Status: string(d.Status(r.Site.Clock.Now())), Expires: r.Day(d.ExpiresAt), AutoRenew: d.AutoRenew,
			Account: names[d.AccountID],
		}
	})
	if err != nil {
		return err
	}
	return r.Screen(0, "domains", "", screen.Domains(screen.DomainsProps{Rows: rows, NoAccount: nowhere}))
}

// ListInvoices lists the invoices that the person may see.
func (p *Pages) ListInvoices(r *web.Request) error {
	rows, nowhere, err := rowsOf(p, r, p.Invoices.List, func(i invoice.Invoice, names map[string]string) screen.InvoiceRow {
		return screen.InvoiceRow{
			Number: i.Number, Description: i.Description, Date: r.Day(i.IssuedAt), Due: r.Day(i.DueAt),
			Amount: r.Locale.Money(i.Amount, i.Currency), Status: string(i.Status(r.Site.Clock.Now())),
			Account: names[i.AccountID],
		}
	})
	if err != nil {
		return err
	}
	return r.Screen(0, "invoices", "", screen.Invoices(screen.InvoicesProps{Rows: rows, NoAccount: nowhere}))
}

// ListTickets lists the tickets that the person may see.
func (p *Pages) ListTickets(r *web.Request) error {
	rows, nowhere, err := rowsOf(p, r, p.Tickets.List, func(t ticket.Ticket, names map[string]string) screen.TicketRow {
		return screen.TicketRow{
			Number: t.Number, Subject: t.Subject, Status: string(t.Status), Updated: r.Date(t.UpdatedAt),
			Account: names[t.AccountID],
		}
	})
	if err != nil {
		return err
	}
	return r.Screen(0, "tickets", "", screen.Tickets(screen.TicketsProps{Rows: rows, NoAccount: nowhere}))
}

// rowsOf lists what the person may see of one kind, each as a row; names are those of the accounts by id. nowhere says that
// they are a client without an account.
func rowsOf[T, R any](
	p *Pages, r *web.Request, list func(context.Context, db.Reader, string) ([]T, error), row func(T, map[string]string) R,
) (rows []R, nowhere bool, err error) {
	all, err := list(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return nil, false, err
	}
	names, err := p.names(r)
	if err != nil {
		return nil, false, err
	}
	for _, one := range all {
		rows = append(rows, row(one, names))
	}
	nowhere, err = p.belongsNowhere(r, len(all))
	return rows, nowhere && r.Session.Role == user.Client, err
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
