// Package client serves the pages of the client area: dashboard, services, domains, invoices, tickets and
// profile. The lists show what the person's accounts hold; internal/account decides what a person may see of an
// account.
package client

import (
	"latchkey/internal/account"
	"latchkey/internal/announcement"
	"latchkey/internal/authn"
	"latchkey/internal/contact"
	"latchkey/internal/credential"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/message"
	"latchkey/internal/service"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// Pages holds the handlers of the client area and what they need.
type Pages struct {
	Accounts *account.Accounts
	Services *service.Services
	Domains  *domain.Domains
	Invoices *invoice.Invoices
	Tickets  *ticket.Tickets
	Users    *user.Users
	// Announcements are shown on the dashboard.
	Announcements *announcement.Announcements
	Outbox        *message.Outbox
	// Authn reports what became of a code that was sent; Contact and Credential make the changes.
	Authn      *authn.Verifier
	Contact    *contact.Service
	Credential *credential.Service
}
