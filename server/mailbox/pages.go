// Package mailbox shows the messages that a demo would have sent. Only the demo has
// it: everybody may read everything here.
package mailbox

import (
	"database/sql"
	"errors"

	"latchkey/components"
	"latchkey/internal/db"
	"latchkey/internal/locale"
	"latchkey/internal/message"
	"latchkey/server/web"
)

const mostShown = 200

// Pages are the handlers with what they read.
type Pages struct {
	DB     *db.DB
	Outbox *message.Outbox
}

// Routes is who may reach what.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/demo/mailbox", Access: web.Anyone, Handle: p.list},
		{Method: "GET", Path: "/demo/mailbox/:id", Access: web.Anyone, Handle: p.one},
	}
}

func (p *Pages) list(r *web.Request) error {
	messages, err := p.Outbox.Latest(r.Context(), p.DB.Read(), mostShown)
	if err != nil {
		return err
	}
	var props components.MailboxProps
	for _, m := range messages {
		props.Rows = append(props.Rows, components.MailRow{
			ID: m.ID, To: m.Recipient, Subject: speaks(m).T(subject(m)), At: r.Locale.DateTime(m.CreatedAt.Time()),
		})
	}
	return r.Show(web.View{Title: "mailbox.title", Screen: components.Mailbox(props)})
}

func (p *Pages) one(r *web.Request) error {
	m, err := p.Outbox.Get(r.Context(), p.DB.Read(), r.Param("id"))
	if errors.Is(err, sql.ErrNoRows) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	return r.Show(web.View{Title: "mailbox.title", Screen: components.Mail(components.MailProps{
		To: m.Recipient, Subject: speaks(m).T(subject(m)), At: r.Locale.DateTime(m.CreatedAt.Time()), Body: body(m, r.Site.URL),
	})})
}

// speaks is the language that the message's person has chosen.
func speaks(m message.Message) *locale.Locale { return locale.Of(m.Language) }
