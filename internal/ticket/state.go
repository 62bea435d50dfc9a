package ticket

import (
	"errors"
	"fmt"
	"slices"
)

// Status is the state of a ticket: whose turn it is.
type Status string

// The states of a ticket.
const (
	None     Status = ""         // before it is opened
	Open     Status = "open"     // the host has to answer
	Answered Status = "answered" // the host has answered
	Closed   Status = "closed"
	Merged   Status = "merged" // it is a part of another ticket
	Spam     Status = "spam"
)

// Statuses holds every state that a stored ticket can have.
var Statuses = []Status{Open, Answered, Closed, Merged, Spam}

// Running reports whether somebody's turn it is.
func (s Status) Running() bool { return s == Open || s == Answered }

// Event is something that happens to a ticket.
type Event string

// The events.
const (
	Ask     Event = "ask"     // the client or the guest writes
	Answer  Event = "answer"  // staff write
	Close   Event = "close"   // either side has done with it
	Resume  Event = "reopen"  // either side goes on with it
	Merge   Event = "merge"   // staff make it a part of another one
	Absorb  Event = "absorb"  // staff make another one a part of it
	Block   Event = "block"   // staff mark it as spam
	Unblock Event = "unblock" // it was none
)

// What staff arrange among themselves: it stands in the thread for them alone, and changes no state.
const (
	Claim        Event = "claim"      // whoever did it has the ticket now
	Assign       Event = "assign"     // somebody else has it: the message's body is their name
	Unassign     Event = "unassign"   // nobody has it
	ToDepartment Event = "department" // the body is its id
	ToPriority   Event = "priority"   // the body is its number
)

// Author is the role in which somebody writes or acts.
type Author string

// The roles.
const (
	ByMember Author = "member" // somebody who belongs to the ticket's account
	ByGuest  Author = "guest"  // whoever holds a link of a guest's ticket, or wrote it
	ByStaff  Author = "staff"
	BySystem Author = "system" // nobody: what happened is written down
)

// transition is one cell of the table: where an event leads, and who may bring it about.
type transition struct {
	to Status
	by []Author
}

var (
	client  = []Author{ByMember, ByGuest}
	staff   = []Author{ByStaff}
	anybody = []Author{ByMember, ByGuest, ByStaff}
)

// transitions is the machine: what is not in it can't happen.
var transitions = map[Status]map[Event]transition{
	None: {
		Ask: {Open, client}, Answer: {Answered, staff},
	},
	Open: {
		Ask: {Open, client}, Answer: {Answered, staff}, Close: {Closed, anybody},
		Merge: {Merged, staff}, Absorb: {Open, staff}, Block: {Spam, staff},
	},
	Answered: {
		Ask: {Open, client}, Answer: {Answered, staff}, Close: {Closed, anybody}, Resume: {Open, anybody},
		Merge: {Merged, staff}, Absorb: {Answered, staff}, Block: {Spam, staff},
	},
	Closed: {
		Ask: {Open, client}, Answer: {Answered, staff}, Resume: {Open, anybody},
		Merge: {Merged, staff}, Absorb: {Closed, staff}, Block: {Spam, staff},
	},
	Merged: {},
	Spam: {
		Ask: {Spam, client}, Unblock: {Open, staff},
	},
}

// ErrNotNow refuses what the state of the ticket does not allow, or not to somebody in this role.
var ErrNotNow = errors.New("the ticket is not where this could happen")

// Next returns the state that an event by somebody in a role leads to from s; [ErrNotNow] if it can't happen.
func (s Status) Next(e Event, by Author) (Status, error) {
	t, found := transitions[s][e]
	if !found || !slices.Contains(t.by, by) {
		return s, fmt.Errorf("%w: %s by %s in %q", ErrNotNow, e, by, s)
	}
	return t.to, nil
}
