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
