// Package service holds the services that run for client accounts, such as web hosting. Package account decides
// who may see them. They are only shown here, not changed.
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

// Status is the state of a service.
type Status string

// The states of a service.
const (
	Pending   Status = "pending"
	Active    Status = "active"
	Suspended Status = "suspended"
	Cancelled Status = "cancelled"
)

// Service is one service of an account.
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

// ErrUnknown refuses a status that does not exist.
var ErrUnknown = errors.New("no such service status")

// Services stores and lists services.
type Services struct {
	Accounts *account.Accounts
}

// Add adds a service to its account and returns it with its id. It returns [ErrUnknown] if its status does not
// exist.
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

// Of returns the services of a client account, for staff and for whoever is known to belong to it.
func (ss *Services) Of(ctx context.Context, tx db.Reader, accountID string) ([]Service, error) {
	return list(ctx, tx, []string{accountID})
}
