package session

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

func list(ctx context.Context, tx db.Tx, userID string, createdAfter, seenAfter clock.Instant) ([]Listed, error) {
	rows, err := tx.Rows(ctx, `SELECT s.id, s.browser_id, s.user_agent, s.network, s.created_at, s.last_seen_at
		FROM session AS s JOIN users AS u ON u.id = s.user_id AND u.epoch = s.epoch
		WHERE s.user_id = $1 AND s.created_at > $2 AND s.last_seen_at > $3 ORDER BY s.last_seen_at DESC, s.id DESC`,
		userID, int64(createdAfter), int64(seenAfter))
	if err != nil {
		return nil, fmt.Errorf("listing sessions: %w", err)
	}
	defer rows.Close()
	var all []Listed
	for rows.Next() {
		l, err := scanListed(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, rows.Err()
}

func endOne(ctx context.Context, tx db.Tx, userID, id string) (Listed, error) {
	return scanListed(tx.Row(ctx, `DELETE FROM session WHERE user_id = $1 AND id = $2
		RETURNING id, browser_id, user_agent, network, created_at, last_seen_at`, userID, id))
}

type scanner interface{ Scan(dest ...any) error }

func scanListed(row scanner) (l Listed, err error) {
	err = row.Scan(&l.ID, &l.Browser, &l.Agent, &l.Network, &l.CreatedAt, &l.LastSeenAt)
	if errors.Is(err, sql.ErrNoRows) {
		return l, ErrNotFound
	}
	if err != nil {
		return l, fmt.Errorf("loading session: %w", err)
	}
	return l, nil
}
