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

// MostBody is how many bytes may be posted: no more than to any other page where WhatsApp is not set up.
func (p *Pages) MostBody() int {
	if p.WhatsApp == nil {
		return 0
	}
	return mostTold
}

const longestChallenge = 200

// Subscribe answers WhatsApp's question whether this is the address that the host meant.
func (p *Pages) Subscribe(r *web.Request) error {
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

// Receive takes what WhatsApp tells, once its signature is right.
func (p *Pages) Receive(r *web.Request) error {
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
