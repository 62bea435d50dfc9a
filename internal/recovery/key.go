package recovery

import (
	"context"

	"latchkey/internal/db"
)

// Whose returns the id of the person whose case a key's secret follows, or [ErrNoCase]. A key is that person's:
// nobody else who signs in to the browser sees the case.
func (cs *Cases) Whose(ctx context.Context, secret string) (userID string, err error) {
	c, _, err := keyBySecret(ctx, cs.DB.Read(), hashed(secret))
	return c.UserID, err
}

// usedLink is [authn.Verifier.UsedLink] for the link that finishes the case, while it is good: strangers who
// guess at the password keep its owner from the last step no more than from signing in.
func (cs *Cases) usedLink(ctx context.Context, c Case, e Ending) (browser string, err error) {
	if e.Token == "" || hashed(e.Token) != c.linkHash || !cs.Clock.Now().Before(c.LinkUntil) {
		return e.By.Browser, nil
	}
	err = cs.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		used, err := cs.Browsers.HasUsedLink(ctx, tx, e.By.Browser, c.UserID)
		if browser = e.By.Browser; err != nil || used {
			return err
		}
		browser, err = cs.Authn.UsedLink(ctx, tx, c.UserID, e.By)
		return err
	})
	return browser, err
}
