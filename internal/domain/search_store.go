package domain

import (
	"context"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/search"
)

// document is how staff and the account's people find it.
func (d Domain) document() search.Document {
	return search.Document{
		Kind: search.Domain, ID: d.ID, Account: d.AccountID, Title: d.Name, Parts: []string{d.Name}, At: d.ExpiresAt,
	}
}

// Feed is the [search.Feeder] of domains.
func (ds *Domains) Feed(ctx context.Context, tx db.Reader, before string, limit int) ([]search.Document, string, error) {
	var rows []Domain
	err := tx.NewSelect().ColumnExpr("*").TableExpr("domain").Where("id < ?", search.From(before)).
		OrderExpr("id DESC").Limit(int64(limit)).Scan(ctx, &rows)
	if err != nil {
		return nil, "", fmt.Errorf("listing domains: %w", err)
	}
	var all []search.Document
	for _, row := range rows {
		all = append(all, row.document())
	}
	return search.Fed(all, limit, nil)
}
