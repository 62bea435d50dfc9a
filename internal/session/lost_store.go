package session

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

const lostColumns = `SELECT user_id, epoch, lost_at, draft FROM lost_session`

func lostSession(ctx context.Context, tx db.Reader, hash string) (lost, error) {
	return scanLost(tx.Row(ctx, lostColumns+` WHERE secret_hash = $1`, hash))
}

func draftOf(ctx context.Context, tx db.Reader, hash string) (lost, error) {
	return scanLost(tx.Row(ctx, lostColumns+` WHERE draft_hash = $1 AND draft <> ''`, hash))
}

func scanLost(row scanner) (l lost, err error) {
	err = row.Scan(&l.userID, &l.epoch, &l.at, &l.draft)
	if errors.Is(err, sql.ErrNoRows) {
		return l, ErrNone
	}
	if err != nil {
		return l, fmt.Errorf("loading lost session: %w", err)
	}
	return l, nil
}

func remember(ctx context.Context, tx db.Tx, id string, now clock.Instant) error {
	return exec(ctx, tx, `INSERT INTO lost_session (secret_hash, user_id, epoch, lost_at)
		SELECT secret_hash, user_id, epoch, $1 FROM session WHERE id = $2 ON CONFLICT (secret_hash) DO NOTHING`, int64(now), id)
}

// keepOf keeps a draft under the session's id, which no secret hashes to: it opens nothing.
func keepOf(ctx context.Context, tx db.Tx, sessionID, draftHash, draft string, now clock.Instant) error {
	return tx.DoOne(ctx, changing, ErrNone, `INSERT INTO lost_session (secret_hash, user_id, epoch, lost_at, draft_hash, draft)
		SELECT $1, user_id, epoch, $2, $3, $4 FROM session WHERE id = $5
		ON CONFLICT (secret_hash) DO UPDATE SET lost_at = excluded.lost_at, draft_hash = excluded.draft_hash, draft = excluded.draft`,
		"of/"+sessionID, int64(now), draftHash, draft, sessionID)
}

func forgetLost(ctx context.Context, tx db.Tx, userID string) error {
	return exec(ctx, tx, `DELETE FROM lost_session WHERE user_id = $1`, userID)
}

// sweeps delete the sessions that have run out, and remember whose they were for a day.
func sweeps(h holding, now clock.Instant) []db.Sweep {
	return []db.Sweep{
		db.Walking(`SELECT id FROM session WHERE id > $1 ORDER BY id LIMIT $2`,
			func(ctx context.Context, tx db.Tx, behind, upTo string) error {
				const due = ` FROM session WHERE id > $1 AND id <= $2 AND (created_at <= $3 OR last_seen_at <= $4)`
				err := exec(ctx, tx, `INSERT INTO lost_session (secret_hash, user_id, epoch, lost_at)
					SELECT secret_hash, user_id, epoch, $5`+due+` ON CONFLICT (secret_hash) DO NOTHING`,
					behind, upTo, int64(h.created.After), int64(h.seen.After), int64(now))
				if err != nil {
					return err
				}
				return exec(ctx, tx, `DELETE`+due, behind, upTo, int64(h.created.After), int64(h.seen.After))
			}),
		db.Sweeping(changing, `DELETE FROM lost_session WHERE secret_hash IN (SELECT secret_hash FROM lost_session
			WHERE lost_at <= $1 ORDER BY lost_at LIMIT $2)`, int64(now.Add(-DraftFor))),
	}
}
