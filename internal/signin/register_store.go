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
	return exec(ctx, tx, `INSERT INTO registration
		(email_key, invited, hash, email, name, language, account_id, created_at, expires_at, invited_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (email_key, invited) DO UPDATE SET hash = excluded.hash, email = excluded.email, name = excluded.name,
			language = excluded.language, account_id = excluded.account_id, created_at = excluded.created_at, expires_at = excluded.expires_at,
			invited_by = excluded.invited_by`,
		key, number(r.Invited), hash, r.Email, r.Name, r.Language, r.AccountID, int64(now), int64(until), r.InvitedBy)
}

const (
	registrationColumns = `email, name, language, account_id, invited, invited_by`
	registrationHolds   = ` FROM registration WHERE hash = $1 AND expires_at > $2 AND created_at <= $3`
	invitationHolds     = ` FROM registration WHERE email_key = $1 AND invited = 1 AND expires_at > $2 AND created_at <= $3`
)

func loadRegistration(ctx context.Context, tx db.Reader, hash string, now clock.Instant) (Registration, error) {
	return scanRegistration(tx.Row(ctx, `SELECT `+registrationColumns+registrationHolds, hash, int64(now), int64(now.Add(clock.Ahead))))
}

func takeRegistration(ctx context.Context, tx db.Tx, hash string, now clock.Instant) (Registration, error) {
	return scanRegistration(tx.Returning(ctx, `DELETE`+registrationHolds+` RETURNING `+registrationColumns,
		hash, int64(now), int64(now.Add(clock.Ahead))))
}

func loadInvitation(ctx context.Context, tx db.Reader, key string, now clock.Instant) (Registration, error) {
	return scanRegistration(tx.Row(ctx, `SELECT `+registrationColumns+invitationHolds, key, int64(now), int64(now.Add(clock.Ahead))))
}

func invitationHash(ctx context.Context, tx db.Reader, key string) (hash string, err error) {
	err = tx.Row(ctx, `SELECT hash FROM registration WHERE email_key = $1 AND invited = 1`, key).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrNoInvitation
	}
	if err != nil {
		return "", fmt.Errorf("loading invitation: %w", err)
	}
	return hash, nil
}

func takeInvitation(ctx context.Context, tx db.Tx, key string, now clock.Instant) (Registration, error) {
	return scanRegistration(tx.Returning(ctx, `DELETE`+invitationHolds+` RETURNING `+registrationColumns,
		key, int64(now), int64(now.Add(clock.Ahead))))
}

func invitations(ctx context.Context, tx db.Reader, now clock.Instant, limit int64) (all []Invitation, err error) {
	rows, err := tx.Rows(ctx, `SELECT email, account_id, invited_by, created_at, expires_at FROM registration
		WHERE invited = 1 AND expires_at > $1 AND created_at <= $2 ORDER BY created_at DESC, email_key DESC LIMIT $3`,
		int64(now), int64(now.Add(clock.Ahead)), limit)
	if err != nil {
		return nil, fmt.Errorf("listing invitations: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var v Invitation
		if err := rows.Scan(&v.Email, &v.AccountID, &v.InvitedBy, &v.SentAt, &v.ExpiresAt); err != nil {
			return nil, fmt.Errorf("listing invitations: %w", err)
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

func scanRegistration(row db.Row) (Registration, error) {
	var r Registration
	var invited int64
	err := row.Scan(&r.Email, &r.Name, &r.Language, &r.AccountID, &invited, &r.InvitedBy)
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
