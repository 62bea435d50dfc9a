package host

import (
	"context"
	"errors"

	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	pagedesk "latchkey/server/desk"
	"latchkey/server/letter"
	"latchkey/server/mailbox"
	"latchkey/server/prompt"
	"latchkey/server/webhook"
)

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

// webhook is where other servers tell what became of messages; without WhatsApp it stays shut.
func (h *Host) webhook(d Delivery, c Channels) *webhook.Pages {
	pages := &webhook.Pages{}
	if c.WhatsApp != nil {
		secret, _ := secretFile("whatsapp-app-secret-file", d.AppSecretFile)
		verify, _ := secretFile("whatsapp-verify-token-file", d.VerifyTokenFile)
		pages.WhatsApp = &message.Webhook{DB: h.DB, Outbox: h.Changes.Outbox, API: c.WhatsApp, Secret: secret, VerifyToken: verify}
	}
	return pages
}

func (h *Host) mailbox(url func(string) string) *mailbox.Pages {
	writer := &letter.Writer{Settings: h.Settings, URL: url}
	return &mailbox.Pages{DB: h.DB, Outbox: h.Changes.Outbox, Letter: writer.Props, WhatsApp: writer.WhatsApp}
}
