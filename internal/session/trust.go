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

// Trusts returns the id of the trust that secret belongs to: this person's in this browser, given at most longest
// ago, with no change of the account since; "" if there is none. It records the use. A secret that a newer one has
// replaced ends the trust, and copied is true: somebody has a copy of one or the other. That happens once, since
// afterwards nobody has a secret of this trust.
func (b *Browsers) Trusts(
	ctx context.Context, tx db.Tx, secret string, t Trust, longest time.Duration,
) (id string, copied bool, err error) {
	if secret == "" || t.By.Browser == "" || longest <= 0 {
		return "", false, nil
	}
	now := b.Clock.Now()
	found, err := findTrust(ctx, tx, seal.HashToken(secret))
	if err != nil || found.id == "" {
		return "", false, err
	}
	holds, err := found.holds(ctx, tx, t, now, now.Add(-longest))
	switch {
	case err != nil || !holds:
		return "", false, err
	case found.standing == retired:
		return "", true, removeTrust(ctx, tx, t.UserID, found.id)
	case found.browser != t.By.Browser:
		return "", false, nil
	}
	if err := found.see(ctx, tx); err != nil {
		return "", false, err
	}
	return found.id, false, touchTrust(ctx, tx, found.id, now)
}

// Renew returns a further secret of a trust. The one before holds until the new one was seen, by [Browsers.Trusts]
// or [Browsers.SeeTrust]: the answer that carries it may get lost.
func (b *Browsers) Renew(ctx context.Context, tx db.Tx, id string) (secret string, err error) {
	secret, hash := seal.NewToken()
	return secret, insertSecret(ctx, tx, hash, id, given)
}

// SeeTrust notes that a browser has a secret by now: those before it are retired.
func (b *Browsers) SeeTrust(ctx context.Context, d *db.DB, secret, userID string) error {
	hash := seal.HashToken(secret)
	if found, err := findTrust(ctx, d.Read(), hash); err != nil || found.standing != given || found.user != userID {
		return err
	}
	return d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		found, err := findTrust(ctx, tx, hash)
		if err != nil || found.standing != given {
			return err
		}
		return found.see(ctx, tx)
	})
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
