// Package webhook is where other servers tell what became of messages. Nobody opens these
// addresses in a browser.
package webhook

import (
	"errors"

	"latchkey/internal/message"
	"latchkey/server/web"
)

// Pages are the handlers; WhatsApp is nil where it is not set up.
type Pages struct{ WhatsApp *message.Webhook }

// mostTold is how many bytes WhatsApp may tell at once (Meta's documentation of webhooks).
const mostTold = 3 << 20

// Routes is who may reach what. WhatsApp proves itself by the signature of what it says.
func (p *Pages) Routes() []web.Route {
	most := mostTold
	if p.WhatsApp == nil {
		most = 0
	}
	return []web.Route{
		web.Anyone.Get("/hooks/whatsapp", p.subscribe),
		{Method: "POST", Path: "/hooks/whatsapp", Access: web.Anyone, Handle: p.take, JSON: true, MostBody: most},
	}
}

const longestChallenge = 200

// subscribe answers WhatsApp's question whether this is the address that the host meant.
func (p *Pages) subscribe(r *web.Request) error {
	if p.WhatsApp == nil {
		return web.ErrNotFound
	}
	challenge := r.Query("hub.challenge")
	ours, err := p.WhatsApp.Subscribed(r.Query("hub.verify_token"))
	if err != nil {
		return err
	}
	if !ours || r.Query("hub.mode") != "subscribe" || challenge == "" || len(challenge) > longestChallenge {
		return web.ErrForged
	}
	return r.Text(challenge)
}

func (p *Pages) take(r *web.Request) error {
	if p.WhatsApp == nil {
		return web.ErrNotFound
	}
	err := p.WhatsApp.Receive(r.Context(), r.Header("X-Hub-Signature-256"), r.Body())
	if errors.Is(err, message.ErrForged) {
		return web.ErrForged
	}
	if err != nil {
		return err // answered with 500, so that WhatsApp tells it again
	}
	return r.Text("ok")
}
