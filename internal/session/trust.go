package session

import (
	"context"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// Trust lets a person skip the second step in one browser for a while. It ends when the methods or anything
// else about the account change, and it counts as no other proof.
type Trust struct {
	UserID  string
	Methods string // the fingerprint of the person's methods; with others the trust has ended
	By      Client
}

// Trusted is one trusted browser in the person's list.
type Trusted struct {
	ID         string
	Browser    string
	Agent      string
	Network    string // the address from which it was trusted
	CreatedAt  clock.Instant
	LastUsedAt clock.Instant
	ExpiresAt  clock.Instant
}

// Trust records that a browser is trusted after a second step that was just proved, and returns the secret for
// its cookie; only the hash is stored. It replaces the person's earlier trust in this browser.
func (b *Browsers) Trust(ctx context.Context, tx db.Tx, t Trust, lasts time.Duration) (secret string, err error) {
	id, err := db.NewID()
	if err != nil {
		return "", err
	}
	secret, hash := seal.NewToken()
	now := b.Clock.Now()
	return secret, insertTrust(ctx, tx, id, hash, t, now, now.Add(lasts))
}

// Trusts reports whether secret belongs to this person's trust in this browser, given at most longest ago, with
// no change of the account since. It records the use.
func (b *Browsers) Trusts(ctx context.Context, tx db.Tx, secret string, t Trust, longest time.Duration) (bool, error) {
	if secret == "" || t.By.Browser == "" || longest <= 0 {
		return false, nil
	}
	now := b.Clock.Now()
	return useTrust(ctx, tx, seal.HashToken(secret), t, now, now.Add(-longest))
}

// Trusted returns the browsers that a person trusts now, newest first.
func (b *Browsers) Trusted(ctx context.Context, tx db.Reader, userID string) ([]Trusted, error) {
	return listTrusted(ctx, tx, userID, b.Clock.Now())
}

// Distrust ends the trust in one browser; [ErrNotFound] if the person has no trust with that id.
func (b *Browsers) Distrust(ctx context.Context, tx db.Tx, userID, id string) error {
	return removeTrust(ctx, tx, userID, id)
}

// DistrustBrowser ends a person's trust in one browser, if there is any.
func (b *Browsers) DistrustBrowser(ctx context.Context, tx db.Tx, userID, browser string) error {
	return exec(ctx, tx, `DELETE FROM trusted_browser WHERE user_id = $1 AND browser_id = $2`, userID, browser)
}

// DistrustOthers ends a person's trust in all browsers but one.
func (b *Browsers) DistrustOthers(ctx context.Context, tx db.Tx, userID, browser string) error {
	return exec(ctx, tx, `DELETE FROM trusted_browser WHERE user_id = $1 AND browser_id <> $2`, userID, browser)
}
