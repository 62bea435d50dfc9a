package account

import (
	"context"
	"fmt"
	"slices"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// ServiceStatus says how a service stands.
type ServiceStatus string

// What a service can be.
const (
	ServicePending   ServiceStatus = "pending"
	ServiceActive    ServiceStatus = "active"
	ServiceSuspended ServiceStatus = "suspended"
	ServiceCancelled ServiceStatus = "cancelled"
)

// Service is something that runs for an account, such as web hosting.
type Service struct {
	ID, AccountID string
	Name          string
	Plan          string
	Domain        string // the main domain it serves, or ""
	Status        ServiceStatus
	Price         int64 // per period, in minor units of the currency
	Currency      string
	RenewsAt      clock.Instant
}

// AddService adds a service to its account and returns it with its id.
func (as *Accounts) AddService(ctx context.Context, tx db.Tx, s Service) (Service, error) {
	known := []ServiceStatus{ServicePending, ServiceActive, ServiceSuspended, ServiceCancelled}
	if !slices.Contains(known, s.Status) {
		return Service{}, fmt.Errorf("%w: %q", ErrUnknown, s.Status)
	}
	var err error
	if s.ID, err = newID(); err != nil {
		return Service{}, err
	}
	return s, insertService(ctx, tx, s)
}

// Services lists the services that a user may see, by name.
func (as *Accounts) Services(ctx context.Context, tx db.Tx, userID string) ([]Service, error) {
	ids, err := as.Visible(ctx, tx, userID, Services)
	if err != nil {
		return nil, err
	}
	return list[Service](ctx, tx, "service", "name, id", ids)
}
