package domain

import (
	"context"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/search"

	"github.com/uptrace/bun"
)

func insert(ctx context.Context, tx db.Tx, d Domain) error {
	autoRenew := 0
	if d.AutoRenew {
		autoRenew = 1
	}
	err := tx.DoOne(ctx, "adding domain", ErrExists, `INSERT INTO domain (id, account_id, name, auto_renew, expires_at)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`, d.ID, d.AccountID, d.Name, autoRenew, int64(d.ExpiresAt))
	if err != nil {
		return err
	}
	return search.Put(ctx, tx, d.document())
}

func list(ctx context.Context, tx db.Reader, accounts []string) ([]Domain, error) {
	var rows []Domain
	if len(accounts) == 0 {
		return rows, nil
	}
	err := tx.NewSelect().ColumnExpr("*").TableExpr("domain").Where("account_id IN (?)", bun.List(accounts)).
		OrderExpr("expires_at, name").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("listing domains: %w", err)
	}
	return rows, nil
}

// Page returns at most limit domains of a client account, those that expire first come first: from the one with the id from on,
// and from the first for "" and for an id that is none of the account's. The caller has asked who may see them.
func (ds *Domains) Page(ctx context.Context, tx db.Reader, accountID, from string, limit int) (rows []Domain, err error) {
	if from != "" {
		err = tx.NewSelect().ColumnExpr("*").TableExpr("domain").Where("account_id = ?", accountID).
			Where("(expires_at, name) >= (SELECT expires_at, name FROM domain WHERE id = ? AND account_id = ?)", from, accountID).
			OrderExpr("expires_at, name").Limit(int64(limit)).Scan(ctx, &rows)
	}
	if err == nil && len(rows) == 0 {
		err = tx.NewSelect().ColumnExpr("*").TableExpr("domain").Where("account_id = ?", accountID).
			OrderExpr("expires_at, name").Limit(int64(limit)).Scan(ctx, &rows)
	}
	if err != nil {
		return nil, fmt.Errorf("listing domains: %w", err)
	}
	return rows, nil
}
