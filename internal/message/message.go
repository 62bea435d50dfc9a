// Package message sends messages to people. An outbox is written in the same transaction as what a message is
// about, a worker sends what is due, and senders hand messages to a mail server or to WhatsApp. A message holds
// facts, not sentences; package letter in server writes the text.
package message

import (
	"context"
	"encoding/json"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// Channel is a way to send a message.
type Channel string

// The channels.
const (
	Email    Channel = "email"
	WhatsApp Channel = "whatsapp"
)

// Data holds the facts for the sentences of a message.
type Data struct {
	Name       string        `json:"name,omitempty"`        // the recipient's name, for the greeting
	Network    string        `json:"network,omitempty"`     // the client's address
	Agent      string        `json:"agent,omitempty"`       // the client's browser, by family
	Left       int           `json:"left,omitempty"`        // how many backup codes are left
	Method     string        `json:"method,omitempty"`      // the kind of a second-step method, such as "totp"
	MethodName string        `json:"method_name,omitempty"` // the name that the person gave it
	Where      string        `json:"where,omitempty"`       // a masked address or number
	Alike      bool          `json:"alike,omitempty"`       // Where is not the recipient's address, but is easily taken for it
	Everywhere bool          `json:"everywhere,omitempty"`  // all of the recipient's sessions have ended
	Account    string        `json:"account,omitempty"`     // the client account that it is about
	Undoes     string        `json:"undoes,omitempty"`      // what its "This wasn't me" link is about: notices that differ here are never one
	Reference  string        `json:"reference,omitempty"`   // of a recovery case: the number of its phrase
	Caution    string        `json:"caution,omitempty"`     // why a recovery case waits longer than usual
	Stops      bool          `json:"stops,omitempty"`       // the recipient's second step ends the recovery case
	By         Actor         `json:"by,omitempty"`          // who did it, if it was not the person
	Actor      string        `json:"actor,omitempty"`       // the name of the member of staff who did it
	Subject    string        `json:"subject,omitempty"`     // whom or what a change of the host's is about; "" for everybody
	Choice     string        `json:"choice,omitempty"`      // what is so from now on
	Ticket     string        `json:"ticket,omitempty"`      // the number of the ticket that it is about
	Post       string        `json:"post,omitempty"`        // the id of the ticket's message whose text it carries
	Contact    string        `json:"contact,omitempty"`     // the id of the account's contact that it goes to, who can stop such mails
	Opened     bool          `json:"opened,omitempty"`      // the recipient has opened the ticket
	Closed     bool          `json:"closed,omitempty"`      // the ticket was closed with the answer
	When       clock.Instant `json:"when,omitempty"`        // when it happened; 0: when the message was added
	Until      clock.Instant `json:"until,omitempty"`       // when a waiting time ends

	Earlier []Occurrence `json:"earlier,omitempty"` // what else a gathered notice tells of, oldest first
	More    int          `json:"more,omitempty"`    // how many events before those it tells of
}

// Actor says who did what a notice is about.
type Actor string

// The actors of notices.
const (
	ByPerson Actor = ""      // somebody who acts as the person
	ByDesk   Actor = "desk"  // the host's staff, at the desk
	ByShell  Actor = "shell" // somebody with the server's shell
)

// Message is one message to one person.
type Message struct {
	ID        string
	UserID    string
	Channel   Channel // "" is Email
	Recipient string  // an e-mail address, or a phone number in E.164
	Kind      Kind
	Language  string // a tag that locale.Find knows; "" where the person has none, until the message is added
	Data      Data
	Event     string        // optional: an id of the event; only one message is kept for each event
	Secret    string        // a code or the token of a link; stored sealed, deleted once sent or expired
	NotMe     string        // the token of the "This wasn't me" link; stored as Secret is
	ExpiresAt clock.Instant // when it is no longer worth sending; 0: never
	CreatedAt clock.Instant
}

// Outbox stores messages. Set its fields before its first use.
type Outbox struct {
	Clock *clock.Clock
	Ring  *seal.Ring
	Demo  bool               // messages are shown instead of sent: they count as delivered at once, and keep their secrets
	Offer func(Channel) bool // reports whether a channel can send now; nil: each can

	// Language is that of messages to people of whom none is known, a tag that locale.Find knows; nil: English.
	Language func(context.Context) string

	// NoticesByWhatsApp says that notices are also sent to confirmed phone numbers.
	NoticesByWhatsApp bool

	wakes map[Channel]chan struct{} // of the worker in this process; nil: there is none
}

// Add stores m in the caller's transaction, and sets its ID and time.
func (o *Outbox) Add(ctx context.Context, tx db.Tx, m Message) error {
	_, err := o.AddID(ctx, tx, m)
	return err
}

// AddID is [Outbox.Add] and returns the message's id. If m.Event has a message already, no second one is stored
// and the first one's id is returned. Of many notices of a kind to one address, those that wait become one, and
// its id is returned.
func (o *Outbox) AddID(ctx context.Context, tx db.Tx, m Message) (string, error) {
	id, err := db.NewID()
	if err != nil {
		return "", err
	}
	facts, err := json.Marshal(m.Data)
	if err != nil {
		return "", fmt.Errorf("writing message: %w", err)
	}
	if m.Channel == "" {
		m.Channel = Email
	}
	if m.Language == "" && o.Language != nil {
		m.Language = o.Language(ctx)
	}
	now := o.Clock.Now()
	m.ID, m.CreatedAt = id, now
	state, due := Queued, now
	if o.Demo {
		state = Delivered
	} else if m.gathers() {
		var gathered string
		if gathered, due, err = o.gather(ctx, tx, m, now); err != nil || gathered != "" {
			return gathered, err
		}
	}
	added, err := insert(ctx, tx, o.sealed(m), string(facts), state, due)
	if err != nil {
		return "", err
	}
	if !added {
		return byEvent(ctx, tx, m.Event)
	}
	o.wake(m.Channel)
	return m.ID, nil
}

// Offers reports whether messages can be sent by a channel now, so that methods that need it can be offered.
func (o *Outbox) Offers(c Channel) bool { return o.Offer == nil || o.Offer(c) }

// wake has the channel's worker look at once. It waits for its turn to write, so it
// sees the message of the caller's transaction.
func (o *Outbox) wake(c Channel) {
	select {
	case o.wakes[c] <- struct{}{}:
	default: // no worker in this process, or it is awake
	}
}

func (o *Outbox) sealed(m Message) Message {
	if m.Secret != "" {
		m.Secret = o.Ring.Seal([]byte(m.Secret), place(m.ID, "secret"))
	}
	if m.NotMe != "" {
		m.NotMe = o.Ring.Seal([]byte(m.NotMe), place(m.ID, "not_me"))
	}
	return m
}

// opened is m with its secrets in the clear; those that were wiped stay empty.
func (o *Outbox) opened(m Message) (Message, error) {
	for column, secret := range map[string]*string{"secret": &m.Secret, "not_me": &m.NotMe} {
		if *secret == "" {
			continue
		}
		plain, err := o.Ring.Open(*secret, place(m.ID, column))
		if err != nil {
			return m, fmt.Errorf("opening message %s: %w", m.ID, err)
		}
		*secret = string(plain)
	}
	return m, nil
}

func place(id, column string) string { return "message/" + id + "/" + column }
