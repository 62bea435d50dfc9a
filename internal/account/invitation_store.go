package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/db"
)

// ErrNoInvitation says that there is no such invitation any more: it was accepted, withdrawn or replaced, or is too old.
var ErrNoInvitation = errors.New("no such invitation")

const invitationColumns = `id, account_id, email, role, permissions, language, invited_by, created_at, sent_at, expires_at`

// PutInvitation stores an invitation, in place of an earlier one of the same address to the account: of two, the newer
// counts. Hash is that of its token, and key the address's. It sets id and times, and returns the invitation.
func (as *Accounts) PutInvitation(ctx context.Context, tx db.Tx, i Invitation, key, hash string) (Invitation, error) {
	id, err := db.NewID()
	if err != nil {
		return i, err
	}
	now := as.Clock.Now()
	i.ID, i.CreatedAt, i.SentAt, i.ExpiresAt = id, now, now, now.Add(InvitationFor)
	if err := as.dropInvitation(ctx, tx, i.AccountID, key); err != nil {
		return i, err
	}
	return i, tx.Do(ctx, doing, `INSERT INTO account_invitation (id, account_id, email, email_key, role, permissions, language, invited_by,
		hash, created_at, sent_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		i.ID, i.AccountID, i.Email, key, string(i.Role), words(i.Permissions), i.Language, i.InvitedBy,
		hash, int64(i.CreatedAt), int64(i.SentAt), int64(i.ExpiresAt))
}

func (as *Accounts) dropInvitation(ctx context.Context, tx db.Tx, accountID, key string) error {
	return tx.Do(ctx, doing, `DELETE FROM account_invitation WHERE account_id = $1 AND email_key = $2`, accountID, key)
}

// InvitationsOf returns the invitations to an account, also those that have run out and can be sent again, the newest
// first.
func (as *Accounts) InvitationsOf(ctx context.Context, tx db.Reader, accountID string) ([]Invitation, error) {
	return invitations(tx.Rows(ctx, `SELECT `+invitationColumns+` FROM account_invitation WHERE account_id = $1
		ORDER BY sent_at DESC, id DESC`, accountID))
}

func invitations(rows *sql.Rows, err error) ([]Invitation, error) {
	if err != nil {
		return nil, fmt.Errorf("listing invitations: %w", err)
	}
	defer rows.Close()
	var all []Invitation
	for rows.Next() {
		i, err := scanInvitation(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, rows.Err()
}

// InvitationByID returns an invitation to an account; [ErrNoInvitation] if there is none.
func (as *Accounts) InvitationByID(ctx context.Context, tx db.Reader, accountID, id string) (Invitation, error) {
	return scanInvitation(tx.Row(ctx, `SELECT `+invitationColumns+` FROM account_invitation WHERE account_id = $1 AND id = $2`, accountID, id))
}

// InvitationByHash returns the invitation whose token has that hash, if it still holds; else [ErrNoInvitation].
func (as *Accounts) InvitationByHash(ctx context.Context, tx db.Reader, hash string) (Invitation, error) {
	ends := as.Clock.Now().EndsFor(InvitationFor)
	return scanInvitation(tx.Row(ctx, `SELECT `+invitationColumns+` FROM account_invitation
		WHERE hash = $1 AND expires_at > $2 AND expires_at <= $3`, hash, int64(ends.After), int64(ends.Until)))
}

// InvitationsFor returns the invitations to any account that wait for the address of that key and hold still.
func (as *Accounts) InvitationsFor(ctx context.Context, tx db.Reader, key string) ([]Invitation, error) {
	ends := as.Clock.Now().EndsFor(InvitationFor)
	return invitations(tx.Rows(ctx, `SELECT `+invitationColumns+` FROM account_invitation
		WHERE email_key = $1 AND expires_at > $2 AND expires_at <= $3 ORDER BY id`, key, int64(ends.After), int64(ends.Until)))
}

// InvitedTo returns the ids of the accounts to which the address of that key has an invitation, also one that has run out.
func (as *Accounts) InvitedTo(ctx context.Context, tx db.Reader, key string) (ids []string, err error) {
	rows, err := tx.Rows(ctx, `SELECT account_id FROM account_invitation WHERE email_key = $1 AND email_key <> '' 
		ORDER BY account_id LIMIT 20`,
		key)
	if err != nil {
		return nil, fmt.Errorf("looking for an invitation: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("looking for an invitation: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// TakeInvitation is [Accounts.InvitationByHash] and uses it up: of several at once one gets it.
func (as *Accounts) TakeInvitation(ctx context.Context, tx db.Tx, hash string) (Invitation, error) {
	ends := as.Clock.Now().EndsFor(InvitationFor)
	return scanInvitation(tx.Returning(ctx, `DELETE FROM account_invitation
		WHERE hash = $1 AND expires_at > $2 AND expires_at <= $3 RETURNING `+invitationColumns, hash, int64(ends.After), int64(ends.Until)))
}

// Withdraw ends an invitation and returns it; [ErrNoInvitation] if there is none.
func (as *Accounts) Withdraw(ctx context.Context, tx db.Tx, accountID, id string) (Invitation, error) {
	if id == "" {
		return Invitation{}, ErrNoInvitation
	}
	if err := noteWithdrawn(ctx, tx, accountID, id, "", as.Clock.Now()); err != nil {
		return Invitation{}, err
	}
	return scanInvitation(tx.Returning(ctx, `DELETE FROM account_invitation WHERE account_id = $1 AND id = $2 RETURNING `+invitationColumns,
		accountID, id))
}

// WithdrawBy ends what a user has invited to an account.
func (as *Accounts) WithdrawBy(ctx context.Context, tx db.Tx, accountID, userID string) error {
	if err := noteWithdrawn(ctx, tx, accountID, "", userID, as.Clock.Now()); err != nil {
		return err
	}
	return tx.Do(ctx, doing, `DELETE FROM account_invitation WHERE account_id = $1 AND invited_by = $2`, accountID, userID)
}

// WithdrawAll ends every invitation to an account.
func (as *Accounts) WithdrawAll(ctx context.Context, tx db.Tx, accountID string) error {
	return tx.Do(ctx, doing, `DELETE FROM account_invitation WHERE account_id = $1`, accountID)
}

func scanInvitation(row interface{ Scan(dest ...any) error }) (i Invitation, err error) {
	var permissions string
	err = row.Scan(&i.ID, &i.AccountID, &i.Email, &i.Role, &permissions, &i.Language, &i.InvitedBy, &i.CreatedAt, &i.SentAt, &i.ExpiresAt)
	if errors.Is(err, sql.ErrNoRows) {
		return i, ErrNoInvitation
	}
	if err != nil {
		return i, fmt.Errorf("loading invitation: %w", err)
	}
	i.Permissions = named[Permission](permissions)
	return i, nil
}

// Sweeps delete what can't be used any more: invitations that ran out a while ago, contacts and addresses that
// nobody confirmed, and who gave what longer ago than anybody takes it back.
func (as *Accounts) Sweeps() []db.Sweep {
	now := as.Clock.Now()
	return []db.Sweep{
		// Those that ran out are listed for a while, to be sent again.
		db.Sweeping(doing, `DELETE FROM account_invitation WHERE id IN (SELECT id FROM account_invitation
			WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`, int64(now.Add(-4*InvitationFor))),
		db.Sweeping(doing, `DELETE FROM withdrawn_invitation WHERE hash IN (SELECT hash FROM withdrawn_invitation
			WHERE withdrawn_at <= $1 ORDER BY withdrawn_at LIMIT $2)`, int64(now.Add(-4*InvitationFor))),
		// "This wasn't me" asks for a week of it.
		db.Sweeping(doing, `DELETE FROM account_given WHERE id IN (SELECT id FROM account_given
			WHERE given_at <= $1 ORDER BY given_at LIMIT $2)`, int64(now.Add(-4*InvitationFor))),
		db.Sweeping(doing, `DELETE FROM account_contact WHERE id IN (SELECT id FROM account_contact
			WHERE confirmed_at = 0 AND expires_at <= $1 ORDER BY expires_at LIMIT $2)`, int64(now.Add(-4*ContactFor))),
		db.Sweeping(doing, `DELETE FROM account_email_change WHERE account_id IN (SELECT account_id FROM account_email_change
			WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`, int64(now)),
	}
}

// Restored ends what grants anything, after a backup was put back: invitations, contacts that wait for their link, an
// address that waits for its own, and hand-overs, which would come about by themselves.
func (as *Accounts) Restored(ctx context.Context, tx db.Tx) error {
	for _, query := range []string{
		`DELETE FROM account_invitation`, `DELETE FROM withdrawn_invitation`, `DELETE FROM account_contact WHERE confirmed_at = 0`,
		`UPDATE account_contact SET hash = '', expires_at = 0`, `DELETE FROM account_email_change`, `DELETE FROM account_handover`,
	} {
		if err := tx.Do(ctx, doing, query); err != nil {
			return err
		}
	}
	return nil
}
