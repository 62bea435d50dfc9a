package passkey

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// How many challenges may wait for one who asked: a person with many tabs, a network with
// many people. Beyond it the oldest are forgotten, so that asking fills no disk.
const mostWaiting = 200

func (k *Keys) remember(ctx context.Context, tx db.Tx, c Ceremony, challenge string) error {
	err := exec(ctx, tx, `INSERT INTO passkey_ceremony (challenge_hash, purpose, scope, user_id, asked_by, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6)`,
		seal.HashToken(challenge), string(c.Purpose), c.Scope, c.UserID, c.AskedBy, int64(k.Clock.Now().Add(Lifetime)))
	if err != nil {
		return err
	}
	return exec(ctx, tx, `DELETE FROM passkey_ceremony WHERE asked_by = $1 AND challenge_hash NOT IN
		(SELECT challenge_hash FROM passkey_ceremony WHERE asked_by = $2 ORDER BY expires_at DESC LIMIT $3)`, c.AskedBy, c.AskedBy, mostWaiting)
}

// spend takes a challenge away for good and reports whether it was given out for this. The
// database decides, so of any number at the same instant one wins.
func (k *Keys) spend(ctx context.Context, tx db.Tx, c Ceremony, challenge string) (ok bool, err error) {
	var given Ceremony
	var until clock.Instant
	err = tx.Returning(ctx, `DELETE FROM passkey_ceremony WHERE challenge_hash = $1 RETURNING purpose, scope, user_id, expires_at`,
		seal.HashToken(challenge)).Scan(&given.Purpose, &given.Scope, &given.UserID, &until)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("spending challenge: %w", err)
	}
	c.AskedBy = ""
	return given == c && k.Clock.Now().EndsFor(Lifetime).Has(until), nil
}

func insertOwner(ctx context.Context, tx db.Tx, userID, handle string) error {
	return exec(ctx, tx, `INSERT INTO passkey_owner (user_id, handle) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING`, userID, handle)
}

func handleOf(ctx context.Context, tx db.Reader, userID string) (handle string, err error) {
	err = tx.Row(ctx, `SELECT handle FROM passkey_owner WHERE user_id = $1`, userID).Scan(&handle)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("loading passkeys: %w", err)
	}
	return handle, nil
}

const selectKey = `SELECT factor_id, user_id, credential, public_key, counter, flags, transports, model FROM passkey WHERE party = $1`

func keysOf(ctx context.Context, tx db.Reader, userID, party string) (keys []key, err error) {
	rows, err := tx.Rows(ctx, selectKey+` AND user_id = $2 ORDER BY factor_id`, party, userID)
	if err != nil {
		return nil, fmt.Errorf("loading passkeys: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("loading passkeys: %w", err)
		}
		keys = append(keys, row)
	}
	return keys, rows.Err()
}

// keyBy gives sql.ErrNoRows for a credential that nobody has here.
func keyBy(ctx context.Context, tx db.Reader, credential, party string) (key, error) {
	row, err := scan(tx.Row(ctx, selectKey+` AND credential = $2`, party, credential))
	if err != nil {
		return key{}, fmt.Errorf("loading passkey: %w", err)
	}
	return row, nil
}

func scan(row interface{ Scan(...any) error }) (k key, err error) {
	return k, row.Scan(&k.factorID, &k.userID, &k.credential, &k.publicKey, &k.counter, &k.flags, &k.transports, &k.model)
}

func isTaken(ctx context.Context, tx db.Reader, credential string) (taken bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM passkey WHERE credential = $1)`, credential).Scan(&taken)
	if err != nil {
		return false, fmt.Errorf("loading passkeys: %w", err)
	}
	return taken, nil
}

func insertKey(ctx context.Context, tx db.Tx, k key, party string) error {
	return exec(ctx, tx, `INSERT INTO passkey (factor_id, user_id, party, credential, public_key, counter, flags, transports, model)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, k.factorID, k.userID, party,
		k.credential, k.publicKey, k.counter, k.flags, k.transports, k.model)
}

func updateKey(ctx context.Context, tx db.Tx, k key) error {
	return exec(ctx, tx, `UPDATE passkey SET counter = $1, flags = $2 WHERE factor_id = $3`, k.counter, k.flags, k.factorID)
}

func sweeps(now clock.Instant) []db.Sweep {
	return []db.Sweep{db.Sweeping("changing passkeys", `DELETE FROM passkey_ceremony WHERE challenge_hash IN
		(SELECT challenge_hash FROM passkey_ceremony WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`, int64(now))}
}

func exec(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.Do(ctx, "changing passkeys", query, args...)
}

// Kept returns all public keys, which are kept under the host's keys, to see that they are all there.
func (k *Keys) Kept(ctx context.Context, tx db.Reader) (all []seal.Kept, err error) {
	rows, err := tx.Rows(ctx, `SELECT factor_id, public_key FROM passkey`)
	if err != nil {
		return nil, fmt.Errorf("loading passkeys: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var row key
		if err := rows.Scan(&row.factorID, &row.publicKey); err != nil {
			return nil, fmt.Errorf("loading passkeys: %w", err)
		}
		all = append(all, seal.Kept{What: "passkeys", Text: row.publicKey, Place: row.place()})
	}
	return all, rows.Err()
}

// Restored ends every challenge: the database was put back, and those that were answered since are there again.
func (k *Keys) Restored(ctx context.Context, tx db.Tx) error {
	return exec(ctx, tx, `DELETE FROM passkey_ceremony`)
}
