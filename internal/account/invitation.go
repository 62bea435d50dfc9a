package account

import (
	"slices"
	"time"

	"latchkey/internal/clock"
)

// InvitationFor is how long an invitation waits.
const InvitationFor = 7 * 24 * time.Hour

// Invitation asks somebody to belong to an account. It gives nothing before they accept it.
type Invitation struct {
	ID, AccountID string
	Email         string
	Role          Role // the host alone invites an owner
	Permissions   []Permission
	Language      string // of the mail
	InvitedBy     string // the id of the user who invites; "": the host
	CreatedAt     clock.Instant
	SentAt        clock.Instant
	ExpiresAt     clock.Instant
}

// ContactFor is how long a contact's link waits.
const ContactFor = 7 * 24 * time.Hour

// Contact gets an account's mail and doesn't sign in.
type Contact struct {
	ID, AccountID string
	Name, Email   string
	Language      string
	Mail          []Mail
	Billing       bool          // invoices go there; an account has one at most
	AddedBy       string        // the id of the user; "": the host
	CreatedAt     clock.Instant // when it was added
	SentAt        clock.Instant // when its link was sent last
	ExpiresAt     clock.Instant // when that link ends
	ConfirmedAt   clock.Instant // 0: the link was not followed yet, and no mail goes there
}

// Confirmed reports whether mail goes there.
func (c Contact) Confirmed() bool { return !c.ConfirmedAt.IsZero() }

// Gets reports whether mail of a kind goes to the contact.
func (c Contact) Gets(kind Mail) bool {
	return c.Confirmed() && (slices.Contains(c.Mail, kind) || c.Billing && kind == InvoiceMail)
}

// Handover is a change of owner that waits.
type Handover struct {
	AccountID    string
	FromID, ToID string // users
	AskedAt      clock.Instant
	DueAt        clock.Instant // when it takes effect
}

// EmailFor is how long a link waits that confirms the account's own address.
const EmailFor = 24 * time.Hour

// EmailChange is a new address of an account that waits for its link.
type EmailChange struct {
	AccountID string
	Email     string
	AskedBy   string // the id of the user
	ExpiresAt clock.Instant
}
