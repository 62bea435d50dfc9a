package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/db"

	"github.com/uptrace/bun"
)

const memberColumns = `m.account_id, m.user_id, m.role, m.permissions, m.mail, m.invited_by, m.created_at, a.closed_at`

// ofMembers joins the account, whose state bears on what its members may do.
const ofMembers = ` FROM membership AS m JOIN account AS a ON a.id = m.account_id `

// storedMembership is a row, with its lists as they are stored.
type storedMembership struct {
	Membership
	permissions, mail string
}

func (s *storedMembership) places() []any {
	return []any{&s.AccountID, &s.UserID, &s.Role, &s.permissions, &s.mail, &s.InvitedBy, &s.CreatedAt, &s.ClosedAt}
}

func (s *storedMembership) membership() Membership {
	s.Permissions, s.Mail = named[Permission](s.permissions), named[Mail](s.mail)
	return s.Membership
}

func insertMembership(ctx context.Context, tx db.Tx, m Membership) error {
	return tx.DoOne(ctx, doing, ErrExists, `INSERT INTO membership (account_id, user_id, role, permissions, mail, invited_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		m.AccountID, m.UserID, string(m.Role), words(m.Permissions), words(m.Mail), m.InvitedBy, int64(m.CreatedAt))
}

// MembershipsOf returns a user's memberships, the oldest first.
func (as *Accounts) MembershipsOf(ctx context.Context, tx db.Reader, userID string) ([]Membership, error) {
	return memberships(tx.Rows(ctx, `SELECT `+memberColumns+ofMembers+`WHERE m.user_id = $1 ORDER BY m.created_at, m.account_id`, userID))
}

// MembersOf returns who belongs to an account: the owner first, then the others, the oldest first.
func (as *Accounts) MembersOf(ctx context.Context, tx db.Reader, accountID string) ([]Membership, error) {
	return memberships(tx.Rows(ctx, `SELECT `+memberColumns+ofMembers+`WHERE m.account_id = $1
		ORDER BY CASE m.role WHEN 'owner' THEN 0 ELSE 1 END, m.created_at, m.user_id`, accountID))
}

func memberships(rows *sql.Rows, err error) ([]Membership, error) {
	if err != nil {
		return nil, fmt.Errorf("loading memberships: %w", err)
	}
	defer rows.Close()
	var all []Membership
	for rows.Next() {
		var s storedMembership
		if err := rows.Scan(s.places()...); err != nil {
			return nil, fmt.Errorf("loading memberships: %w", err)
		}
		all = append(all, s.membership())
	}
	return all, rows.Err()
}

// MembershipOf returns a user's membership of an account; [ErrNotFound] if they don't belong to it.
func (as *Accounts) MembershipOf(ctx context.Context, tx db.Reader, accountID, userID string) (Membership, error) {
	var s storedMembership
	err := tx.Row(ctx, `SELECT `+memberColumns+ofMembers+`WHERE m.account_id = $1 AND m.user_id = $2`, accountID, userID).Scan(s.places()...)
	if errors.Is(err, sql.ErrNoRows) {
		return Membership{}, ErrNotFound
	}
	if err != nil {
		return Membership{}, fmt.Errorf("loading membership: %w", err)
	}
	return s.membership(), nil
}

// Belongings returns the accounts of a user with their memberships, and the hand-over of each that waits, by number: what
// a page needs to know, in one statement.
func (as *Accounts) Belongings(ctx context.Context, tx db.Reader, userID string) ([]Belonging, error) {
	rows, err := tx.Rows(ctx, `SELECT `+accountColumns+`, `+memberColumns+`,
		COALESCE(h.from_id, ''), COALESCE(h.to_id, ''), COALESCE(h.asked_at, 0), COALESCE(h.due_at, 0)`+ofMembers+`
		LEFT JOIN account_handover AS h ON h.account_id = a.id WHERE m.user_id = $1 ORDER BY a.number`, userID)
	if err != nil {
		return nil, fmt.Errorf("loading memberships: %w", err)
	}
	defer rows.Close()
	var all []Belonging
	for rows.Next() {
		var b Belonging
		var s storedMembership
		places := append(b.places(), s.places()...)
		if err := rows.Scan(append(places, &b.Handover.FromID, &b.Handover.ToID, &b.Handover.AskedAt, &b.Handover.DueAt)...); err != nil {
			return nil, fmt.Errorf("loading memberships: %w", err)
		}
		b.As, b.Handover.AccountID = s.membership(), b.ID
		all = append(all, b)
	}
	return all, rows.Err()
}

// OwnerOf returns the id of an account's owner; "" if it has none yet.
func (as *Accounts) OwnerOf(ctx context.Context, tx db.Reader, accountID string) (userID string, err error) {
	err = tx.Row(ctx, `SELECT user_id FROM membership WHERE account_id = $1 AND role = 'owner'`, accountID).Scan(&userID)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("loading membership: %w", err)
	}
	return userID, nil
}

// OwnersOf returns the ids of the owners of these accounts, by the account's id.
func (as *Accounts) OwnersOf(ctx context.Context, tx db.Reader, accountIDs []string) (map[string]string, error) {
	owners := map[string]string{}
	if len(accountIDs) == 0 {
		return owners, nil
	}
	rows, err := tx.NewSelect().ColumnExpr("account_id, user_id").TableExpr("membership").
		Where("account_id IN (?)", bun.List(accountIDs)).Where("role = 'owner'").Rows(ctx)
	if err != nil {
		return nil, fmt.Errorf("loading memberships: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, owner string
		if err := rows.Scan(&id, &owner); err != nil {
			return nil, fmt.Errorf("loading memberships: %w", err)
		}
		owners[id] = owner
	}
	return owners, rows.Err()
}

// Owns reports whether a user owns any account: then they are not removed before it is handed over.
func (as *Accounts) Owns(ctx context.Context, tx db.Reader, userID string) (owns bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM membership WHERE user_id = $1 AND role = 'owner')`, userID).Scan(&owns)
	if err != nil {
		return false, fmt.Errorf("loading memberships: %w", err)
	}
	return owns, nil
}

