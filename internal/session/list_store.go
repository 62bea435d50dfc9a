package session

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/user"
)

func list(ctx context.Context, tx db.Reader, userID string, h holding) ([]Listed, error) {
	rests, err := user.StandingOf(ctx, tx, userID)
	if errors.Is(err, user.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	rows, err := tx.Rows(ctx, `SELECT id, browser_id, user_agent, network, created_at, last_seen_at FROM session
		WHERE user_id = $1 AND epoch = $2 AND created_at > $3 AND created_at <= $4 AND last_seen_at > $5 AND last_seen_at <= $6
		ORDER BY last_seen_at DESC, id DESC`,
		userID, rests.Epoch, int64(h.created.After), int64(h.created.Until), int64(h.seen.After), int64(h.seen.Until))
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
	return scanListed(tx.Returning(ctx, `DELETE FROM session WHERE user_id = $1 AND id = $2
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
