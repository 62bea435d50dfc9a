package message

// State is how far a message has come.
type State string

// The states. Those after Sent are known for WhatsApp only; e-mails end at Sent.
const (
	Queued    State = "queued"    // waits to be sent, or to be sent again
	OnHold    State = "held"      // waited in a database that was put back; an administrator lets it go
	Sent      State = "sent"      // the mail server or WhatsApp has accepted it
	Delivered State = "delivered" // it is on the person's device
	Read      State = "read"
	Failed    State = "failed"  // it was not sent and will not be tried again, or it did not arrive
	Expired   State = "expired" // its code or link expired before it could be sent, or was over; or it was held and is not to be sent
)

// Reason says why a message was not sent. The catalogue has a sentence for each, under "message.reason_" and
// the word. "" is no reason.
type Reason string

// The reasons.
const (
	Unreachable   Reason = "unreachable"  // the server could not be reached, or the connection broke
	Recipient     Reason = "recipient"    // there is no such address, or no WhatsApp at that number
	Busy          Reason = "busy"         // too many messages, to this person or in total
	Refused       Reason = "refused"      // the server refuses the message
	Relay         Reason = "relay"        // the mail server sends nothing for this host: its name, address or sender
	Unauthorised  Reason = "unauthorised" // the server refuses our user, password or token
	Billing       Reason = "billing"      // WhatsApp: the host's payment method has a problem
	Restricted    Reason = "restricted"   // WhatsApp: the host's account is restricted
	Template      Reason = "template"     // WhatsApp: the template is missing, paused or wrong
	Unsure        Reason = "unsure"       // the connection broke after everything was sent: the server may have accepted it
	TooLate       Reason = "too_late"     // it could not be sent for a day
	NotConfigured Reason = "unconfigured" // the host has not set the channel up
)

// Delivery is what became of a message.
type Delivery struct {
	State  State
	Reason Reason
}
