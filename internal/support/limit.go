package support

import (
	"context"
	"net/netip"
	"time"

	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/seal"
	"latchkey/internal/throttle"
)

// How much somebody may write before they have to wait, and in a day.
var (
	openRule    = throttle.Rule{Free: 10, First: time.Minute, Most: time.Hour, Forget: 2 * time.Hour, Budget: 50, Daily: true}
	replyRule   = throttle.Rule{Free: 20, First: 10 * time.Second, Most: 10 * time.Minute, Forget: 15 * time.Minute, Budget: 300, Daily: true}
	guestRule   = throttle.Rule{Free: 3, First: 5 * time.Minute, Most: 4 * time.Hour, Forget: 24 * time.Hour, Budget: 6, Daily: true}
	networkRule = throttle.Rule{Free: 1 << 40, First: time.Minute, Most: time.Minute, Forget: time.Hour, Budget: 100, Daily: true}
)

func openLimit(userID string) throttle.Limit {
	return throttle.Limit{Name: "ticket-open/" + userID, Rule: openRule}
}

func replyLimit(who string) throttle.Limit {
	return throttle.Limit{Name: "ticket-reply/" + who, Rule: replyRule}
}

// guestLimits bound what is written without signing in: by the network, and by the network in a day.
func guestLimits(address netip.Addr) []throttle.Limit {
	bits := 24
	if address = address.Unmap(); address.Is6() {
		bits = 48
	}
	network, _ := address.Prefix(bits)
	return append(authn.MailNetworks(address), throttle.Limit{Name: "contact-day/" + network.String(), Rule: networkRule})
}

// guestMails bounds the mails that are sent to an address because somebody has typed it, whosever it is. Anybody can use it up:
// so what is written in its name is taken all the same.
func guestMails(emailKey string) throttle.Limit {
	return throttle.Limit{Name: "contact-form/" + seal.HashToken(emailKey), Rule: guestRule}
}

// bounded counts an act; it returns a [TooManyError] if there were too many.
func (s *Service) bounded(ctx context.Context, tx db.Tx, limits ...throttle.Limit) error {
	refusal, err := s.Limiter.Reserve(ctx, tx, limits...)
	if err == nil && refusal != nil {
		err = TooManyError{*refusal}
	}
	return err
}
