package web

import (
	"strconv"
	"strings"

	"latchkey/components/prompt"
	"latchkey/internal/authn"
	"latchkey/internal/message"
)

// A page asks so many times, one every three seconds, what became of a message.
const mostLooks = 40

// DeliveryStatus is what became of a message, as the page says that waits for it. Page, Methods and
// Again are p's: Again is where the page asks, and looks is how often it has been told.
func (r *Request) DeliveryStatus(verifier *authn.Verifier, messageID string, p prompt.DeliveryProps, looks int) (prompt.DeliveryProps, error) {
	again := p.Again
	p.Again = ""
	d, err := verifier.Outbox.State(r.Context(), verifier.DB.Read(), messageID)
	if err != nil {
		return p, err
	}
	switch d.State {
	case message.Failed, message.Expired:
		p.Failed = true
	case message.Delivered, message.Read:
		p.Arrived = true
	default:
		p.Sent = d.State == message.Sent
		if looks < mostLooks {
			p.Again = withLooks(again, looks)
		}
	}
	return p, nil
}

func withLooks(address string, looks int) string {
	separator := "?"
	if strings.Contains(address, "?") {
		separator = "&"
	}
	return address + separator + "look=" + strconv.Itoa(looks)
}

// ShowDeliveryStatus answers with the partial that says it.
func (r *Request) ShowDeliveryStatus(verifier *authn.Verifier, messageID string, p prompt.DeliveryProps) error {
	looks, _ := strconv.Atoi(r.Query("look"))
	p, err := r.DeliveryStatus(verifier, messageID, p, max(1, looks)+1)
	if err != nil {
		return err
	}
	return r.Part(prompt.Delivery(p))
}

// SentCode is a code that was sent, with what became of it and when there may be another.
func (r *Request) SentCode(sent authn.Sent, became prompt.DeliveryProps) *prompt.Sent {
	now := r.Site.Clock.Now()
	return &prompt.Sent{
		Wait: int(sent.ResendAfter.Seconds() + .999), Again: int64(now.Add(sent.ResendAfter)), Now: int64(now), State: became,
	}
}
