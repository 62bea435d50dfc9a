// Package domain holds the domain names that the host keeps registered for client accounts. Package account
// decides who may see them. They are only shown here, not changed.
package domain

import (
	"context"
	"errors"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Status is the state of a domain.
type Status string

// The states of a domain.
const (
	Active   Status = "active"
	Expiring Status = "expiring" // soon, and it is not renewed automatically
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

// Status returns the state of the domain at the time now.
func (d Domain) Status(now clock.Instant) Status {
	switch {
	case !now.Before(d.ExpiresAt):
		return Expired
	case !d.AutoRenew && d.ExpiresAt.Sub(now) <= soon:
		return Expiring
	}
	return Active
}

// ErrExists refuses a name that is there already, in whatever account.
var ErrExists = errors.New("a domain of this name exists already")

// Domains stores and lists domains.
type Domains struct {
	Accounts *account.Accounts
}

// Add adds a domain to its account and returns it with its id. It returns [ErrExists] if the name is there
// already.
func (ds *Domains) Add(ctx context.Context, tx db.Tx, d Domain) (Domain, error) {
	var err error
	if d.ID, err = db.NewID(); err != nil {
		return Domain{}, err
	}
	return d, insert(ctx, tx, d)
}

// List returns the domains that a user may see, those that expire first at the top.
func (ds *Domains) List(ctx context.Context, tx db.Reader, userID string) ([]Domain, error) {
	accounts, err := ds.Accounts.Visible(ctx, tx, userID, account.Domains)
	if err != nil {
		return nil, err
	}
	return list(ctx, tx, accounts)
}

// Of returns the domains of a client account, for staff and for whoever is known to belong to it.
func (ds *Domains) Of(ctx context.Context, tx db.Reader, accountID string) ([]Domain, error) {
	return list(ctx, tx, []string{accountID})
}
