package session

import (
	"context"
	"fmt"
	"strings"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"

	"github.com/google/uuid"
)

// Browsers remembers which browsers have signed in as whom (OWASP's device cookies). A known browser proves
// nothing, but its wrong guesses count in a limit of their own, so that strangers' wrong guesses never lock the
// owner out.
type Browsers struct {
	Clock *clock.Clock
	Ring  *seal.Ring
}

const browserPurpose = "browser cookie"

// Identify returns the id in a browser's cookie; "" if the cookie was not made here.
func (b *Browsers) Identify(cookie string) string {
	id, mac, found := strings.Cut(cookie, "~")
	if !found || !b.Ring.Verify(mac, browserPurpose, id) {
		return ""
	}
	return id
}

// Cookie returns the cookie by which the browser with this id is known.
func (b *Browsers) Cookie(id string) string {
	return id + "~" + b.Ring.MAC(browserPurpose, id)
}

// Remember records that a browser has completed a sign-in as a person. It returns the browser's id, a new one
// if id is "".
func (b *Browsers) Remember(ctx context.Context, tx db.Tx, id, userID string) (string, error) {
	id, err := named(id)
	if err != nil {
		return "", err
	}
	now := int64(b.Clock.Now())
	return id, exec(ctx, tx, `INSERT INTO browser (id, user_id, created_at, last_used_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id, user_id) DO UPDATE SET last_used_at = excluded.last_used_at`, id, userID, now, now)
}

// RememberFrom is [Browsers.Remember] for a browser of which [Browsers.LastUsed] was asked in this transaction: once a day is enough, and
// spares a write.
func (b *Browsers) RememberFrom(ctx context.Context, tx db.Tx, id, userID string, last clock.Instant) (string, error) {
	now := b.Clock.Now()
	if id != "" && !last.IsZero() && !last.After(now) && now.Sub(last) < 24*time.Hour {
		return id, nil
	}
	return b.Remember(ctx, tx, id, userID)
}

// named returns id, or a new one if it is "".
func named(id string) (string, error) {
	if id != "" {
		return id, nil
	}
	random, err := uuid.NewRandom()
	if err != nil {
		return "", fmt.Errorf("naming browser: %w", err)
	}
	return random.String(), nil
}

// A browser is known for as long as its cookie is kept, counted from its last sign-in.
const knownFor = 365 * 24 * time.Hour

func (b *Browsers) forgotten() int64 { return int64(b.Clock.Now().Add(-knownFor)) }

// Sweeps delete browsers that have not signed in for a year, and trust and used links that have run out.
func (b *Browsers) Sweeps() []db.Sweep {
	now := int64(b.Clock.Now())
	return []db.Sweep{
		db.Sweeping(changing, `DELETE FROM trusted_browser WHERE id IN (SELECT id FROM trusted_browser
			WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`, now),
		db.Sweeping(changing, `DELETE FROM link_browser WHERE (browser_id, user_id) IN (SELECT browser_id, user_id FROM link_browser
			WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`, now),
		db.Sweeping(changing, `DELETE FROM browser WHERE (id, user_id) IN (SELECT id, user_id FROM browser
			WHERE last_used_at <= $1 ORDER BY last_used_at LIMIT $2)`, b.forgotten()),
	}
}

// Knows reports whether the browser has signed in as this person in the last year.
func (b *Browsers) Knows(ctx context.Context, tx db.Reader, id, userID string) (bool, error) {
	last, err := b.LastUsed(ctx, tx, id, userID)
	return !last.IsZero(), err
}

const lastUsed = `COALESCE((SELECT last_used_at FROM browser WHERE id = $1 AND user_id = $2 AND last_used_at > $3), 0)`

// LastUsed returns when the browser signed in as this person, the last time but for what [Browsers.RememberFrom] leaves out; 0 if it
// has not within the last year.
func (b *Browsers) LastUsed(ctx context.Context, tx db.Reader, id, userID string) (last clock.Instant, err error) {
	if id == "" {
		return 0, nil
	}
	if err := tx.Row(ctx, `SELECT `+lastUsed, id, userID, b.forgotten()).Scan(&last); err != nil {
		return 0, fmt.Errorf("loading browser: %w", err)
	}
	return last, nil
}

// ForgetOthers makes all of a person's browsers but one unknown; "" makes all unknown.
func (b *Browsers) ForgetOthers(ctx context.Context, tx db.Tx, userID, id string) error {
	return exec(ctx, tx, `DELETE FROM browser WHERE user_id = $1 AND id <> $2`, userID, id)
}

// Forget makes a browser unknown for a person, as if it had never signed in.
func (b *Browsers) Forget(ctx context.Context, tx db.Tx, userID, id string) error {
	return exec(ctx, tx, `DELETE FROM browser WHERE user_id = $1 AND id = $2`, userID, id)
}
