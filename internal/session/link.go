package session

import (
	"context"
	"fmt"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/user"
)

// LinkFor is how long it counts that a browser has used a mailed link.
const LinkFor = time.Hour

// UsedLink records that a browser has just used a link that was mailed to a person. It returns the browser's
// id, a new one if id is "". It makes the browser known to nobody: see [Browsers.HasUsedLink].
func (b *Browsers) UsedLink(ctx context.Context, tx db.Tx, id, userID string) (string, error) {
	id, err := named(id)
	if err != nil {
		return "", err
	}
	standing, err := user.StandingOf(ctx, tx, userID)
	if err != nil {
		return "", err
	}
	return id, exec(ctx, tx, `INSERT INTO link_browser (browser_id, user_id, epoch, expires_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (browser_id, user_id) DO UPDATE SET epoch = excluded.epoch, expires_at = excluded.expires_at`,
		id, userID, standing.Epoch, int64(b.Clock.Now().Add(LinkFor)))
}

// Met is [Browsers.Knows] and [Browsers.HasUsedLink], asked together.
func (b *Browsers) Met(ctx context.Context, tx db.Reader, id, userID string) (known, linked bool, err error) {
	if id == "" {
		return false, false, nil
	}
	var last clock.Instant
	var epoch int64
	ends := b.Clock.Now().EndsFor(LinkFor)
	err = tx.Row(ctx, `SELECT `+lastUsed+`, COALESCE((SELECT epoch FROM link_browser
		WHERE browser_id = $1 AND user_id = $2 AND expires_at > $4 AND expires_at <= $5), 0)`,
		id, userID, b.forgotten(), int64(ends.After), int64(ends.Until)).Scan(&last, &epoch)
	if err != nil {
		return false, false, fmt.Errorf("loading browser: %w", err)
	}
	if epoch == 0 {
		return !last.IsZero(), false, nil
	}
	standing, err := user.StandingOf(ctx, tx, userID)
	return !last.IsZero(), standing.Holds(epoch), err
}

// HasUsedLink reports whether the browser has used a mailed link of this person within [LinkFor], with no
// change of the account since.
func (b *Browsers) HasUsedLink(ctx context.Context, tx db.Reader, id, userID string) (bool, error) {
	_, linked, err := b.Met(ctx, tx, id, userID)
	return linked, err
}
