package invoice

import (
	"context"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/search"
)

// document is how staff and the account's people find it.
func (i Invoice) document() search.Document {
	return search.Document{
		Kind: search.Invoice, ID: i.ID, Of: i.Number, Account: i.AccountID, Title: i.Number, Text: i.Description,
		Parts: []string{i.Number}, At: i.IssuedAt,
	}
}

// Feed is the [search.Feeder] of invoices.
func (is *Invoices) Feed(ctx context.Context, tx db.Reader, before string, limit int) ([]search.Document, string, error) {
	var rows []Invoice
	err := tx.NewSelect().ColumnExpr("*").TableExpr("invoice").Where("id < ?", search.From(before)).
		OrderExpr("id DESC").Limit(int64(limit)).Scan(ctx, &rows)
	if err != nil {
		return nil, "", fmt.Errorf("listing invoices: %w", err)
	}
	var all []search.Document
	for _, row := range rows {
		all = append(all, row.document())
	}
	return search.Fed(all, limit, nil)
}
