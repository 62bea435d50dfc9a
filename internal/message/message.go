// Package message keeps what is to be told to people, and sends it: an outbox that
// is written in the same transaction as what it tells of, a worker that sends what
// is due, and the channels it sends by. It holds facts, not sentences; what a
// message says is rendered by whoever shows or sends it.
package message

import (
	"context"
	"encoding/json"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// Channel is how a message reaches its person.
type Channel string

// The channels there are.
const (
	Email    Channel = "email"
	WhatsApp Channel = "whatsapp"
)

// Data are what a message's sentences are made of.
type Data struct {
	Name       string        `json:"name,omitempty"`        // whom it greets
	Network    string        `json:"network,omitempty"`     // the address the change came from
	Agent      string        `json:"agent,omitempty"`       // the browser it came from, by family
	Left       int           `json:"left,omitempty"`        // backup codes left
	Method     string        `json:"method,omitempty"`      // the kind of a second-step method, such as "totp"
	MethodName string        `json:"method_name,omitempty"` // the name that the person gave it
	Where      string        `json:"where,omitempty"`       // a masked address or number
	Account    string        `json:"account,omitempty"`     // the client account that an invitation is to
	Reference  string        `json:"reference,omitempty"`   // the number of a recovery case
	Caution    string        `json:"caution,omitempty"`     // why a recovery waits longer than the host's time
	By         Actor         `json:"by,omitempty"`          // staff, where they did it
	When       clock.Instant `json:"when,omitempty"`        // when it happened; 0: when the message was added
	Until      clock.Instant `json:"until,omitempty"`       // when a waiting time is over
}

// Actor says who did what a notice tells of.
type Actor string

// Who there is.
const (
	ByPerson Actor = ""      // whoever acts as the person
	ByDesk   Actor = "desk"  // the host's staff, in the desk
	ByShell  Actor = "shell" // whoever has the server's shell
)

// Message is one message to one person.
type Message struct {
	ID        string
	UserID    string
	Channel   Channel // "" is Email
	Recipient string  // an e-mail address, or a phone number in E.164
	Kind      Kind
	Language  string // the person's choice; "" for none
	Data      Data
	Event     string        // optional: what it tells of; of one event only one message is kept
	Secret    string        // a code or a link's token; sealed at rest, wiped once sent or expired
	NotMe     string        // the token of the "this wasn't me" link; kept as Secret is
	ExpiresAt clock.Instant // from when on it is not sent any more; 0: never
	CreatedAt clock.Instant
}

// Outbox holds messages. Its fields are set before it is used.
type Outbox struct {
	Clock *clock.Clock
	Ring  *seal.Ring
	Demo  bool               // messages are shown instead of sent: delivered when added, secrets kept
	Offer func(Channel) bool // whether messages can be sent by a channel just now; nil: by each

	// NoticesByWhatsApp reports whether notices may go to a confirmed phone number too.
	NoticesByWhatsApp bool

	wakes map[Channel]chan struct{} // of the worker in this process; nil: there is none
}

// Add writes m in the caller's transaction; its ID and time are set here.
func (o *Outbox) Add(ctx context.Context, tx db.Tx, m Message) error {
	_, err := o.AddID(ctx, tx, m)
	return err
}

// AddID is Add, and tells the message's id. An Event that has its message already
// gets no second one: the id is then that of the first.
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
	m.ID, m.CreatedAt = id, o.Clock.Now()
	state := Queued
	if o.Demo {
		state = Delivered
	}
	added, err := insert(ctx, tx, o.sealed(m), string(facts), state)
	if err != nil {
		return "", err
	}
	if !added {
		return byEvent(ctx, tx, m.Event)
	}
	o.wake(m.Channel)
	return m.ID, nil
}

// Offers reports whether messages can be sent by a channel just now, so that a method
// that needs it may be offered.
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
