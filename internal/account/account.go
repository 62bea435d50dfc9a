// Package account holds client accounts and their members. A user signs in; an account is billed; a membership
// connects them and says what the user may see of the account. What an account owns (services, domains,
// invoices, tickets) is in packages of their own; each lists it for a user in the accounts that
// [Accounts.Visible] returns.
package account

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Account is a client of the host.
type Account struct {
	ID        string
	Number    string // the host's own, such as "C-10001"
	Name      string
	CreatedAt clock.Instant
}

// Role is a user's role in an account.
type Role string

// An owner may see everything; a member, the parts that the permissions name.
const (
	Owner  Role = "owner"
	Member Role = "member"
)

// Permission is one part of an account that a member may see.
type Permission string

// The parts of an account.
const (
	Services Permission = "services"
	Domains  Permission = "domains"
	Invoices Permission = "invoices"
	Tickets  Permission = "tickets"
)

// Membership connects a user with an account.
type Membership struct {
	AccountID, UserID string
	Role              Role
	Permissions       []Permission // for the role Member
	CreatedAt         clock.Instant
}

// Allows reports whether the user may see the part p of the account.
func (m Membership) Allows(p Permission) bool {
	return m.Role == Owner || m.Role == Member && slices.Contains(m.Permissions, p)
}

var (
	// ErrExists refuses an account number that is taken, and a second membership of the same user.
	ErrExists = errors.New("that exists already")
	// ErrNotFound says that no account has that number.
	ErrNotFound = errors.New("no such account")
	// ErrUnknown refuses a role or permission that does not exist.
	ErrUnknown = errors.New("no such role or permission")
)

// Accounts stores accounts and their members.
type Accounts struct {
	Clock *clock.Clock
}

// Create adds an account without members. It returns [ErrExists] if the number is taken.
func (as *Accounts) Create(ctx context.Context, tx db.Tx, number, name string) (Account, error) {
	return as.CreateSince(ctx, tx, number, name, as.Clock.Now())
}

// CreateSince is [Accounts.Create] for somebody who has been a client since then.
func (as *Accounts) CreateSince(ctx context.Context, tx db.Tx, number, name string, since clock.Instant) (Account, error) {
	id, err := db.NewID()
	if err != nil {
		return Account{}, err
	}
	a := Account{ID: id, Number: number, Name: name, CreatedAt: since}
	return a, insertAccount(ctx, tx, a)
}

// Join makes a user a member of an account. It returns [ErrExists] if the user is one already.
func (as *Accounts) Join(ctx context.Context, tx db.Tx, m Membership) error {
	if m.Role != Owner && m.Role != Member {
		return fmt.Errorf("%w: %q", ErrUnknown, m.Role)
	}
	for _, p := range m.Permissions {
		if !slices.Contains([]Permission{Services, Domains, Invoices, Tickets}, p) {
			return fmt.Errorf("%w: %q", ErrUnknown, p)
		}
	}
	m.CreatedAt = as.Clock.Now()
	return insertMembership(ctx, tx, m)
}

// Visible returns the ids of the accounts whose part p a user may see; nil if there are none.
func (as *Accounts) Visible(ctx context.Context, tx db.Reader, userID string, p Permission) ([]string, error) {
	memberships, err := membershipsOf(ctx, tx, userID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, m := range memberships {
		if m.Allows(p) {
			ids = append(ids, m.AccountID)
		}
	}
	return ids, nil
}
