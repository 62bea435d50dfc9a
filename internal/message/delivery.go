package message

// State is how far a message has come.
type State string

// The states there are. What comes after Sent is known by WhatsApp only; e-mail ends there.
const (
	Queued    State = "queued"    // waits to be sent, or to be tried again
	Sent      State = "sent"      // the mail server, or WhatsApp, has taken it
	Delivered State = "delivered" // on the person's device
	Read      State = "read"
	Failed    State = "failed"  // not sent and not tried again by itself, or known not to have arrived
	Expired   State = "expired" // what it carried ended before it could be sent
)

// Reason says in a word why a message is not on its way; the catalogue has a sentence for each
// ("message.reason_" and the word). "" is for none.
type Reason string

// The reasons there are.
const (
	Unreachable   Reason = "unreachable"  // the server could not be reached, or broke off
	Recipient     Reason = "recipient"    // there is no such address, or no WhatsApp at that number
	Busy          Reason = "busy"         // too many messages: to this person, or in all
	Refused       Reason = "refused"      // the server does not take it
	Unauthorised  Reason = "unauthorised" // the server does not take our user, password or token
	Billing       Reason = "billing"      // WhatsApp: the host's payment method
	Restricted    Reason = "restricted"   // WhatsApp: the host's account is restricted
	Template      Reason = "template"     // WhatsApp: the template is missing, paused, or not as it should be
	Unsure        Reason = "unsure"       // the connection broke when all was said: it may have been taken
	TooLate       Reason = "too_late"     // tried for a day
	NotConfigured Reason = "unconfigured" // the host has not set the channel up
)

// Delivery is what is known of a message's way.
type Delivery struct {
	State  State
	Reason Reason
}
