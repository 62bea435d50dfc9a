package ticket

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// View is a part of the queue.
type View string

// The views of the queue.
const (
	InProgress View = "running"    // all that are open or answered
	Mine       View = "mine"       // those of one member of staff
	Unassigned View = "unassigned" // those that nobody has
	OnUs       View = "us"         // those that wait for the host
	OnClient   View = "client"     // those that wait for the client
	Done       View = "closed"
	Junk       View = "spam"
)

// Views holds every view, in the order in which they are shown.
var Views = []View{InProgress, Mine, Unassigned, OnUs, OnClient, Done, Junk}

// Order is in which order a view is read.
type Order string

// The orders.
const (
	ByWaiting  Order = "waiting"  // who has waited longest comes first
	ByUpdated  Order = "updated"  // what changed last comes first
	ByPriority Order = "priority" // the most urgent come first, and of these who has waited longest
	ByClosed   Order = "closed"   // what was closed last comes first
)

// Orders holds every order.
var Orders = []Order{ByWaiting, ByUpdated, ByPriority, ByClosed}

// Orders returns the orders that a view is of use in, the one that it is read in first.
func (v View) Orders() []Order {
	switch v {
	case Done:
		return []Order{ByClosed, ByUpdated}
	case Junk: // nobody waits there
		return []Order{ByUpdated}
	}
	return []Order{ByWaiting, ByUpdated, ByPriority}
}

// Query is a page of the queue, or of the tickets of an account.
type Query struct {
	View         View
	StaffID      string // whose, with [Mine]
	DepartmentID string // "" for all
	Order        Order  // "" is [ByWaiting]
	After        string // the cursor of the row that the page before ended with; "" for the first page
	Limit        int
}

// Place is where a row stands in an order, and the cursor that a page after it begins with.
type Place struct {
	Priority Priority
	At       clock.Instant // since when it waits or is closed, or when it changed
	ID       string
}

// PlaceOf returns where a ticket stands in an order.
func PlaceOf(t Ticket, o Order) Place {
	if o == ByUpdated {
		return Place{At: t.UpdatedAt, ID: t.ID}
	}
	if o == ByPriority {
		return Place{Priority: t.Priority, At: t.WaitingSince, ID: t.ID}
	}
	return Place{At: t.WaitingSince, ID: t.ID}
}

// Before reports whether p comes before q in an order.
func (p Place) Before(q Place, o Order) bool {
	if o == ByUpdated || o == ByClosed {
		p, q = q, p
	}
	switch {
	case p.Priority != q.Priority:
		return p.Priority < q.Priority
	case p.At != q.At:
		return p.At < q.At
	}
	return p.ID < q.ID
}

// Cursor writes the place as a page's address has it.
func (p Place) Cursor() string {
	return strconv.FormatInt(int64(p.Priority), 10) + "." + strconv.FormatInt(int64(p.At), 10) + "." + p.ID
}

// ParseCursor reads what [Place.Cursor] wrote. Of anything else it returns false: a page then begins at the beginning.
func ParseCursor(text string) (p Place, ok bool) {
	first, rest, _ := strings.Cut(text, ".")
	second, id, _ := strings.Cut(rest, ".")
	priority, err1 := strconv.ParseInt(first, 10, 64)
	at, err2 := strconv.ParseInt(second, 10, 64)
	if err1 != nil || err2 != nil || id == "" {
		return Place{}, false
	}
	return Place{Priority: Priority(priority), At: clock.Instant(at), ID: id}, true
}

// MostCounted is up to where tickets are counted; there are "1,000+" beyond it.
const MostCounted = 1000

// Page returns at most q.Limit tickets of a view.
func (ts *Tickets) Page(ctx context.Context, tx db.Reader, q Query) ([]Ticket, error) {
	return page(ctx, tx, q)
}

// Counts is how many tickets there are in each view, at most [MostCounted]+1 each.
type Counts struct{ Views map[View]int }

// Count counts the queue for a member of staff, of one department or, with "", of all, in one statement.
func (ts *Tickets) Count(ctx context.Context, tx db.Reader, staffID, departmentID string) (Counts, error) {
	return count(ctx, tx, staffID, departmentID)
}

// CountOnUs counts the tickets that wait for the host, at most [MostCounted]+1.
func (ts *Tickets) CountOnUs(ctx context.Context, tx db.Reader) (int, error) {
	return countOnUs(ctx, tx)
}

// Listed is a ticket in a list of an account, with whether somebody has read it.
type Listed struct {
	Ticket
	Unread bool
}

// Own is a page of the tickets of client accounts, for one of their people.
type Own struct {
	Accounts []string
	UserID   string // for whom it says what is unread
	Running  bool   // only those that are not closed, or have something unread for whom they concern
	After    string // a cursor in the order [ByUpdated]
	Limit    int
}

// Own returns the last changed tickets of client accounts. An answer to a closed ticket is among those that run until it was
// read, if it is one of the last [UnreadClosedAmong] that were closed.
func (ts *Tickets) Own(ctx context.Context, tx db.Reader, o Own) ([]Listed, error) {
	all, err := own(ctx, tx, o)
	if err != nil || !o.Running || len(o.Accounts) == 0 {
		return all, err
	}
	closed, err := ownClosed(ctx, tx, o)
	if err != nil || len(closed) == 0 {
		return all, err
	}
	all = append(all, closed...)
	slices.SortFunc(all, func(a, b Listed) int {
		return cmp.Or(cmp.Compare(b.UpdatedAt, a.UpdatedAt), cmp.Compare(b.ID, a.ID))
	})
	return all[:min(len(all), o.Limit)], nil
}

// UnreadAmong is among how many tickets, the last changed, those are counted that have something unread: what is new is there.
const UnreadAmong = 50

// UnreadClosedAmong is the same of those that are closed: who is answered as their ticket is closed looks soon, or by the mail.
const UnreadClosedAmong = 20

// CountOwn returns how many tickets of these accounts run, as [Tickets.Own] lists them, at most [MostCounted]+1, and how many have
// something unread for a user: of the last [UnreadAmong] that are not closed, and of the last [UnreadClosedAmong] that are.
func (ts *Tickets) CountOwn(ctx context.Context, tx db.Reader, accounts []string, userID string) (running, unread int, err error) {
	return countOwn(ctx, tx, accounts, userID)
}
