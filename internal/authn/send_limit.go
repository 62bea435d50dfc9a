package authn

import (
	"context"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// How much is sent. Codes cost the host money, and whoever receives them their peace.
const (
	firstResend   = 30 * time.Second
	longestResend = 30 * time.Minute
	emailsDaily   = 20    // codes a day to one person, from browsers not seen before; from others as many again
	whatsAppDaily = 10    // the same for WhatsApp
	setUpDaily    = 5     // codes a day to one address that nobody has confirmed, all accounts together
	allEmails     = 20000 // e-mail codes a day in all
	networkDaily  = 50    // codes a day that one network asks for, in browsers not seen before
)

func who(known bool) string {
	if known {
		return "known"
	}
	return "strangers"
}

// resendLimit bounds how soon there is another code to the same place.
func resendLimit(d factor.Destination, known bool) throttle.Limit {
	return throttle.Limit{
		Name: "resend/" + string(d.Kind) + "/" + d.UserID + "/" + seal.HashToken(d.Address) + "/" + who(known),
		Rule: throttle.Rule{Free: 1, First: firstResend, Most: longestResend, Forget: 2 * longestResend},
	}
}

// ResendAfter returns how long until another code may be sent to the same destination.
func (p *Verifier) ResendAfter(ctx context.Context, tx db.Reader, d factor.Destination, known bool) (time.Duration, error) {
	return p.Limiter.Wait(ctx, tx, resendLimit(d, known))
}

// daily is a limit with a budget for each day and nothing else.
func daily(name string, budget int64, known bool) throttle.Limit {
	if known {
		budget *= 2
	}
	return perDay("send/"+name+"/"+who(known), budget)
}

func perDay(name string, budget int64) throttle.Limit {
	return throttle.Limit{Name: name, Rule: throttle.Rule{Free: 1 << 40, Forget: time.Hour, Budget: budget, Daily: true}}
}

// sendLimits counts a code by person, by address, by country, by network and in all.
// Browsers that have signed in as the person have limits of their own: strangers who
// have the password must not keep the owner's codes away.
func sendLimits(d factor.Destination, known bool, by session.Client, allWhatsApp int64) []throttle.Limit {
	kind, person, all := string(d.Kind), int64(emailsDaily), int64(allEmails)
	if d.Kind == factor.WhatsApp {
		person, all = whatsAppDaily, allWhatsApp
	}
	limits := []throttle.Limit{
		resendLimit(d, known),
		daily(kind+"/person/"+d.UserID, person, known),
		daily(kind+"/address/"+seal.HashToken(d.Address), person, known),
		daily(kind+"/all", all, known),
	}
	if d.Pending {
		limits = append(limits, daily(kind+"/unconfirmed/"+seal.HashToken(d.Address), setUpDaily, false))
	}
	if d.Kind == factor.WhatsApp {
		limits = append(limits, daily(kind+"/country/"+user.CountryPrefix(d.Address), (all+1)/2, known))
	}
	if known {
		return limits
	}
	for _, network := range networkLimits(by.Address) {
		limits = append(limits, daily(network.Name, networkDaily*network.Rule.Free/100, false))
	}
	return limits
}

// The breaker: when too few of the codes that were sent get used, somebody has them
// sent for the sending's sake.
const (
	breakerSpan   = time.Hour
	breakerDelay  = 2 * time.Minute // until then a code may be on its way
	breakerSent   = 50
	breakerUsed   = 30 // per cent
	breakerPeriod = 10 * time.Minute
)

func breakerLimit(k factor.Kind) throttle.Limit {
	return throttle.Limit{
		Name: "breaker/" + string(k), Rule: throttle.Rule{Free: 1, First: breakerSpan, Most: breakerSpan, Forget: breakerSpan},
	}
}

// broken refuses WhatsApp codes to strangers while too few of the last hour's were
// used, and warns staff once an hour.
func (p *Verifier) broken(ctx context.Context, tx db.Tx, d factor.Destination) (*throttle.Refusal, error) {
	if d.Kind != factor.WhatsApp {
		return nil, nil
	}
	now := p.Limiter.Clock.Now()
	sent, used, err := p.Factors.Usage(ctx, tx, d.Kind, now.Add(-breakerSpan), now.Add(-breakerDelay))
	if err != nil || sent <= breakerSent || used*100 >= sent*breakerUsed {
		return nil, err
	}
	limit := breakerLimit(d.Kind)
	warned, err := p.Limiter.Reserve(ctx, tx, limit)
	if err != nil {
		return nil, err
	}
	if warned == nil {
		err = p.Audit.Append(ctx, tx, audit.Event{Kind: "codes.breaker", Detail: map[string]string{"method": string(d.Kind)}})
	}
	return &throttle.Refusal{Limit: limit, Wait: breakerPeriod}, err
}
