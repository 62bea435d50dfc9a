package contact

import (
	"net/netip"
	"time"

	"latchkey/internal/authn"
	"latchkey/internal/seal"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// codeLimit bounds what one person's sessions guess at codes that were sent to new numbers.
func codeLimit(userID string) throttle.Limit {
	return throttle.Limit{Name: "contact-code/" + userID, Rule: authn.Rule(throttle.Year, authn.BrowsersYear)}
}

var contactRule = throttle.Rule{Free: 5, First: time.Minute, Most: time.Hour, Forget: 24 * time.Hour}

// limits bound to how many strange addresses and numbers one person has messages sent, and how many go to this one.
func limits(userID string, to throttle.Limit, address netip.Addr) []throttle.Limit {
	return append(authn.MailNetworks(address), throttle.Limit{Name: "contact/" + userID, Rule: contactRule}, to)
}

// A mailbox shares what it gets with whatever else strangers have sent there.
func toMailbox(email string) throttle.Limit {
	key, err := user.EmailKey(email)
	if err != nil {
		key = email
	}
	return authn.MailLimit(authn.OtherMail, key)
}

func toNumber(phone string) throttle.Limit {
	return throttle.Limit{Name: "contact-to/" + seal.HashToken(phone), Rule: contactRule}
}
