// Package notice tells people what happened to their account: it writes a row in the audit log and a message to
// each of their addresses, with a "This wasn't me" link. Other packages register what following that link does.
package notice

import (
	"context"
	"strconv"
	"strings"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// Notices writes notices and carries out their "This wasn't me" links.
type Notices struct {
	DB     *db.DB
	Clock  *clock.Clock
	Users  *user.Users
	Audit  *audit.Log
	Outbox *message.Outbox

	// OnSaid, if not nil, runs when a link of any kind is used, before what that kind does.
	OnSaid NotMeAct

	notMe map[NotMeKind]NotMeAct
}

// Notice is a change that is logged and that its person is told of.
type Notice struct {
	Audit   string // the kind of the audit event
	Message message.Kind
	UserID  string
	Actor   string // who did it; "" for somebody who has not proved to be the person
	By      session.Client
	DoneBy  message.Actor
	NotMe   NotMeKind // what "This wasn't me" does; "" is NotMeNotice

	Left   int           // how many backup codes are left
	Method string        // the kind of method that it is about; "" for none
	Name   string        // the person's own name for the method
	When   clock.Instant // when it happened; 0: now
	Until  clock.Instant // when what it announces takes effect; 0: it has
	Where  string        // a masked number
	Email  string        // the whole address that it names: each recipient is shown it masked, and told if it only looks like theirs

	Everywhere bool // all sessions have ended, that of whoever did it too

	More int // how often it happened before, since it was told last
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
	return ns.notify(ctx, tx, u, n.Email, message.Message{Kind: n.Message, Data: n.data()}, NotMe{Kind: n.NotMe})
}

func (n Notice) data() message.Data {
	if n.DoneBy != message.ByPerson {
		n.By = session.Client{} // the person is not told where staff sit
	}
	if n.Email != "" {
		n.Where = user.MaskEmail(user.PlainEmail(n.Email))
	}
	return message.Data{
		Network: n.By.Network(), Agent: n.By.Agent, Left: n.Left, Method: n.Method,
		MethodName: n.Name, Where: n.Where, When: n.When, Until: n.Until, By: n.DoneBy, More: n.More, Everywhere: n.Everywhere,
	}
}

// Tell adds a message to each address that a person's notices go to: the present one and those of
// [Notices.FormerEmails]. Each message has its own "This wasn't me" link.
func (ns *Notices) Tell(ctx context.Context, tx db.Tx, u user.User, m message.Message, n NotMe) error {
	return ns.notify(ctx, tx, u, "", m, n)
}

func (ns *Notices) notify(ctx context.Context, tx db.Tx, u user.User, names string, m message.Message, n NotMe) error {
	former, err := ns.FormerEmails(ctx, tx, u.ID)
	if err != nil {
		return err
	}
	if err := ns.mail(ctx, tx, u, append([]string{u.Email}, former...), names, m, n); err != nil {
		return err
	}
	m.UserID, m.Language, m.Data.Name = u.ID, u.Language, u.Name
	return ns.tellByWhatsApp(ctx, tx, u, m, m.Event)
}

func (ns *Notices) mail(
	ctx context.Context, tx db.Tx, u user.User, addresses []string, names string, m message.Message, n NotMe,
) (err error) {
	event := m.Event
	for i, email := range addresses {
		m.UserID, m.Recipient, m.Language, m.Data.Name = u.ID, email, u.Language, u.Name
		m.Data.Alike, m.Data.Undoes = alike(names, email), strings.TrimSuffix(string(n.Kind)+" "+n.Ref, " ")
		if i > 0 && event != "" {
			m.Event = event + "/" + strconv.Itoa(i)
		}
		n.UserID, n.Told, n.MailedTo = u.ID, m.Kind, email
		if m.NotMe, err = ns.NotMeToken(ctx, tx, n); err != nil {
			return err
		}
		if err := ns.Outbox.Add(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}

// TellAt sends a notice to these addresses of a person only, each with its own "This wasn't me" link.
func (ns *Notices) TellAt(ctx context.Context, tx db.Tx, u user.User, addresses []string, about Notice, n NotMe) error {
	return ns.mail(ctx, tx, u, addresses, about.Email, message.Message{Kind: about.Message, Data: about.data()}, n)
}

// alike reports whether the address that a notice names is not its recipient's, but is easily taken for it: as a whole, or as
// the mask leaves it.
func alike(names, recipient string) bool {
	if names == "" || user.SameEmail(names, recipient) {
		return false
	}
	_, _, little := user.CompareEmails(recipient, names)
	return little || user.MaskEmail(user.PlainEmail(names)) == user.MaskEmail(user.PlainEmail(recipient))
}

// Show sends a message about what somebody else did to wherever a person's notices go, without a link: nothing of theirs
// was done in their name.
func (ns *Notices) Show(ctx context.Context, tx db.Tx, u user.User, m message.Message) error {
	former, err := ns.FormerEmails(ctx, tx, u.ID)
	if err != nil {
		return err
	}
	m.UserID, m.Language, m.Data.Name = u.ID, u.Language, u.Name
	for _, m.Recipient = range append([]string{u.Email}, former...) {
		if err := ns.Outbox.Add(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
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

// TellElsewhere sends a notice to former addresses of a person, without a link: the person against whom staff
// have settled a dispute must not be able to start it again.
func (ns *Notices) TellElsewhere(ctx context.Context, tx db.Tx, u user.User, addresses []string, n Notice) error {
	data := n.data()
	data.Name = u.Name
	for _, address := range addresses {
		data.Alike = alike(n.Email, address)
		err := ns.Outbox.Add(ctx, tx, message.Message{UserID: u.ID, Recipient: address, Kind: n.Message, Language: u.Language, Data: data})
		if err != nil {
			return err
		}
	}
	return nil
}
