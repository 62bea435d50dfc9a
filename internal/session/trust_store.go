package session

import (
	"context"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/user"
)

func insertTrust(ctx context.Context, tx db.Tx, id, hash string, t Trust, now, until clock.Instant) error {
	err := exec(ctx, tx, `DELETE FROM trusted_browser WHERE user_id = $1 AND browser_id = $2`, t.UserID, t.By.Browser)
	if err != nil {
		return err
	}
	rests, err := user.StandingOf(ctx, tx, t.UserID)
	if err != nil {
		return err
	}
	return exec(ctx, tx, `INSERT INTO trusted_browser
		(id, secret_hash, user_id, browser_id, epoch, methods, user_agent, network, created_at, last_used_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)`,
		id, hash, t.UserID, t.By.Browser, rests.Epoch, t.Methods, t.By.Agent, t.By.Network(), int64(now), int64(until))
}

// The epoch ends every trust that was given before a change.
func useTrust(ctx context.Context, tx db.Tx, hash string, t Trust, now, notBefore clock.Instant) (bool, error) {
	rests, err := user.StandingOf(ctx, tx, t.UserID)
	if err != nil {
		return false, err
	}
	if rests.Disabled {
		return false, nil
	}
	result, err := tx.Exec(ctx, `UPDATE trusted_browser SET last_used_at = $1 WHERE secret_hash = $2 AND user_id = $3
		AND browser_id = $4 AND methods = $5 AND created_at > $6 AND created_at <= $1 AND expires_at > $1 AND epoch = $7`,
		int64(now), hash, t.UserID, t.By.Browser, t.Methods, int64(notBefore), rests.Epoch)
	if err != nil {
		return false, fmt.Errorf("using trusted browser: %w", err)
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

func listTrusted(ctx context.Context, tx db.Reader, userID string, now clock.Instant) ([]Trusted, error) {
	rests, err := user.StandingOf(ctx, tx, userID)
	if errors.Is(err, user.ErrNotFound) || rests.Disabled {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	rows, err := tx.Rows(ctx, `SELECT id, browser_id, user_agent, network, created_at, last_used_at, expires_at
		FROM trusted_browser WHERE user_id = $1 AND expires_at > $2 AND created_at <= $3 AND epoch = $4
		ORDER BY last_used_at DESC, id DESC`,
		userID, int64(now), int64(now.Add(clock.Ahead)), rests.Epoch)
	if err != nil {
		return nil, fmt.Errorf("listing trusted browsers: %w", err)
	}
	defer rows.Close()
	var all []Trusted
	for rows.Next() {
		var t Trusted
		if err := rows.Scan(&t.ID, &t.Browser, &t.Agent, &t.Network, &t.CreatedAt, &t.LastUsedAt, &t.ExpiresAt); err != nil {
			return nil, fmt.Errorf("listing trusted browsers: %w", err)
		}
		all = append(all, t)
	}
	return all, rows.Err()
}

func removeTrust(ctx context.Context, tx db.Tx, userID, id string) error {
	return tx.DoOne(ctx, "removing trusted browser", ErrNotFound,
		`DELETE FROM trusted_browser WHERE user_id = $1 AND id = $2`, userID, id)
}

func (b *Browsers) sweepTrust(ctx context.Context, tx db.Tx) error {
	return exec(ctx, tx, `DELETE FROM trusted_browser WHERE expires_at <= $1`, int64(b.Clock.Now()))
}

// Restored ends the trust in every browser: the database was put back, and what was ended since is there again.
func (b *Browsers) Restored(ctx context.Context, tx db.Tx) error {
	return exec(ctx, tx, `DELETE FROM trusted_browser`)
}
