package contact

import (
	"net/netip"
	"time"

	"latchkey/internal/authn"
	"latchkey/internal/seal"
	"latchkey/internal/throttle"
)

// codeLimit bounds what one person's sessions guess at codes that were sent to new numbers.
func codeLimit(userID string) throttle.Limit {
	return throttle.Limit{Name: "contact-code/" + userID, Rule: authn.Rule(throttle.Year, authn.BrowsersYear)}
}

// limits bound to how many strange addresses and numbers one person has messages sent.
func limits(userID, value string, address netip.Addr) []throttle.Limit {
	rule := throttle.Rule{Free: 5, First: time.Minute, Most: time.Hour, Forget: 24 * time.Hour}
	return append(authn.MailNetworks(address),
		throttle.Limit{Name: "contact/" + userID, Rule: rule},
		throttle.Limit{Name: "contact-to/" + seal.HashToken(value), Rule: rule})
}
