// Package mailbox serves the demo's mailbox: the messages that would have been sent. Only the demo mounts it,
// because anybody can read every message there.
package mailbox

import (
	"context"
	"database/sql"
	"errors"

	"latchkey/components/mail"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/server/web"
)

const mostShown = 200

// Pages holds the handlers and what they need. Letter and WhatsApp return what a message says by either
// channel, Subject what the list says of it.
type Pages struct {
	DB       *db.DB
	Outbox   *message.Outbox
	Subject  func(message.Message) string
	Letter   func(context.Context, message.Message) mail.LetterProps
	WhatsApp func(context.Context, message.Message) []string
}

// List lists the newest messages.
func (p *Pages) List(r *web.Request) error {
	messages, err := p.Outbox.Latest(r.Context(), p.DB.Read(), mostShown)
	if err != nil {
		return err
	}
	var props mail.MailboxProps
	for _, m := range messages {
		props.Rows = append(props.Rows, mail.Row{
			ID: m.ID, To: m.Recipient, Subject: p.Subject(m), At: r.DateTime(m.CreatedAt),
			WhatsApp: m.Channel == message.WhatsApp,
		})
	}
	return r.Screen(0, "", "mailbox.title", mail.Mailbox(props))
}

// One shows one message as its recipient would see it.
func (p *Pages) One(r *web.Request) error {
	m, err := p.Outbox.Get(r.Context(), p.DB.Read(), r.Param("id"))
	if errors.Is(err, sql.ErrNoRows) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	letter := p.Letter(r.Context(), m)
	props := mail.MessageProps{To: m.Recipient, Subject: letter.Subject, At: r.DateTime(m.CreatedAt), Letter: letter}
	if m.Channel == message.WhatsApp {
		props.WhatsApp = p.WhatsApp(r.Context(), m)
	}
	return r.Screen(0, "", "mailbox.title", mail.Message(props))
}
