package service

import (
	"context"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/search"

	"github.com/uptrace/bun"
)

func insert(ctx context.Context, tx db.Tx, s Service) error {
	err := tx.Do(ctx, "adding service", `INSERT INTO service
		(id, account_id, name, plan, domain, status, price, currency, renews_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		s.ID, s.AccountID, s.Name, s.Plan, s.Domain, string(s.Status), s.Price, s.Currency, int64(s.RenewsAt))
	if err != nil {
		return err
	}
	return search.Put(ctx, tx, s.document())
}

func list(ctx context.Context, tx db.Reader, accounts []string) ([]Service, error) {
	var rows []Service
	if len(accounts) == 0 {
		return rows, nil
	}
	err := tx.NewSelect().ColumnExpr("*").TableExpr("service").Where("account_id IN (?)", bun.List(accounts)).
		OrderExpr("name, id").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("listing services: %w", err)
	}
	return rows, nil
}

// Page returns at most limit services of a client account, by name: from the one with the id from on, and from the first for ""
// and for an id that is none of the account's. The caller has asked who may see them.
func (ss *Services) Page(ctx context.Context, tx db.Reader, accountID, from string, limit int) (rows []Service, err error) {
	if from != "" {
		err = tx.NewSelect().ColumnExpr("*").TableExpr("service").Where("account_id = ?", accountID).
			Where("(name, id) >= (SELECT name, id FROM service WHERE id = ? AND account_id = ?)", from, accountID).
			OrderExpr("name, id").Limit(int64(limit)).Scan(ctx, &rows)
	}
	if err == nil && len(rows) == 0 {
		err = tx.NewSelect().ColumnExpr("*").TableExpr("service").Where("account_id = ?", accountID).
			OrderExpr("name, id").Limit(int64(limit)).Scan(ctx, &rows)
	}
	if err != nil {
		return nil, fmt.Errorf("listing services: %w", err)
	}
	return rows, nil
}
