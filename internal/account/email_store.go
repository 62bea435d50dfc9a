package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// ErrNoEmail says that no new address of an account waits for that link.
var ErrNoEmail = errors.New("no such change of an account's address")

// SetEmail changes where an account's mail goes, and keeps where it went before. "" is the address that the owner signs
// in with. It returns [ErrNotFound].
func (as *Accounts) SetEmail(ctx context.Context, tx db.Tx, accountID, email string) error {
	before, err := as.ByID(ctx, tx, accountID)
	if err != nil || before.Email == email {
		return err
	}
	err = tx.Do(ctx, doing, `INSERT INTO account_email (account_id, email, until_at) VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING`, // in force for no time at all
		accountID, before.Email, int64(as.Clock.Now()))
	if err != nil {
		return err
	}
	if err := tx.DoOne(ctx, doing, ErrNotFound, `UPDATE account SET email = $1 WHERE id = $2`, email, accountID); err != nil {
		return err
	}
	return as.found(ctx, tx, accountID)
}

// EmailAt returns where an account's mail went at an instant; "" is the address that its owner signed in with. It returns
// [ErrNotFound].
func (as *Accounts) EmailAt(ctx context.Context, tx db.Reader, accountID string, at clock.Instant) (email string, err error) {
	err = tx.Row(ctx, `SELECT email FROM account_email WHERE account_id = $1 AND until_at > $2 ORDER BY until_at LIMIT 1`,
		accountID, int64(at)).Scan(&email)
	if errors.Is(err, sql.ErrNoRows) {
		a, err := as.ByID(ctx, tx, accountID)
		return a.Email, err
	}
	if err != nil {
		return "", fmt.Errorf("loading an account's addresses: %w", err)
	}
	return email, nil
}

// PutEmailChange stores a new address that waits for its link, in place of any other. Hash is that of its token, and epoch
// the one of who asks.
func (as *Accounts) PutEmailChange(ctx context.Context, tx db.Tx, c EmailChange, epoch int64, hash string) error {
	now := as.Clock.Now()
	return tx.Do(ctx, doing, `INSERT INTO account_email_change (account_id, email, hash, asked_by, epoch, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id) DO UPDATE SET email = excluded.email, hash = excluded.hash,
			asked_by = excluded.asked_by, epoch = excluded.epoch, created_at = excluded.created_at, expires_at = excluded.expires_at`,
		c.AccountID, c.Email, hash, c.AskedBy, epoch, int64(now), int64(now.Add(EmailFor)))
}

const emailChangeColumns = `account_id, email, asked_by, epoch, expires_at`

// EmailChangeByHash returns the change whose token has that hash, with the epoch of who asked; [ErrNoEmail] if none waits.
func (as *Accounts) EmailChangeByHash(ctx context.Context, tx db.Reader, hash string) (EmailChange, int64, error) {
	ends := as.Clock.Now().EndsFor(EmailFor)
	return scanEmailChange(tx.Row(ctx, `SELECT `+emailChangeColumns+` FROM account_email_change
		WHERE hash = $1 AND expires_at > $2 AND expires_at <= $3`, hash, int64(ends.After), int64(ends.Until)))
}

// TakeEmailChange is [Accounts.EmailChangeByHash] and uses it up.
func (as *Accounts) TakeEmailChange(ctx context.Context, tx db.Tx, hash string) (EmailChange, int64, error) {
	ends := as.Clock.Now().EndsFor(EmailFor)
	return scanEmailChange(tx.Returning(ctx, `DELETE FROM account_email_change
		WHERE hash = $1 AND expires_at > $2 AND expires_at <= $3 RETURNING `+emailChangeColumns, hash, int64(ends.After), int64(ends.Until)))
}

// WaitingEmail returns the address of an account that waits for its link, with the epoch of who asked; [ErrNoEmail] if
// there is none.
func (as *Accounts) WaitingEmail(ctx context.Context, tx db.Reader, accountID string) (EmailChange, int64, error) {
	ends := as.Clock.Now().EndsFor(EmailFor)
	return scanEmailChange(tx.Row(ctx, `SELECT `+emailChangeColumns+` FROM account_email_change
		WHERE account_id = $1 AND expires_at > $2 AND expires_at <= $3`, accountID, int64(ends.After), int64(ends.Until)))
}

// DropEmailChange forgets the address of an account that waits.
func (as *Accounts) DropEmailChange(ctx context.Context, tx db.Tx, accountID string) error {
	return tx.Do(ctx, doing, `DELETE FROM account_email_change WHERE account_id = $1`, accountID)
}

func scanEmailChange(row db.Row) (c EmailChange, epoch int64, err error) {
	err = row.Scan(&c.AccountID, &c.Email, &c.AskedBy, &epoch, &c.ExpiresAt)
	if errors.Is(err, sql.ErrNoRows) {
		return c, 0, ErrNoEmail
	}
	if err != nil {
		return c, 0, fmt.Errorf("loading a change of address: %w", err)
	}
	return c, epoch, nil
}
