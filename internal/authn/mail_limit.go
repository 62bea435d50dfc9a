package authn

import (
	"context"
	"net/netip"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
)

// How many messages go to one mailbox that somebody asks for without a proof. Resets and recovery links have a share
// each, so that nobody uses up what the owner needs; all others have one together.
const (
	mailsDaily      = 10
	knownMailsDaily = 5 // more, which browsers ask for that have signed in as the person

	invitesDaily   = 50 // that one member of the staff sends
	accountDaily   = 30 // that the people of one client account send together
	invitedDaily   = 3  // that one address gets
	longestMailGap = time.Hour
)

// MailPurpose is what a mail is for that anybody can ask for.
type MailPurpose string

// The purposes that have a share of their own.
const (
	ResetMail    MailPurpose = "reset"
	RecoveryMail MailPurpose = "recovery"
	OtherMail    MailPurpose = "strangers"
)

func mailLimit(p MailPurpose, emailKey string, budget int64) throttle.Limit {
	return throttle.Limit{
		Name: "mail/" + string(p) + "/" + seal.HashToken(emailKey),
		Rule: throttle.Rule{Free: 3, First: time.Minute, Most: longestMailGap, Forget: 24 * time.Hour, Budget: budget, Daily: true},
	}
}

// MailLimit returns the limit of a mailbox for a purpose, whether or not the address has an account.
func MailLimit(p MailPurpose, emailKey string) throttle.Limit {
	return mailLimit(p, emailKey, mailsDaily)
}

// MailRequest asks for a mail to an address without a proof.
type MailRequest struct {
	Purpose  MailPurpose
	EmailKey string
	UserID   string // whose address it is; "" if it is nobody's
	By       session.Client
}

// MayMail counts a request for a mail and reports whether it may be sent. A refusal is about the client's
// network: that alone may be told to whoever asks.
func (p *Verifier) MayMail(ctx context.Context, tx db.Tx, m MailRequest) (sent bool, network *throttle.Refusal, err error) {
	known, err := p.Browsers.Knows(ctx, tx, m.By.Browser, m.UserID)
	if err != nil {
		return false, nil, err
	}
	shares := []throttle.Limit{MailLimit(m.Purpose, m.EmailKey)}
	if known {
		own := mailLimit(m.Purpose, m.EmailKey, knownMailsDaily)
		own.Name += "/known"
		shares = []throttle.Limit{own, shares[0]}
	} else if network, err = p.Limiter.Reserve(ctx, tx, MailNetworks(m.By.Address)...); err != nil || network != nil {
		return false, network, err
	}
	for _, share := range shares {
		if refusal, err := p.Limiter.Reserve(ctx, tx, share); err != nil || refusal == nil {
			return err == nil, nil, err
		}
	}
	return false, nil, nil
}

// InvitationLimits returns the limits for an invitation: by its sender, if sender is the id of somebody who
// signs in, and by who gets it.
func InvitationLimits(sender, emailKey string) []throttle.Limit {
	to := mailLimit("invited", emailKey, invitedDaily)
	to.Rule.Free = 1
	if sender == "" {
		return []throttle.Limit{to}
	}
	return []throttle.Limit{to, perDay("invites/"+sender, invitesDaily)}
}

// AccountLimit returns the limit for mails to strangers that the people of one client account have sent together.
func AccountLimit(accountID string) throttle.Limit {
	return perDay("invites-account/"+accountID, accountDaily)
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
