// Package client serves the pages of the client area: dashboard, services, domains, invoices, tickets and
// profile. The lists show what the person's accounts hold; internal/account decides what a person may see of an
// account.
package client

import (
	screen "latchkey/components/client"
	"latchkey/internal/account"
	"latchkey/internal/authn"
	"latchkey/internal/contact"
	"latchkey/internal/credential"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/message"
	"latchkey/internal/service"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// Pages holds the handlers of the client area and what they need.
type Pages struct {
	Accounts *account.Accounts
	Services *service.Services
	Domains  *domain.Domains
	Invoices *invoice.Invoices
	Tickets  *ticket.Tickets
	Users    *user.Users
	Outbox   *message.Outbox
	// Authn reports what became of a code that was sent; Contact and Credential make the changes.
	Authn      *authn.Verifier
	Contact    *contact.Service
	Credential *credential.Service
}

// Dashboard shows what the person's accounts hold, and how well the person's own account is protected.
func (p *Pages) Dashboard(r *web.Request) error {
	ctx, tx, me := r.Context(), r.Site.DB.Read(), r.Session.UserID
	services, err := p.Services.List(ctx, tx, me)
	if err != nil {
		return err
	}
	domains, err := p.Domains.List(ctx, tx, me)
	if err != nil {
		return err
	}
	invoices, err := p.Invoices.List(ctx, tx, me)
	if err != nil {
		return err
	}
	tickets, err := p.Tickets.List(ctx, tx, me)
	if err != nil {
		return err
	}
	state, err := r.Site.Factors.State(ctx, tx, me)
	if err != nil {
		return err
	}
	banners := prompt.CheckUp(r, state, prompt.Reminders(r, state))
	none, err := p.belongsNowhere(r, len(services)+len(domains)+len(invoices)+len(tickets))
	if err != nil {
		return err
	}
	open, sums := invoice.Due(invoices)
	return r.Show(web.View{
		Title: "section.dashboard", Section: "dashboard", Banners: banners,
		Screen: screen.Dashboard(screen.DashboardProps{
			Name: r.Session.Name, TwoFactorOn: state.On(),
			Services: len(services), Domains: len(domains), OpenInvoices: open, OpenTickets: ticket.Running(tickets),
			NoAccount: none, Staff: r.Session.Role != user.Client,
			Due: money(r, sums), Contact: screen.DashboardContact{Name: r.Session.Name, Email: r.Session.Email},
		}),
	})
}

// belongsNowhere asks the database only about somebody who has nothing to see.
func (p *Pages) belongsNowhere(r *web.Request, sees int) (bool, error) {
	if sees > 0 {
		return false, nil
	}
	accounts, err := p.Accounts.Names(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	return len(accounts) == 0, err
}
