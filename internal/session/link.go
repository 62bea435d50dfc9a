package session

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

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

// HasUsedLink reports whether the browser has used a mailed link of this person within [LinkFor], with no
// change of the account since.
func (b *Browsers) HasUsedLink(ctx context.Context, tx db.Reader, id, userID string) (bool, error) {
	if id == "" {
		return false, nil
	}
	var epoch int64
	ends := b.Clock.Now().EndsFor(LinkFor)
	err := tx.Row(ctx, `SELECT epoch FROM link_browser WHERE browser_id = $1 AND user_id = $2 AND expires_at > $3 AND expires_at <= $4`,
		id, userID, int64(ends.After), int64(ends.Until)).Scan(&epoch)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("loading browser: %w", err)
	}
	standing, err := user.StandingOf(ctx, tx, userID)
	return standing.Holds(epoch), err
}
