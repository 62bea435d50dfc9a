package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"latchkey/internal/db"

	"github.com/uptrace/bun"
)

func insertAccount(ctx context.Context, tx db.Tx, a Account) error {
	return tx.DoOne(ctx, "changing account", ErrExists, `INSERT INTO account (id, number, name, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, a.ID, a.Number, a.Name, int64(a.CreatedAt))
}

func insertMembership(ctx context.Context, tx db.Tx, m Membership) error {
	permissions := make([]string, len(m.Permissions))
	for i, p := range m.Permissions {
		permissions[i] = string(p)
	}
	return tx.DoOne(ctx, "changing account", ErrExists, `INSERT INTO membership (account_id, user_id, role, permissions, created_at)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		m.AccountID, m.UserID, string(m.Role), strings.Join(permissions, " "), int64(m.CreatedAt))
}

// All returns every client account, by number.
func (as *Accounts) All(ctx context.Context, tx db.Reader) ([]Account, error) {
	return accounts(ctx, tx, `SELECT id, number, name, created_at FROM account ORDER BY number`)
}

// ByIDs returns the client accounts with these ids, by number. Ids without an account are left out.
func (as *Accounts) ByIDs(ctx context.Context, tx db.Reader, ids []string) (found []Account, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	err = tx.NewSelect().ColumnExpr("id, number, name, created_at").TableExpr("account").Where("id IN (?)", bun.List(ids)).
		OrderExpr("number").Scan(ctx, &found)
	if err != nil {
		return nil, fmt.Errorf("listing accounts: %w", err)
	}
	return found, nil
}

// Of returns the client accounts that a user is a member of, by number.
func (as *Accounts) Of(ctx context.Context, tx db.Reader, userID string) ([]Account, error) {
	return accounts(ctx, tx, `SELECT a.id, a.number, a.name, a.created_at FROM account AS a
		JOIN membership AS m ON m.account_id = a.id WHERE m.user_id = $1 ORDER BY a.number`, userID)
}

func accounts(ctx context.Context, tx db.Reader, query string, args ...any) ([]Account, error) {
	rows, err := tx.Rows(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("listing accounts: %w", err)
	}
	defer rows.Close()
	var all []Account
	for rows.Next() {
		var a Account
		if err := rows.Scan(&a.ID, &a.Number, &a.Name, &a.CreatedAt); err != nil {
			return nil, fmt.Errorf("listing accounts: %w", err)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

func membershipsOf(ctx context.Context, tx db.Reader, userID string) ([]Membership, error) {
	rows, err := tx.Rows(ctx, `SELECT account_id, user_id, role, permissions, created_at
		FROM membership WHERE user_id = $1 ORDER BY created_at, account_id`, userID)
	if err != nil {
		return nil, fmt.Errorf("loading memberships: %w", err)
	}
	defer rows.Close()
	var memberships []Membership
	for rows.Next() {
		var m Membership
		var permissions string
		if err := rows.Scan(&m.AccountID, &m.UserID, &m.Role, &permissions, &m.CreatedAt); err != nil {
			return nil, fmt.Errorf("loading memberships: %w", err)
		}
		for name := range strings.FieldsSeq(permissions) {
			m.Permissions = append(m.Permissions, Permission(name))
		}
		memberships = append(memberships, m)
	}
	return memberships, rows.Err()
}

// ByNumber returns the account with that number; [ErrNotFound] if there is none.
func (as *Accounts) ByNumber(ctx context.Context, tx db.Reader, number string) (Account, error) {
	var a Account
	err := tx.Row(ctx, `SELECT id, number, name, created_at FROM account WHERE number = $1`, number).
		Scan(&a.ID, &a.Number, &a.Name, &a.CreatedAt)
	if errors.Is(err, sql.ErrNoRows) {
		return a, ErrNotFound
	}
	if err != nil {
		return a, fmt.Errorf("loading account: %w", err)
	}
	return a, nil
}

// Names returns the names of the accounts that a user is a member of, by id.
func (as *Accounts) Names(ctx context.Context, tx db.Reader, userID string) (map[string]string, error) {
	rows, err := tx.Rows(ctx, `SELECT a.id, a.name FROM account AS a JOIN membership AS m ON m.account_id = a.id WHERE m.user_id = $1`, userID)
	if err != nil {
		return nil, fmt.Errorf("loading accounts: %w", err)
	}
	defer rows.Close()
	names := map[string]string{}
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, fmt.Errorf("loading accounts: %w", err)
		}
		names[id] = name
	}
	return names, rows.Err()
}
