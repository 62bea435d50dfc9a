package host

import (
	"context"
	"errors"

	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	pageclient "latchkey/server/client"
	pagedesk "latchkey/server/desk"
	"latchkey/server/prompt"
	pagerecovery "latchkey/server/recovery"
	pagesecurity "latchkey/server/security"
	pagesignin "latchkey/server/signin"
	"latchkey/server/web"
	"latchkey/server/webhook"
)

func (h *Host) routes(o Options, site *web.Site, by Channels) [][]web.Route {
	tables := [][]web.Route{
		(&pagesignin.Pages{Flow: h.Flow, Links: h.Links, Changes: h.Changes, Meter: prompt.NewMeter(h.Changes)}).Routes(),
		pagesecurity.WithoutMethod(pagesecurity.New(h.Changes).Routes()),
		(&pagerecovery.Pages{Cases: h.Cases}).Routes(),
		(&pageclient.Pages{
			Accounts: h.Accounts, Services: h.Services, Domains: h.Domains, Invoices: h.Invoices, Tickets: h.Tickets, Changes: h.Changes,
		}).Routes(),
		h.webhooks(o.Delivery, by),
		h.desk().Routes(),
		h.casePages().Routes(),
	}
	if o.Demo {
		tables = append(tables, h.mailbox(site.URL))
	}
	return tables
}

func (h *Host) desk() *pagedesk.Pages {
	return &pagedesk.Pages{
		Changes: h.Changes, Users: h.Users, Accounts: h.Accounts, Invoices: h.Invoices, Policies: h.Policies, Invite: h.invite, Meter: prompt.NewMeter(h.Changes),
		Cases:   h.Cases.Waiting,
		Recover: h.casePages().Recover,
	}
}

func (h *Host) casePages() *pagedesk.CasePages {
	return &pagedesk.CasePages{Cases: h.Cases, Users: h.Users}
}

func (h *Host) invite(ctx context.Context, actor, email string, _ session.Client) error {
	err := h.Links.Invite(ctx, actor, signin.Registration{Email: email}, "")
	if errors.Is(err, signin.ErrClosed) {
		return pagedesk.ErrNoInvitations
	}
	return err
}

// webhooks are the routes for what other servers tell; without WhatsApp they stay shut.
func (h *Host) webhooks(d Delivery, c Channels) []web.Route {
	pages := &webhook.Pages{}
	if c.WhatsApp != nil {
		secret, _ := secretFile("whatsapp-app-secret-file", d.AppSecretFile)
		verify, _ := secretFile("whatsapp-verify-token-file", d.VerifyTokenFile)
		pages.WhatsApp = &message.Webhook{DB: h.DB, Outbox: h.Changes.Outbox, API: c.WhatsApp, Secret: secret, VerifyToken: verify}
	}
	return pages.Routes()
}
