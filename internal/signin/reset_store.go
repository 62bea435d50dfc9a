package signin

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/notice"
	"latchkey/internal/user"
)

// The key is the person: a newer link takes the older one's place.
func insertReset(ctx context.Context, tx db.Tx, userID, mailedTo, hash string, now, until clock.Instant) error {
	rests, err := user.StandingOf(ctx, tx, userID)
	if err != nil {
		return err
	}
	return exec(ctx, tx, `INSERT INTO reset_link (user_id, mailed_to, hash, epoch, sent_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (user_id) DO UPDATE SET mailed_to = excluded.mailed_to, hash = excluded.hash, epoch = excluded.epoch,
			sent_at = excluded.sent_at, expires_at = excluded.expires_at`,
		userID, mailedTo, hash, rests.Epoch, int64(now), int64(until))
}

// renewable is for how long a link can be renewed: until the next day, when another can be mailed.
const renewable = 24 * time.Hour

// renewReset has the person's link work again, if it was mailed lately.
func renewReset(ctx context.Context, tx db.Tx, userID string, now clock.Instant) error {
	return exec(ctx, tx, `UPDATE reset_link SET expires_at = $1 WHERE user_id = $2 AND sent_at > $3 AND sent_at <= $4`,
		int64(now.Add(ResetFor)), userID, int64(now.Add(-renewable)), int64(now))
}

const resetHolds = ` FROM reset_link WHERE hash = $1 AND expires_at > $2 AND expires_at <= $3`

func loadReset(ctx context.Context, tx db.Reader, hash string, now clock.Instant) (reset, error) {
	ends := now.EndsFor(ResetFor)
	return inForce(ctx, tx, tx.Row(ctx, `SELECT user_id, mailed_to, epoch`+resetHolds, hash, int64(ends.After), int64(ends.Until)))
}

func takeReset(ctx context.Context, tx db.Tx, hash string, now clock.Instant) (reset, error) {
	ends := now.EndsFor(ResetFor)
	return inForce(ctx, tx, tx.Returning(ctx, `DELETE`+resetHolds+` RETURNING user_id, mailed_to, epoch`,
		hash, int64(ends.After), int64(ends.Until)))
}

// reset is whose link it is, and where it was mailed.
type reset struct{ userID, mailedTo string }

// inForce is the link in a row. The epoch ends every link that was sent before a change.
func inForce(ctx context.Context, tx db.Reader, row db.Row) (sent reset, err error) {
	var epoch int64
	switch err = row.Scan(&sent.userID, &sent.mailedTo, &epoch); {
	case errors.Is(err, sql.ErrNoRows):
		return reset{}, notice.ErrNoLink
	case err != nil:
		return reset{}, fmt.Errorf("loading link: %w", err)
	}
	rests, err := user.StandingOf(ctx, tx, sent.userID)
	if err != nil {
		return reset{}, err
	}
	if !rests.Holds(epoch) {
		return reset{}, notice.ErrNoLink
	}
	return sent, nil
}

func exec(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.Do(ctx, "changing links", query, args...)
}

// Sweeps delete expired links.
func (l *Links) Sweeps() []db.Sweep {
	now := l.Clock.Now()
	return []db.Sweep{
		db.Sweeping("changing links", `DELETE FROM reset_link WHERE user_id IN (SELECT user_id FROM reset_link
			WHERE expires_at <= $1 AND sent_at <= $2 ORDER BY expires_at LIMIT $3)`, int64(now), int64(now.Add(-renewable))),
		db.Sweeping("changing links", `DELETE FROM registration WHERE (email_key, invited) IN (SELECT email_key, invited FROM registration
			WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`, int64(now)),
	}
}

// Restored ends every link for a password, a new account or an invitation: the database was put back, and those that
// were used since are there again.
func (l *Links) Restored(ctx context.Context, tx db.Tx) error {
	if err := exec(ctx, tx, `DELETE FROM reset_link`); err != nil {
		return err
	}
	return exec(ctx, tx, `DELETE FROM registration`)
}
