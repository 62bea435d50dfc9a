package signin

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/notice"
)

// The key is the address: a newer link takes the older one's place. An invitation is
// not lost to somebody who registers the invited address.
func insertRegistration(ctx context.Context, tx db.Tx, key, hash string, r Registration, now, until clock.Instant) error {
	return exec(ctx, tx, `INSERT INTO registration (email_key, invited, hash, email, name, language, account_id, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (email_key, invited) DO UPDATE SET hash = excluded.hash, email = excluded.email, name = excluded.name,
			language = excluded.language, account_id = excluded.account_id, created_at = excluded.created_at, expires_at = excluded.expires_at`,
		key, number(r.Invited), hash, r.Email, r.Name, r.Language, r.AccountID, int64(now), int64(until))
}

const (
	registrationColumns = `email, name, language, account_id, invited`
	registrationHolds   = ` FROM registration WHERE hash = $1 AND expires_at > $2 AND created_at <= $3`
)

func loadRegistration(ctx context.Context, tx db.Reader, hash string, now clock.Instant) (Registration, error) {
	return scanRegistration(tx.Row(ctx, `SELECT `+registrationColumns+registrationHolds, hash, int64(now), int64(now.Add(clock.Ahead))))
}

func takeRegistration(ctx context.Context, tx db.Tx, hash string, now clock.Instant) (Registration, error) {
	return scanRegistration(tx.Returning(ctx, `DELETE`+registrationHolds+` RETURNING `+registrationColumns,
		hash, int64(now), int64(now.Add(clock.Ahead))))
}

func scanRegistration(row db.Row) (Registration, error) {
	var r Registration
	var invited int64
	err := row.Scan(&r.Email, &r.Name, &r.Language, &r.AccountID, &invited)
	if errors.Is(err, sql.ErrNoRows) {
		return r, notice.ErrNoLink
	}
	if err != nil {
		return r, fmt.Errorf("loading registration: %w", err)
	}
	r.Invited = invited != 0
	return r, nil
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