// SetPermissions changes what a member may do. It returns [ErrNotFound] for the owner and for who is none, and
// [ErrUnknown].
func (as *Accounts) SetPermissions(ctx context.Context, tx db.Tx, accountID, userID string, given []Permission) error {
	given, err := CleanPermissions(given)
	if err != nil {
		return err
	}
	return setPermissions(ctx, tx, accountID, userID, given)
}

func setPermissions(ctx context.Context, tx db.Tx, accountID, userID string, given []Permission) error {
	return tx.DoOne(ctx, doing, ErrNotFound, `UPDATE membership SET permissions = $1
		WHERE account_id = $2 AND user_id = $3 AND role = 'member'`, words(given), accountID, userID)
}

func setRole(ctx context.Context, tx db.Tx, accountID, userID string, from, to Role) error {
	return tx.DoOne(ctx, doing, ErrNotFound, `UPDATE membership SET role = $1 WHERE account_id = $2 AND user_id = $3 AND role = $4`,
		string(to), accountID, userID, string(from))
}

// SetMail changes what mail a member gets. It returns [ErrUnknown], or [ErrNotFound].
func (as *Accounts) SetMail(ctx context.Context, tx db.Tx, accountID, userID string, kinds []Mail) error {
	kinds, err := CleanMail(kinds)
	if err != nil {
		return err
	}
	return tx.DoOne(ctx, doing, ErrNotFound, `UPDATE membership SET mail = $1 WHERE account_id = $2 AND user_id = $3`,
		words(kinds), accountID, userID)
}

// Remove ends a membership. It returns [ErrNotFound] for who is no member, and for the owner: no account is left without.
func (as *Accounts) Remove(ctx context.Context, tx db.Tx, accountID, userID string) error {
	return tx.DoOne(ctx, doing, ErrNotFound, `DELETE FROM membership WHERE account_id = $1 AND user_id = $2 AND role = 'member'`,
		accountID, userID)
}
