// Package ticket holds the support tickets: the conversations of client accounts, and of people who can't sign in, with
// the departments of the host. It stores them and knows in which order things can happen to one. Who may do what, and
// who is told, is for package support.
package ticket

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Ticket is one conversation with the host's support.
type Ticket struct {
	ID, AccountID string // AccountID is "" for the ticket of a guest
	Number        string // such as "T-4820193"; it tells nothing and opens nothing
	Subject       string
	Status        Status
	UpdatedAt     clock.Instant

	OpenedAt     clock.Instant
	OpenedBy     string // the id of the user whose it is; "" for a guest, and where staff opened it for an account without an owner
	OpenedFor    string // the name of the member of staff who opened it for them, as it was then; "": they did themselves
	DepartmentID string
	Guest        Guest
	About        About
	Priority     Priority
	Assignee     string        // the id of the member of staff who has it; "" for nobody
	WaitingSince clock.Instant // since when it is the turn of whoever it is
	LastID       string        // of its last message
	LastPublicID string        // of its last message that the client sees
	LastBy       Author        // who wrote that one
	MergedInto   string        // the id of the ticket that it is a part of now; "" for none
	Version      int64         // grows with everything that happens to it
}

// Guest is who wrote a ticket without signing in.
type Guest struct {
	Name, Email, Language string
	ConfirmedAt           clock.Instant // when the address was confirmed; 0: it is not
}

// Guest reports whether the ticket is one of somebody who wrote without signing in.
func (t Ticket) ByGuest() bool { return t.AccountID == "" }

// Thing is a kind of thing that a ticket can be about.
type Thing string

// The kinds of things.
const (
	AboutNothing  Thing = ""
	AboutService  Thing = "service"
	AboutDomain   Thing = "domain"
	AboutInvoice  Thing = "invoice"
	AboutSecurity Thing = "security" // signing in and the second step; it has no id
)

// About is what a ticket is about.
type About struct {
	Kind Thing
	ID   string
}

// Priority is how urgent a ticket is; a smaller one comes first.
type Priority int64

// The priorities.
const (
	Urgent Priority = 1
	High   Priority = 2
	Normal Priority = 3
	Low    Priority = 4
)

// Priorities holds every priority, the most urgent first.
var Priorities = []Priority{Urgent, High, Normal, Low}

var (
	// ErrExists refuses a number that is taken.
	ErrExists = errors.New("a ticket with this number exists already")
	// ErrUnknown refuses a status, a priority, a kind or a department that does not exist.
	ErrUnknown = errors.New("no such ticket status")
	// ErrNotFound says that there is no such ticket, message or link, or none that may be seen.
	ErrNotFound = errors.New("no such ticket")
)

// Tickets stores and lists tickets.
type Tickets struct {
	Accounts *account.Accounts
	Clock    *clock.Clock
}

// Support is the department that every host begins with.
const Support = "00000000-0000-7000-8000-000000000001"

// Billing is the department for what is about money that every host begins with.
const Billing = "00000000-0000-7000-8000-000000000002"

// triesForNumber is how often a number that is taken is drawn again.
const triesForNumber = 20

// Add adds a ticket and returns it with its id, and with a number if it had none. It returns [ErrExists] if the number
// is taken and [ErrUnknown] if its status does not exist.
func (ts *Tickets) Add(ctx context.Context, tx db.Tx, t Ticket) (Ticket, error) {
	if !slices.Contains(Statuses, t.Status) {
		return Ticket{}, fmt.Errorf("%w: %q", ErrUnknown, t.Status)
	}
	var err error
	if t.ID, err = db.NewID(); err != nil {
		return Ticket{}, err
	}
	t = t.filled()
	if t.Number != "" {
		return t, insert(ctx, tx, t)
	}
	for range triesForNumber {
		if t.Number, err = newNumber(); err != nil {
			return Ticket{}, err
		}
		if err = insert(ctx, tx, t); !errors.Is(err, ErrExists) {
			return t, err
		}
	}
	return Ticket{}, err
}

func (t Ticket) filled() Ticket {
	if t.DepartmentID == "" {
		t.DepartmentID = Support
	}
	if t.Priority == 0 {
		t.Priority = Normal
	}
	if t.OpenedAt.IsZero() {
		t.OpenedAt = t.UpdatedAt
	}
	if t.WaitingSince.IsZero() {
		t.WaitingSince = t.UpdatedAt
	}
	t.Version = max(t.Version, 1)
	return t
}

// newNumber draws a number: how many tickets a host has, and which come next, is nobody's business. Seven digits are
// none that could be taken for a code.
func newNumber() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(9_000_000))
	if err != nil {
		return "", fmt.Errorf("drawing a number: %w", err)
	}
	return fmt.Sprintf("T-%d", 1_000_000+n.Int64()), nil
}
