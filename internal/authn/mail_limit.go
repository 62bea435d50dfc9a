package authn

import (
	"net/netip"
	"time"

	"latchkey/internal/seal"
	"latchkey/internal/throttle"
)

// How often a message that somebody asks for without a proof goes to one address. The
// longest wait is shorter than a link lives, so that there is always one that works,
// however often strangers ask: nobody is kept from it.
var mailRule = throttle.Rule{Free: 3, First: time.Minute, Most: 15 * time.Minute, Forget: 24 * time.Hour}

// MailLimit returns the limit for e-mails to one address for one purpose, whether or not the address has an
// account.
func MailLimit(purpose, emailKey string) throttle.Limit {
	return throttle.Limit{Name: "mail/" + purpose + "/" + seal.HashToken(emailKey), Rule: mailRule}
}

// MailNetworks returns the limits for e-mails that one network requests. They are wide, because everybody in an
// office shares one.
func MailNetworks(address netip.Addr) []throttle.Limit {
	limits := networkLimits(address)
	for i := range limits {
		limits[i].Name = "mail-" + limits[i].Name
		limits[i].Rule.Free /= 5
	}
	return limits
}
