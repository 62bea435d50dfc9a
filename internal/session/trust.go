package session

import (
	"context"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// Trust is a browser in which a person need not give the second step for a while. It
// holds for that person, in that browser, with these methods, until anything that
// the account rests on changes. It proves nothing beyond that.
type Trust struct {
	UserID  string
	Methods string // names the set of methods that the person has; with another set it does not hold
	By      Client
}

// Trusted is one trusted browser as its person sees it.
type Trusted struct {
	ID         string
	Browser    string
	Agent      string
	Network    string // the address that it was trusted from
	CreatedAt  clock.Instant
	LastUsedAt clock.Instant
	ExpiresAt  clock.Instant
}

// Trust notes that a second step was just proved in a browser that is to be trusted,
// and returns the secret for its cookie, of which only the hash is stored. What the
// browser was trusted by for this person before does not hold any more.
func (b *Browsers) Trust(ctx context.Context, tx db.Tx, t Trust, lasts time.Duration) (secret string, err error) {
	id, err := db.NewID()
	if err != nil {
		return "", err
	}
	secret, hash := seal.NewToken()
	now := b.Clock.Now()
	return secret, insertTrust(ctx, tx, id, hash, t, now, now.Add(lasts))
}

// Trusts reports whether the secret is that of this person's trust in this very browser,
// given for no longer than longest ago, and nothing has changed since. That counts as a use.
func (b *Browsers) Trusts(ctx context.Context, tx db.Tx, secret string, t Trust, longest time.Duration) (bool, error) {
	if secret == "" || t.By.Browser == "" || longest <= 0 {
		return false, nil
	}
	now := b.Clock.Now()
	return useTrust(ctx, tx, seal.HashToken(secret), t, now, now.Add(-longest))
}

// Trusted lists the browsers that a person trusts now, the latest first.
func (b *Browsers) Trusted(ctx context.Context, tx db.Reader, userID string) ([]Trusted, error) {
	return listTrusted(ctx, tx, userID, b.Clock.Now())
}

// Distrust takes one trust back; ErrNotFound where the person has none by that id.
func (b *Browsers) Distrust(ctx context.Context, tx db.Tx, userID, id string) error {
	return removeTrust(ctx, tx, userID, id)
}

// DistrustBrowser takes back what trust a person has in one browser, if any.
func (b *Browsers) DistrustBrowser(ctx context.Context, tx db.Tx, userID, browser string) error {
	return exec(ctx, tx, `DELETE FROM trusted_browser WHERE user_id = $1 AND browser_id = $2`, userID, browser)
}

// DistrustOthers takes back a person's trust in all browsers but one; "" takes back all of it.
func (b *Browsers) DistrustOthers(ctx context.Context, tx db.Tx, userID, browser string) error {
	return exec(ctx, tx, `DELETE FROM trusted_browser WHERE user_id = $1 AND browser_id <> $2`, userID, browser)
}
