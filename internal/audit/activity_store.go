package audit

import (
	"context"
	"database/sql"
	"fmt"

	"latchkey/internal/db"

	"github.com/uptrace/bun"
)

// Of returns at most limit rows whose subject is this one, but for these kinds, newest first, from before the row
// numbered before on (0: from the newest). It does not verify them; [Log.Verify] does.
func Of(ctx context.Context, tx db.Reader, subject string, without []string, before, limit int64) ([]Record, error) {
	return records(tx.NewSelect().ColumnExpr(columns).TableExpr("audit_event").
		Where("subject = ?", subject).Where("event NOT IN (?)", bun.List(append(without, ""))).Where("seq < ?", upTo(before)).
		OrderExpr("seq DESC").Limit(limit).Rows(ctx))
}

// OfWithSignIns is [Of] with the sign-ins of these people among them. It is one statement, and reads no more than what its
// indexes find.
func OfWithSignIns(
	ctx context.Context, tx db.Reader, subject string, without, people []string, before, limit int64,
) ([]Record, error) {
	return records(tx.NewSelect().ColumnExpr(columns).TableExpr("audit_event").Where(`seq IN (
		SELECT seq FROM (SELECT seq FROM audit_event WHERE subject = ? AND event NOT IN (?) AND seq < ?
			ORDER BY seq DESC LIMIT ?) AS about
		UNION ALL
		SELECT seq FROM (SELECT seq FROM audit_event WHERE event = 'sign-in.done' AND subject IN (?) AND seq < ?
			ORDER BY seq DESC LIMIT ?) AS signed_in)`,
		subject, bun.List(append(without, "")), upTo(before), limit, bun.List(append(people, "")), upTo(before), limit).
		OrderExpr("seq DESC").Limit(limit).Rows(ctx))
}

func upTo(before int64) int64 {
	if before <= 0 {
		return 1 << 62
	}
	return before
}

func records(rows *sql.Rows, err error) (all []Record, _ error) {
	if err != nil {
		return nil, fmt.Errorf("reading audit log: %w", err)
	}
	err = each(rows, func(r row) error {
		all = append(all, r.record())
		return nil
	})
	return all, err
}
