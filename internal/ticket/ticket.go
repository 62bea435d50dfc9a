// Package ticket holds the support tickets that members of client accounts have opened. They are only shown
// here, not changed.
package ticket

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Status is the state of a ticket: whose turn it is.
type Status string

// The states of a ticket.
const (
	Open     Status = "open"     // the host has to answer
	Answered Status = "answered" // the host has answered
	Closed   Status = "closed"
)

// Ticket is one conversation with the host's support.
type Ticket struct {
	ID, AccountID string
	Number        string // the host's own, such as "T-3014"
	Subject       string
	Status        Status
	UpdatedAt     clock.Instant
}

// Running returns how many of the tickets are not closed.
func Running(tickets []Ticket) int {
	running := 0
	for _, t := range tickets {
		if t.Status != Closed {
			running++
		}
	}
	return running
}

var (
	// ErrExists refuses a number that is taken.
	ErrExists = errors.New("a ticket with this number exists already")
	// ErrUnknown refuses a status that does not exist.
	ErrUnknown = errors.New("no such ticket status")
)

// Tickets stores and lists tickets.
type Tickets struct {
	Accounts *account.Accounts
}

// Add adds a ticket to its account and returns it with its id. It returns [ErrExists] if the number is taken
// and [ErrUnknown] if its status does not exist.
func (ts *Tickets) Add(ctx context.Context, tx db.Tx, t Ticket) (Ticket, error) {
	if !slices.Contains([]Status{Open, Answered, Closed}, t.Status) {
		return Ticket{}, fmt.Errorf("%w: %q", ErrUnknown, t.Status)
	}
	id, err := db.NewID()
	if err != nil {
		return Ticket{}, err
	}
	t.ID = id
	return t, insert(ctx, tx, t)
}

// List returns the tickets that a user may see, the last changed first.
func (ts *Tickets) List(ctx context.Context, tx db.Reader, userID string) ([]Ticket, error) {
	accounts, err := ts.Accounts.Visible(ctx, tx, userID, account.Tickets)
	if err != nil {
		return nil, err
	}
	return list(ctx, tx, accounts)
}
