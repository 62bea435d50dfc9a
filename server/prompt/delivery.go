package prompt

import (
	"strconv"
	"strings"

	screen "latchkey/components/prompt"
	"latchkey/internal/authn"
	"latchkey/internal/message"
	"latchkey/server/web"
)

// A page asks so many times, one every three seconds, what became of a message.
const mostLooks = 40

// sentCode is a code that was sent, with what became of it and when there may be another.
func sentCode(r *web.Request, verifier *authn.Verifier, sent authn.Sent, p screen.DeliveryProps) (*screen.Sent, error) {
	state, err := deliveryStatus(r, verifier, sent.MessageID, p, 1)
	now := r.Site.Clock.Now()
	return &screen.Sent{
		Wait: int(sent.ResendAfter.Seconds() + .999), Again: int64(now.Add(sent.ResendAfter)), Now: int64(now), State: state,
	}, err
}

// showDelivery answers with the partial that says what became of a message.
func showDelivery(r *web.Request, verifier *authn.Verifier, messageID string, p screen.DeliveryProps) error {
	looks, _ := strconv.Atoi(r.Query("look"))
	p, err := deliveryStatus(r, verifier, messageID, p, max(1, looks)+1)
	if err != nil {
		return err
	}
	return r.Part(screen.Delivery(p))
}

// deliveryStatus is what became of a message, as the page says that waits for it. Page, Methods and
// Again are p's: Again is where the page asks, and looks is how often it has been told.
func deliveryStatus(
	r *web.Request, verifier *authn.Verifier, messageID string, p screen.DeliveryProps, looks int,
) (screen.DeliveryProps, error) {
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
