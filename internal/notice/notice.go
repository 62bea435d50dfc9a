// Package notice tells people what happened to their account: a row in the audit log and a message to every address
// that notices go to, each with a link by which its reader says that it wasn't them. What such a saying does is
// registered by whoever can do it.
package notice

import (
	"context"
	"strconv"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// Notices writes notices, and takes what is answered to them.
type Notices struct {
	DB     *db.DB
	Clock  *clock.Clock
	Users  *user.Users
	Audit  *audit.Log
	Outbox *message.Outbox

	notMe map[NotMeKind]NotMeAct
}

// Notice is a change that is logged and told to its person.
type Notice struct {
	Audit   string // the kind of its row in the audit log
	Message message.Kind
	UserID  string
	Actor   string // "" for somebody who has not proved to be the person
	By      session.Client
	DoneBy  message.Actor
	NotMe   NotMeKind // what "this wasn't me" does; "" is NotMeNotice

	Left   int           // how many backup codes are left
	Method string        // the kind of the method that it is about; "" for none
	Name   string        // the name that the person gave the method
	When   clock.Instant // 0: now
	Where  string        // a masked address or number
}

// Add logs a change and tells its person.
func (ns *Notices) Add(ctx context.Context, tx db.Tx, n Notice) error {
	err := ns.Audit.Append(ctx, tx, audit.Event{Kind: n.Audit, Actor: n.Actor, Subject: n.UserID, Network: n.By.Network()})
	if err != nil {
		return err
	}
	u, err := ns.Users.ByID(ctx, tx, n.UserID)
	if err != nil {
		return err
	}
	if n.NotMe == "" {
		n.NotMe = NotMeNotice
	}
	return ns.Tell(ctx, tx, u, message.Message{Kind: n.Message, Data: n.data()}, NotMe{Kind: n.NotMe})
}

func (n Notice) data() message.Data {
	if n.DoneBy != message.ByPerson {
		n.By = session.Client{} // the person is not told where staff sit
	}
	return message.Data{
		Network: n.By.Network(), Agent: n.By.Agent, Left: n.Left, Method: n.Method, MethodName: n.Name, Where: n.Where, When: n.When, By: n.DoneBy,
	}
}

// Tell adds a message for a person at every address that notices go to: the one in
// force and those given up a short while ago. Each carries a "this wasn't me" link of its own.
func (ns *Notices) Tell(ctx context.Context, tx db.Tx, u user.User, m message.Message, n NotMe) error {
	former, err := ns.FormerEmails(ctx, tx, u.ID)
	if err != nil {
		return err
	}
	event := m.Event
	for i, email := range append([]string{u.Email}, former...) {
		m.UserID, m.Recipient, m.Language, m.Data.Name = u.ID, email, u.Language, u.Name
		if i > 0 && event != "" {
			m.Event = event + "/" + strconv.Itoa(i)
		}
		n.UserID, n.Told = u.ID, m.Kind
		if m.NotMe, err = ns.NotMeToken(ctx, tx, n); err != nil {
			return err
		}
		if err := ns.Outbox.Add(ctx, tx, m); err != nil {
			return err
		}
	}
	return ns.tellByWhatsApp(ctx, tx, u, m, event)
}

// tellByWhatsApp adds the message once more where the host has a template for that. It
// carries no link: a template has room for one sentence.
func (ns *Notices) tellByWhatsApp(ctx context.Context, tx db.Tx, u user.User, m message.Message, event string) error {
	if !ns.Outbox.NoticesByWhatsApp || u.Phone == "" || m.Secret != "" {
		return nil
	}
	m.Channel, m.Recipient, m.NotMe, m.Event = message.WhatsApp, u.Phone, "", ""
	if event != "" {
		m.Event = event + "/whatsapp"
	}
	return ns.Outbox.Add(ctx, tx, m)
}

// TellElsewhere tells addresses of a person's that are in force no more, without a link: what staff have settled is not
// begun again by whoever it was settled against.
func (ns *Notices) TellElsewhere(ctx context.Context, tx db.Tx, u user.User, addresses []string, n Notice) error {
	data := n.data()
	data.Name = u.Name
	for _, address := range addresses {
		err := ns.Outbox.Add(ctx, tx, message.Message{UserID: u.ID, Recipient: address, Kind: n.Message, Language: u.Language, Data: data})
		if err != nil {
			return err
		}
	}
	return nil
}
