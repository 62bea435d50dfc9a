package host

import (
	"latchkey/internal/message"
	pageclient "latchkey/server/client"
	pagedesk "latchkey/server/desk"
	pagerecovery "latchkey/server/recovery"
	pagesecurity "latchkey/server/security"
	pagesignin "latchkey/server/signin"
	"latchkey/server/web"
	"latchkey/server/webhook"
)

func (h *Host) routes(o Options, site *web.Site, by Channels) [][]web.Route {
	tables := [][]web.Route{
		(&pagesignin.Pages{
			Flow: h.Flow, Links: h.Links, Users: h.Users, Outbox: h.Outbox, Notices: h.Notices, Contact: h.Contact, Credential: h.Credential,
			Meter: web.NewMeter(h.Authn.StrengthChecker),
		}).Routes(),
		pagesecurity.WithoutMethod((&pagesecurity.Pages{
			Users: h.Users, Sessions: h.Sessions, Browsers: h.Browsers, Factors: h.Factors, Gate: h.Gate, Authn: h.Authn, Contact: h.Contact,
			Credential: h.Credential, Meter: web.NewMeter(h.Authn.StrengthChecker),
		}).Routes()),
		(&pagerecovery.Pages{Cases: h.Cases}).Routes(),
		(&pageclient.Pages{
			Accounts: h.Accounts, Services: h.Services, Domains: h.Domains, Invoices: h.Invoices, Tickets: h.Tickets,
			Users: h.Users, Outbox: h.Outbox, Authn: h.Authn, Contact: h.Contact, Credential: h.Credential,
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
		Staff: h.Staff, Contact: h.Contact, Gate: h.Gate, Factors: h.Factors, Outbox: h.Outbox, Audit: h.Audit,
		Users: h.Users, Accounts: h.Accounts, Invoices: h.Invoices, Policies: h.Policies, Meter: web.NewMeter(h.Authn.StrengthChecker),
		Cases:   h.Cases.Waiting,
		Recover: h.casePages().Recover,
	}
}

func (h *Host) casePages() *pagedesk.CasePages {
	return &pagedesk.CasePages{Cases: h.Cases, Gate: h.Gate, Users: h.Users}
}

// webhooks are the routes for what other servers tell; without WhatsApp they stay shut.
func (h *Host) webhooks(d Delivery, c Channels) []web.Route {
	pages := &webhook.Pages{}
	if c.WhatsApp != nil {
		secret, _ := secretFile("whatsapp-app-secret-file", d.AppSecretFile)
		verify, _ := secretFile("whatsapp-verify-token-file", d.VerifyTokenFile)
		pages.WhatsApp = &message.Webhook{DB: h.DB, Outbox: h.Outbox, API: c.WhatsApp, Secret: secret, VerifyToken: verify}
	}
	return pages.Routes()
}
