package ticket

import (
	"cmp"
	"errors"

	"latchkey/internal/clock"
)

// Department is a part of the host that answers tickets.
type Department struct {
	ID          string
	Name        string // in the host's language
	Email       string // where its mails come from, and answers to them go; "" is the host's
	Position    int64  // a smaller one is shown first
	ClientsOnly bool   // people without an account don't write to it
	Billing     bool   // people of a closed account still write to it
	ClosedAt    clock.Instant
	Texts       map[string]DepartmentText // by language
	Members     []string                  // the ids of the staff who are told of its tickets; empty: all are
}

// DepartmentText is what a department is called and signs with in one language.
type DepartmentText struct{ Name, Signature string }

// Called returns the department's name in a language.
func (d Department) Called(language string) string { return cmp.Or(d.Texts[language].Name, d.Name) }

// Open reports whether new tickets go to the department.
func (d Department) Open() bool { return d.ClosedAt.IsZero() }

// Canned is an answer that staff have written down to use it again. Its body is Markdown, with the variables that package
// support fills in.
type Canned struct {
	ID           string
	DepartmentID string // "" for every department
	Language     string
	Title, Body  string
	UpdatedAt    clock.Instant
	UpdatedBy    string
}

// Note is what staff have written down about a client account, for staff.
type Note struct {
	ID, AccountID string
	At            clock.Instant
	AuthorID      string
	Body          string
}

// BlockedSender is an address whose messages by the contact form count as spam.
type BlockedSender struct {
	Key, Email string // Key is the form under which it is found
	TicketID   string
	At         clock.Instant
	By         string
}

// FollowerKind is what kind of person follows a ticket.
type FollowerKind string

// The kinds of followers.
const (
	FollowerMember  FollowerKind = "member"
	FollowerContact FollowerKind = "contact"
)

// Follower is somebody of the ticket's account who gets its answers by mail.
type Follower struct {
	Kind FollowerKind
	ID   string // of the user, or of the contact
}

// ErrInUse refuses to remove a department that has tickets.
var ErrInUse = errors.New("the department has tickets")
