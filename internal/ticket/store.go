package ticket

import (
	"context"
	"fmt"

	"latchkey/internal/db"

	"github.com/uptrace/bun"
)

func insert(ctx context.Context, tx db.Tx, t Ticket) error {
	return tx.DoOne(ctx, "adding ticket", ErrExists, `INSERT INTO ticket (id, account_id, number, subject, status, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		t.ID, t.AccountID, t.Number, t.Subject, string(t.Status), int64(t.UpdatedAt))
}

func list(ctx context.Context, tx db.Reader, accounts []string) ([]Ticket, error) {
	var rows []Ticket
	if len(accounts) == 0 {
		return rows, nil
	}
	err := tx.NewSelect().ColumnExpr("*").TableExpr("ticket").Where("account_id IN (?)", bun.List(accounts)).
		OrderExpr("updated_at DESC, number DESC").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("listing tickets: %w", err)
	}
	return rows, nil
}
