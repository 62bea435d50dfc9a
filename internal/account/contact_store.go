package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/db"
)

// ErrNoContact says that the account has no such contact, or that its link holds no longer.
var ErrNoContact = errors.New("no such contact")

const contactColumns = `id, account_id, name, email, language, mail, billing, added_by, created_at, sent_at, expires_at, confirmed_at`

// AddContact stores a contact, which gets no mail before its link is followed. Hash is that of the link's token, and
// key the address's. It returns [ErrExists] if the account has a contact with that address, or [ErrUnknown].
func (as *Accounts) AddContact(ctx context.Context, tx db.Tx, c Contact, key, hash string) (Contact, error) {
	id, err := db.NewID()
	if err != nil {
		return c, err
	}
	if c.Mail, err = CleanMail(c.Mail); err != nil {
		return c, err
	}
	now := as.Clock.Now()
	c.ID, c.CreatedAt, c.SentAt, c.ExpiresAt = id, now, now, now.Add(ContactFor)
	return c, tx.DoOne(ctx, doing, ErrExists, `INSERT INTO account_contact (id, account_id, name, email, email_key, language, mail, added_by,
		hash, created_at, sent_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
		c.ID, c.AccountID, c.Name, c.Email, key, c.Language, words(c.Mail), c.AddedBy,
		hash, int64(c.CreatedAt), int64(c.SentAt), int64(c.ExpiresAt))
}

// ContactsOf returns an account's contacts, by name.
func (as *Accounts) ContactsOf(ctx context.Context, tx db.Reader, accountID string) ([]Contact, error) {
	return contacts(tx.Rows(ctx, `SELECT `+contactColumns+` FROM account_contact WHERE account_id = $1 ORDER BY name, id`, accountID))
}

// ContactByID returns a contact of an account; [ErrNoContact] if there is none.
func (as *Accounts) ContactByID(ctx context.Context, tx db.Reader, accountID, id string) (Contact, error) {
	return scanContact(tx.Row(ctx, `SELECT `+contactColumns+` FROM account_contact WHERE account_id = $1 AND id = $2`, accountID, id))
}

// ContactWith returns a contact of some account that has followed its link and whose address has that key; [ErrNoContact] if there
// is none. The newest one speaks for them.
func (as *Accounts) ContactWith(ctx context.Context, tx db.Reader, key string) (Contact, error) {
	return scanContact(tx.Row(ctx, `SELECT `+contactColumns+` FROM account_contact WHERE email_key = $1 AND confirmed_at > 0
		ORDER BY confirmed_at DESC, id DESC LIMIT 1`, key))
}

// ConfirmedContact returns the contact with that id, of whichever account, that has followed its link; [ErrNoContact] if there is
// none.
func (as *Accounts) ConfirmedContact(ctx context.Context, tx db.Reader, id string) (Contact, error) {
	return scanContact(tx.Row(ctx, `SELECT `+contactColumns+` FROM account_contact WHERE id = $1 AND confirmed_at > 0`, id))
}

const contactWaits = ` WHERE hash = $1 AND hash <> '' AND confirmed_at = 0 AND expires_at > $2 AND expires_at <= $3`

// ContactByHash returns the contact whose link's token has that hash, if it waits; else [ErrNoContact].
func (as *Accounts) ContactByHash(ctx context.Context, tx db.Reader, hash string) (Contact, error) {
	ends := as.Clock.Now().EndsFor(ContactFor)
	return scanContact(tx.Row(ctx, `SELECT `+contactColumns+` FROM account_contact`+contactWaits, hash, int64(ends.After), int64(ends.Until)))
}

// ConfirmContact uses a contact's link up: mail goes there from now on. It returns [ErrNoContact].
func (as *Accounts) ConfirmContact(ctx context.Context, tx db.Tx, hash string) (Contact, error) {
	now := as.Clock.Now()
	ends := now.EndsFor(ContactFor)
	return scanContact(tx.Returning(ctx, `UPDATE account_contact SET confirmed_at = $4, hash = ''`+contactWaits+` RETURNING `+contactColumns,
		hash, int64(ends.After), int64(ends.Until), int64(now)))
}

// DeclineContact uses a contact's link up and removes the contact. It returns [ErrNoContact].
func (as *Accounts) DeclineContact(ctx context.Context, tx db.Tx, hash string) (Contact, error) {
	ends := as.Clock.Now().EndsFor(ContactFor)
	return scanContact(tx.Returning(ctx, `DELETE FROM account_contact`+contactWaits+` RETURNING `+contactColumns,
		hash, int64(ends.After), int64(ends.Until)))
}

// RenewContact gives a contact that waits another link, which by answers for from now on. It returns [ErrNoContact].
func (as *Accounts) RenewContact(ctx context.Context, tx db.Tx, accountID, id, by, hash string) error {
	now := as.Clock.Now()
	return tx.DoOne(ctx, doing, ErrNoContact, `UPDATE account_contact SET hash = $1, sent_at = $2, expires_at = $3, added_by = $4
		WHERE account_id = $5 AND id = $6 AND confirmed_at = 0`, hash, int64(now), int64(now.Add(ContactFor)), by, accountID, id)
}

// SetContact changes a contact's name, language and what mail it gets. It returns [ErrNoContact], or [ErrUnknown].
func (as *Accounts) SetContact(ctx context.Context, tx db.Tx, c Contact) error {
	kinds, err := CleanMail(c.Mail)
	if err != nil {
		return err
	}
	return tx.DoOne(ctx, doing, ErrNoContact, `UPDATE account_contact SET name = $1, language = $2, mail = $3
		WHERE account_id = $4 AND id = $5`,
		c.Name, c.Language, words(kinds), c.AccountID, c.ID)
}

// SetBilling makes a contact that has followed its link the one that invoices go to, in place of any other; with the id
// "" none is. It returns [ErrNoContact].
func (as *Accounts) SetBilling(ctx context.Context, tx db.Tx, accountID, id string) error {
	err := tx.Do(ctx, doing, `UPDATE account_contact SET billing = 0 WHERE account_id = $1 AND billing = 1`, accountID)
	if err != nil || id == "" {
		return err
	}
	return tx.DoOne(ctx, doing, ErrNoContact, `UPDATE account_contact SET billing = 1 WHERE account_id = $1 AND id = $2 AND confirmed_at > 0`,
		accountID, id)
}

// RemoveContact removes a contact and returns it; [ErrNoContact] if there is none.
func (as *Accounts) RemoveContact(ctx context.Context, tx db.Tx, accountID, id string) (Contact, error) {
	return scanContact(tx.Returning(ctx, `DELETE FROM account_contact WHERE account_id = $1 AND id = $2 RETURNING `+contactColumns,
		accountID, id))
}

func contacts(rows *sql.Rows, err error) ([]Contact, error) {
	if err != nil {
		return nil, fmt.Errorf("listing contacts: %w", err)
	}
	defer rows.Close()
	var all []Contact
	for rows.Next() {
		c, err := scanContact(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

func scanContact(row interface{ Scan(dest ...any) error }) (c Contact, err error) {
	var mail string
	var billing int64
	err = row.Scan(&c.ID, &c.AccountID, &c.Name, &c.Email, &c.Language, &mail, &billing, &c.AddedBy,
		&c.CreatedAt, &c.SentAt, &c.ExpiresAt, &c.ConfirmedAt)
	if errors.Is(err, sql.ErrNoRows) {
		return c, ErrNoContact
	}
	if err != nil {
		return c, fmt.Errorf("loading contact: %w", err)
	}
	c.Mail, c.Billing = named[Mail](mail), billing != 0
	return c, nil
}
