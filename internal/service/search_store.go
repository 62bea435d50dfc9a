package service

import (
	"context"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/search"
)

// document is how staff and the account's people find it.
func (s Service) document() search.Document {
	return search.Document{
		Kind: search.Service, ID: s.ID, Account: s.AccountID, Title: s.Name, Text: s.Plan + " " + s.Domain, Parts: []string{s.Domain},
	}
}

// Feed is the [search.Feeder] of services.
func (ss *Services) Feed(ctx context.Context, tx db.Reader, before string, limit int) ([]search.Document, string, error) {
	var rows []Service
	err := tx.NewSelect().ColumnExpr("*").TableExpr("service").Where("id < ?", search.From(before)).
		OrderExpr("id DESC").Limit(int64(limit)).Scan(ctx, &rows)
	if err != nil {
		return nil, "", fmt.Errorf("listing services: %w", err)
	}
	var all []search.Document
	for _, row := range rows {
		all = append(all, row.document())
	}
	return search.Fed(all, limit, nil)
}
