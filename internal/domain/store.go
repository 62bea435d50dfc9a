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
