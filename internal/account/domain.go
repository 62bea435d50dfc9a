package account

import (
	"context"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// DomainStatus says how a domain stands.
type DomainStatus string

// What a domain can be.
const (
	DomainActive   DomainStatus = "active"
	DomainExpiring DomainStatus = "expiring" // soon, and nobody is going to renew it
	DomainExpired  DomainStatus = "expired"
)

// Soon is how long before its end a domain counts as expiring.
const Soon = 30 * 24 * time.Hour

// Domain is a domain name that the host keeps registered for an account.
type Domain struct {
	ID, AccountID string
	Name          string
	AutoRenew     bool
	ExpiresAt     clock.Instant
}

// Status says how the domain stands at a time.
func (d Domain) Status(now clock.Instant) DomainStatus {
	switch {
	case !now.Before(d.ExpiresAt):
		return DomainExpired
	case !d.AutoRenew && d.ExpiresAt.Sub(now) <= Soon:
		return DomainExpiring
	}
	return DomainActive
}

// AddDomain adds a domain to its account and returns it with its id. ErrExists if the name is registered already.
func (as *Accounts) AddDomain(ctx context.Context, tx db.Tx, d Domain) (Domain, error) {
	var err error
	if d.ID, err = newID(); err != nil {
		return Domain{}, err
	}
	return d, insertDomain(ctx, tx, d)
}

// Domains lists the domains that a user may see, those that end first at the top.
func (as *Accounts) Domains(ctx context.Context, tx db.Tx, userID string) ([]Domain, error) {
	ids, err := as.Visible(ctx, tx, userID, Domains)
	if err != nil {
		return nil, err
	}
	return list[Domain](ctx, tx, "domain", "expires_at, name", ids)
}
