package authn

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// linksDaily is how many of a person's mailed links a day give the browser that used one a limit of its own.
const linksDaily = 3

// linkPasswordLimit is for passwords alone: whoever reads the mailbox along must not get more codes to guess at.
func linkPasswordLimit(emailKey, browser string) throttle.Limit {
	strangers := strangersPasswordLimit(emailKey)
	return throttle.Limit{Name: strangers.Name + "/link/" + browser, Rule: strangers.Rule}
}

// UsedLink gives a browser that has just used a link which was mailed to this person a limit of its own for the
// password, for [session.LinkFor], so that strangers who guess don't keep it out. It returns the id by which
// the browser is known from then on; it may be "", because only a few links a day do so.
func (p *Verifier) UsedLink(ctx context.Context, tx db.Tx, userID string, by session.Client) (browser string, err error) {
	u, err := p.Users.ByID(ctx, tx, userID)
	if err != nil {
		return "", err
	}
	key, err := user.EmailKey(u.Email)
	if err != nil {
		return "", err
	}
	refusal, err := p.Limiter.Reserve(ctx, tx, perDay("link/"+u.ID, linksDaily))
	if err != nil || refusal != nil {
		return by.Browser, err
	}
	if browser, err = p.Browsers.UsedLink(ctx, tx, by.Browser, u.ID); err != nil {
		return "", err
	}
	return browser, p.Limiter.Reset(ctx, tx, linkPasswordLimit(key, browser))
}
