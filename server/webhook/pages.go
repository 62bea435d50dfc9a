// Package webhook serves the addresses at which other servers report what became of messages. No browser opens
// them.
package webhook

import (
	"errors"

	"latchkey/internal/message"
	"latchkey/server/web"
)

// Pages holds the handlers. WhatsApp is nil where it is not set up.
type Pages struct{ WhatsApp *message.Webhook }

// mostTold is how many bytes WhatsApp may tell at once (Meta's documentation of webhooks).
const mostTold = 3 << 20

// MostBody returns how many bytes Receive accepts, for [web.Route]; 0, the usual limit, where WhatsApp is not
// set up.
func (p *Pages) MostBody() int {
	if p.WhatsApp == nil {
		return 0
	}
	return mostTold
}

const longestChallenge = 200

// Subscribe answers the request by which WhatsApp verifies that the host owns this address.
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

// Receive takes a report from WhatsApp, after it has checked the report's signature.
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
