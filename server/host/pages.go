package host

import (
	"context"

	"latchkey/internal/message"
	"latchkey/internal/recovery"
	pageaccount "latchkey/server/account"
	pageclient "latchkey/server/client"
	pagedesk "latchkey/server/desk"
	"latchkey/server/letter"
	"latchkey/server/mailbox"
	"latchkey/server/prompt"
	pagesecurity "latchkey/server/security"
	pagesignin "latchkey/server/signin"
	pageticket "latchkey/server/ticket"
	"latchkey/server/webhook"
)

func (h *Host) signIn() *pagesignin.Pages {
	return &pagesignin.Pages{
		Flow: h.Flow, Links: h.Links, Users: h.Users, Outbox: h.Outbox, Notices: h.Notices, Contacts: h.Contact, Credential: h.Credential,
		Meter:    prompt.NewMeter(h.Authn.StrengthChecker),
		Objected: h.objected, Belongs: h.Membership.Belongs,
	}
}

// objected says how a recovery case stands that somebody said "this wasn't me" of.
func (h *Host) objected(ctx context.Context, caseID string) (stands string, canStop bool, err error) {
	o, err := h.Cases.Objected(ctx, caseID)
	switch {
	case o.State.Over():
		stands = "over"
	case o.State == recovery.Paused:
		stands = "paused"
	default:
		stands = "continued"
	}
	return stands, o.CanStop, err
}

func (h *Host) security() *pagesecurity.Pages {
	return &pagesecurity.Pages{
		Users: h.Users, SignedIn: h.Sessions, Browsers: h.Browsers, Factors: h.Factors, Gate: h.Gate, Authn: h.Authn, Contact: h.Contact,
		Credential: h.Credential, Meter: prompt.NewMeter(h.Authn.StrengthChecker),
	}
}

func (h *Host) client() *pageclient.Pages {
	return &pageclient.Pages{
		Accounts: h.Accounts, Services: h.Services, Domains: h.Domains, Invoices: h.Invoices, Tickets: h.Tickets,
		Users: h.Users, Outbox: h.Outbox, Authn: h.Authn, Contact: h.Contact, Credential: h.Credential, Announcements: h.Announcements,
	}
}

func (h *Host) tickets() *pageticket.Pages {
	return &pageticket.Pages{Support: h.Support, Files: h.Files, Awaits: h.Flow.Awaits}
}

func (h *Host) account() *pageaccount.Pages {
	return &pageaccount.Pages{Membership: h.Membership, Links: h.Links}
}

func (h *Host) desk() *pagedesk.Pages {
	return &pagedesk.Pages{
		Staff: h.Staff, Contact: h.Contact, Gate: h.Gate, Factors: h.Factors, Outbox: h.Outbox, Log: h.Audit,
		Users: h.Users, Accounts: h.Accounts, Invoices: h.Invoices, Tickets: h.Tickets, Files: h.Files, Policies: h.Policies,
		Restore: h.Restore, Checker: h.Checker, Pace: h.Pace,
		Meter: prompt.NewMeter(h.Authn.StrengthChecker), Cases: h.Cases.Count,
		Recover: h.casePages().Recover,
	}
}

func (h *Host) deskAccounts() *pagedesk.AccountPages {
	return &pagedesk.AccountPages{Pages: h.desk(), Services: h.Services, Domains: h.Domains, Support: h.Support}
}

func (h *Host) casePages() *pagedesk.CasePages {
	return &pagedesk.CasePages{
		Cases: h.Cases, Staff: h.Staff, Gate: h.Gate, Users: h.Users, Accounts: h.Accounts, Domains: h.Domains, Invoices: h.Invoices,
	}
}

func (h *Host) ticketPages() *pagedesk.TicketPages {
	return &pagedesk.TicketPages{
		Support: h.Support, Staff: h.Staff, Gate: h.Gate, Users: h.Users, Accounts: h.Accounts, Tickets: h.Tickets, Factors: h.Factors,
		Files: h.Files, Announcements: h.Announcements,
	}
}

// webhook is where other servers tell what became of messages; without WhatsApp it stays shut.
func (h *Host) webhook(d Delivery, c Channels) *webhook.Pages {
	pages := &webhook.Pages{}
	if c.WhatsApp != nil {
		secret, _ := secretFile("whatsapp-app-secret-file", d.AppSecretFile)
		verify, _ := secretFile("whatsapp-verify-token-file", d.VerifyTokenFile)
		pages.WhatsApp = &message.Webhook{DB: h.DB, Outbox: h.Outbox, API: c.WhatsApp, Secret: secret, VerifyToken: verify}
	}
	return pages
}

func (h *Host) mailbox(url func(string) string) *mailbox.Pages {
	writer := &letter.Writer{Settings: h.Settings, URL: url, Zone: h.zoneOf, Posted: h.Support.Mail, StopToken: h.Membership.StopToken}
	return &mailbox.Pages{DB: h.DB, Outbox: h.Outbox, Subject: letter.Subject, Letter: writer.Props, WhatsApp: writer.WhatsApp}
}
