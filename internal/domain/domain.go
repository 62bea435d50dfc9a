// Package domain holds the domain names that the host keeps registered for client accounts. Who may see them, package
// account says. For now domains are read only.
package domain

import (
	"context"
	"errors"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Status says how a domain stands.
type Status string

// What a domain can be.
const (
	Active   Status = "active"
	Expiring Status = "expiring" // soon, and nobody is going to renew it
	Expired  Status = "expired"
)

// soon is how long before its end a domain counts as expiring.
const soon = 30 * 24 * time.Hour

// Domain is a domain name that the host keeps registered for an account.
type Domain struct {
	ID, AccountID string
	Name          string
	AutoRenew     bool
	ExpiresAt     clock.Instant
}

// Status says how the domain stands at a time.
func (d Domain) Status(now clock.Instant) Status {
	switch {
	case !now.Before(d.ExpiresAt):
		return Expired
	case !d.AutoRenew && d.ExpiresAt.Sub(now) <= soon:
		return Expiring
	}
	return Active
}

// ErrExists refuses a name that is registered already, for whichever account.
var ErrExists = errors.New("a domain of this name exists already")

// Domains adds and lists domains.
type Domains struct {
	Accounts *account.Accounts
}

// Add adds a domain to its account and returns it with its id. [ErrExists] if the name is registered already.
func (ds *Domains) Add(ctx context.Context, tx db.Tx, d Domain) (Domain, error) {
	var err error
	if d.ID, err = db.NewID(); err != nil {
		return Domain{}, err
	}
	return d, insert(ctx, tx, d)
}

// List returns the domains that a user may see, those that end first at the top.
func (ds *Domains) List(ctx context.Context, tx db.Reader, userID string) ([]Domain, error) {
	accounts, err := ds.Accounts.Visible(ctx, tx, userID, account.Domains)
	if err != nil {
		return nil, err
	}
	return list(ctx, tx, accounts)
}
