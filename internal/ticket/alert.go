package ticket

import "latchkey/internal/clock"

// AlertKind is what staff are told of.
type AlertKind string

// The kinds.
const (
	AlertNew      AlertKind = "new"      // a ticket of a department that one belongs to
	AlertReply    AlertKind = "reply"    // the client has answered: to who has the ticket, or to its department
	AlertAssigned AlertKind = "assigned" // somebody else has given one a ticket
)

// AlertKinds holds every kind.
var AlertKinds = []AlertKind{AlertNew, AlertReply, AlertAssigned}

// Switch is by which ways somebody is told of a kind.
type Switch struct{ Mail, Page bool }

// Switches is by which ways a member of staff is told of each kind.
type Switches map[AlertKind]Switch

// DefaultSwitches is how everybody is told who has not chosen.
func DefaultSwitches() Switches {
	return Switches{AlertNew: {Mail: true, Page: true}, AlertReply: {Mail: true, Page: true}, AlertAssigned: {Mail: true, Page: true}}
}

// MostAlerts is up to where alerts are counted; there are "99+" beyond it.
const MostAlerts = 99

// Alert is something that a member of staff was told of and has not looked at.
type Alert struct {
	Kind            AlertKind
	At              clock.Instant
	Number, Subject string
}
