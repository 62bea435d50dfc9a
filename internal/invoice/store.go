package invoice

import (
	"context"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/search"

	"github.com/uptrace/bun"
)

func insert(ctx context.Context, tx db.Tx, i Invoice) error {
	err := tx.DoOne(ctx, "adding invoice", ErrExists, `INSERT INTO invoice
		(id, account_id, number, description, amount, currency, issued_at, due_at, paid_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		i.ID, i.AccountID, i.Number, i.Description, i.Amount, i.Currency, int64(i.IssuedAt), int64(i.DueAt), int64(i.PaidAt))
	if err != nil {
		return err
	}
	return search.Put(ctx, tx, i.document())
}

func list(ctx context.Context, tx db.Reader, accounts []string) ([]Invoice, error) {
	var rows []Invoice
	if len(accounts) == 0 {
		return rows, nil
	}
	err := tx.NewSelect().ColumnExpr("*").TableExpr("invoice").Where("account_id IN (?)", bun.List(accounts)).
		OrderExpr("issued_at DESC, number DESC").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("listing invoices: %w", err)
	}
	return rows, nil
}

// Page returns at most limit invoices of a client account, the newest first: from the one with the id from on, and from the first for ""
// and for an id that is none of the account's. The caller has asked who may see them.
func (is *Invoices) Page(ctx context.Context, tx db.Reader, accountID, from string, limit int) (rows []Invoice, err error) {
	if from != "" {
		err = tx.NewSelect().ColumnExpr("*").TableExpr("invoice").Where("account_id = ?", accountID).
			Where("(issued_at, number) <= (SELECT issued_at, number FROM invoice WHERE id = ? AND account_id = ?)", from, accountID).
			OrderExpr("issued_at DESC, number DESC").Limit(int64(limit)).Scan(ctx, &rows)
	}
	if err == nil && len(rows) == 0 {
		err = tx.NewSelect().ColumnExpr("*").TableExpr("invoice").Where("account_id = ?", accountID).
			OrderExpr("issued_at DESC, number DESC").Limit(int64(limit)).Scan(ctx, &rows)
	}
	if err != nil {
		return nil, fmt.Errorf("listing invoices: %w", err)
	}
	return rows, nil
}
