// Package account holds client accounts and who belongs to them. A user signs in; an account is billed; a membership
// connects them and says what the user may see and do there. A contact gets mail and doesn't sign in. This package
// keeps what there is; what people do to accounts is in package membership, what the host does in package staff. What
// an account owns (services, domains, invoices, tickets) is in packages of their own; each lists it for a user in the
// accounts that [Accounts.Visible] returns.
package account

import (
	"context"
	"errors"

	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/db"
)

// Account is a client of the host.
type Account struct {
	ID     string
	Number string // the host's own, such as "C-10001"
	Data
	Email        string // where its mail goes; "" is the address that its owner signs in with
	CreatedAt    clock.Instant
	ClosedAt     clock.Instant // since when it is closed; 0: it is open
	SecondStepAt clock.Instant // since when it requires a second step of its people; 0: it does not
}

// Closed reports whether the account is closed: its people see everything and change nothing.
func (a Account) Closed() bool { return !a.ClosedAt.IsZero() }

// RequiresSecondStep reports whether the account requires a second step of its people.
func (a Account) RequiresSecondStep() bool { return !a.SecondStepAt.IsZero() }

var (
	// ErrExists refuses an account number that is taken, and a second membership of the same user.
	ErrExists = errors.New("that exists already")
	// ErrNotFound says that there is no such account, or that it is no business of whoever asks.
	ErrNotFound = errors.New("no such account")
	// ErrForbidden refuses what a member may see and not do.
	ErrForbidden = errors.New("this member may see that, and not change it")
	// ErrClosed refuses every change by the people of a closed account.
	ErrClosed = errors.New("the account is closed")
	// ErrUnknown refuses a role, a permission or a kind of mail that does not exist.
	ErrUnknown = errors.New("no such role or permission")
	// ErrChanged refuses a form that was filled from what the account no longer says of itself.
	ErrChanged = errors.New("the account was changed meanwhile")
	// ErrHasOwner refuses a second owner.
	ErrHasOwner = errors.New("the account has an owner already")
	// ErrNumber refuses a number that can't be read on an invoice.
	ErrNumber = errors.New("a number takes 1 to 40 letters, digits, dots, dashes and slashes")
)

// Accounts stores accounts and who belongs to them.
type Accounts struct {
	Clock *clock.Clock
}

// Create adds an account without members. It returns [ErrExists] if the number is taken.
func (as *Accounts) Create(ctx context.Context, tx db.Tx, number, name string) (Account, error) {
	return as.CreateSince(ctx, tx, number, name, as.Clock.Now())
}

// CreateSince is [Accounts.Create] for somebody who has been a client since then.
func (as *Accounts) CreateSince(ctx context.Context, tx db.Tx, number, name string, since clock.Instant) (Account, error) {
	return as.add(ctx, tx, Account{Number: number, Data: Data{Name: name}, CreatedAt: since})
}

// Add adds an account without members, with a new id. It returns [ErrNumber], [ErrExists] if the number is taken, or an
// [InvalidError] for what its data can't be.
func (as *Accounts) Add(ctx context.Context, tx db.Tx, a Account) (Account, error) {
	a.CreatedAt = as.Clock.Now()
	return as.add(ctx, tx, a)
}

// Check returns everything that [Accounts.Add] would refuse, joined; nil if it would refuse nothing. The number "" is one
// that is still to be given.
func (as *Accounts) Check(ctx context.Context, tx db.Reader, a Account) error {
	_, wrong := a.Clean()
	if a.Number == "" {
		return wrong
	}
	if !numberLooks().MatchString(code.Number(a.Number)) {
		return errors.Join(ErrNumber, wrong)
	}
	switch _, err := as.ByNumber(ctx, tx, a.Number); {
	case err == nil:
		return errors.Join(ErrExists, wrong)
	case !errors.Is(err, ErrNotFound):
		return err
	}
	return wrong
}

func (as *Accounts) add(ctx context.Context, tx db.Tx, a Account) (Account, error) {
	a.Number = code.Number(a.Number)
	if !numberLooks().MatchString(a.Number) {
		return Account{}, ErrNumber
	}
	var err error
	if a.Data, err = a.Clean(); err != nil {
		return Account{}, err
	}
	if a.ID, err = db.NewID(); err != nil {
		return Account{}, err
	}
	return a, insertAccount(ctx, tx, a)
}

// AddNext is [Accounts.Add] with the next free number of the host's series, which begins with prefix. Of many at once
// each gets its own.
func (as *Accounts) AddNext(ctx context.Context, tx db.Tx, prefix string, a Account) (Account, error) {
	number, err := nextNumber(ctx, tx, prefix)
	if err != nil {
		return Account{}, err
	}
	a.Number = number
	return as.Add(ctx, tx, a)
}

// Visible returns the ids of the accounts in which a user has the permission p; nil if there are none. Whether an account
// is closed does not matter to it: the rule access.Member asks that before anything is done.
func (as *Accounts) Visible(ctx context.Context, tx db.Reader, userID string, p Permission) ([]string, error) {
	memberships, err := as.MembershipsOf(ctx, tx, userID)
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
