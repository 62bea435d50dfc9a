package session

import (
	"context"
	"database/sql"
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

// standing is what a secret of a trust is by now.
type standing int64

const (
	given   standing = iota // nobody has seen it yet
	retired                 // a newer one was seen
	inForce
)

// heldTrust is a trust, as one of its secrets finds it.
type heldTrust struct {
	id, user, browser, methods string
	epoch                      int64
	createdAt, expiresAt       clock.Instant
	hash                       string // of the secret that finds it
	standing                   standing
}

const heldColumns = `t.id, t.user_id, t.browser_id, t.methods, t.epoch, t.created_at, t.expires_at`

// findTrust is the trust that a secret of this hash belongs, or belonged, to; its id is "" if there is none.
func findTrust(ctx context.Context, tx db.Reader, hash string) (heldTrust, error) {
	h := heldTrust{hash: hash, standing: inForce}
	err := tx.Row(ctx, `SELECT `+heldColumns+` FROM trusted_browser AS t WHERE t.secret_hash = $1`, hash).
		Scan(&h.id, &h.user, &h.browser, &h.methods, &h.epoch, &h.createdAt, &h.expiresAt)
	if errors.Is(err, sql.ErrNoRows) {
		err = tx.Row(ctx, `SELECT `+heldColumns+`, s.retired FROM trusted_secret AS s JOIN trusted_browser AS t ON t.id = s.trusted_id
			WHERE s.secret_hash = $1`, hash).
			Scan(&h.id, &h.user, &h.browser, &h.methods, &h.epoch, &h.createdAt, &h.expiresAt, &h.standing)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return heldTrust{standing: inForce}, nil
	}
	if err != nil {
		return h, fmt.Errorf("loading trusted browser: %w", err)
	}
	return h, nil
}

// holds reports whether the trust is this person's, and in force. The epoch ends every trust that was given before a
// change.
func (h heldTrust) holds(ctx context.Context, tx db.Reader, t Trust, now, notBefore clock.Instant) (bool, error) {
	rests, err := user.StandingOf(ctx, tx, t.UserID)
	if err != nil {
		return false, err
	}
	return h.user == t.UserID && h.methods == t.Methods && rests.Holds(h.epoch) &&
		h.createdAt.After(notBefore) && !h.createdAt.After(now) && h.expiresAt.After(now), nil
}

// see has a secret that was given take the place of the one in force, and retires that and all others that were given.
func (h heldTrust) see(ctx context.Context, tx db.Tx) error {
	if h.standing != given {
		return nil
	}
	if err := exec(ctx, tx, `INSERT INTO trusted_secret (secret_hash, trusted_id, retired)
		SELECT secret_hash, id, 1 FROM trusted_browser WHERE id = $1`, h.id); err != nil {
		return err
	}
	if err := exec(ctx, tx, `DELETE FROM trusted_secret WHERE secret_hash = $1`, h.hash); err != nil {
		return err
	}
	if err := exec(ctx, tx, `UPDATE trusted_secret SET retired = 1 WHERE trusted_id = $1`, h.id); err != nil {
		return err
	}
	return exec(ctx, tx, `UPDATE trusted_browser SET secret_hash = $1 WHERE id = $2`, h.hash, h.id)
}

func insertSecret(ctx context.Context, tx db.Tx, hash, id string, s standing) error {
	return exec(ctx, tx, `INSERT INTO trusted_secret (secret_hash, trusted_id, retired) VALUES ($1, $2, $3)`, hash, id, int64(s))
}

func touchTrust(ctx context.Context, tx db.Tx, id string, now clock.Instant) error {
	return exec(ctx, tx, `UPDATE trusted_browser SET last_used_at = $1 WHERE id = $2`, int64(now), id)
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

// Restored ends the trust in every browser, and what a mailed link has earned one: the database was put back, and what
// was ended since is there again.
func (b *Browsers) Restored(ctx context.Context, tx db.Tx) error {
	if err := exec(ctx, tx, `DELETE FROM link_browser`); err != nil {
		return err
	}
	return exec(ctx, tx, `DELETE FROM trusted_browser`) // with their secrets
}
