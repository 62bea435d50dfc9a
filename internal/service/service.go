// Package service holds what runs for a client account, such as web hosting. Who may see it, package account says. For
// now services are read only.
package service

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Status says how a service stands.
type Status string

// What a service can be.
const (
	Pending   Status = "pending"
	Active    Status = "active"
	Suspended Status = "suspended"
	Cancelled Status = "cancelled"
)

// Service is something that runs for an account.
type Service struct {
	ID, AccountID string
	Name          string
	Plan          string
	Domain        string // the main domain it serves, or ""
	Status        Status
	Price         int64 // per period, in minor units of the currency
	Currency      string
	RenewsAt      clock.Instant
}

// ErrUnknown refuses a status that there is not.
var ErrUnknown = errors.New("no such service status")

// Services adds and lists services.
type Services struct {
	Accounts *account.Accounts
}

// Add adds a service to its account and returns it with its id. [ErrUnknown] if there is no such status.
func (ss *Services) Add(ctx context.Context, tx db.Tx, s Service) (Service, error) {
	if !slices.Contains([]Status{Pending, Active, Suspended, Cancelled}, s.Status) {
		return Service{}, fmt.Errorf("%w: %q", ErrUnknown, s.Status)
	}
	var err error
	if s.ID, err = db.NewID(); err != nil {
		return Service{}, err
	}
	return s, insert(ctx, tx, s)
}

// List returns the services that a user may see, by name.
func (ss *Services) List(ctx context.Context, tx db.Reader, userID string) ([]Service, error) {
	accounts, err := ss.Accounts.Visible(ctx, tx, userID, account.Services)
	if err != nil {
		return nil, err
	}
	return list(ctx, tx, accounts)
}
