package authn

import (
	"context"

	"latchkey/internal/db"
)

// Check checks an answer that was counted. What it does in tx is undone alone if it fails.
type Check func(ctx context.Context, tx db.Tx) error

// CountThenCheck counts an attempt and judges it in one transaction, which is synced before anybody hears of the verdict. The
// [Check] that count returns, if any, runs under a savepoint: whatever goes wrong in it, the count stays. Where the database undoes
// the whole transaction, or can't store it, there is an error and no verdict.
func CountThenCheck(ctx context.Context, d *db.DB, count func(ctx context.Context, tx db.Tx) (Check, error)) error {
	return countThenCheck(ctx, d, count, func(context.Context, db.Tx) error { return nil })
}

// countThenCheck is [CountThenCheck] where a part of the count is written with the verdict. Failed writes it where the check fails.
func countThenCheck(
	ctx context.Context, d *db.DB, count func(ctx context.Context, tx db.Tx) (Check, error), failed func(context.Context, db.Tx) error,
) error {
	var judged error
	err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		judged = nil
		check, err := count(ctx, tx)
		if err != nil || check == nil {
			return err
		}
		if judged = tx.Savepoint(ctx, check); judged != nil {
			return failed(ctx, tx)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return judged
}
