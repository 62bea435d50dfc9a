package audit

import (
	"context"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Filter selects rows of the log. Empty fields match everything.
type Filter struct {
	Person  string // a user's id, as actor or subject
	Account string // a client account's id, as subject
	Kind    string // a kind, or its part before a dot: "two-factor"
	From    clock.Instant
	To      clock.Instant // not included
}

// Find returns at most limit rows, newest first, from before the row numbered before on (0: from the newest).
// It does not verify them; [Log.Verify] does.
func Find(ctx context.Context, tx db.Reader, f Filter, before int64, limit int) ([]Record, error) {
	q := tx.NewSelect().ColumnExpr(columns).TableExpr("audit_event").OrderExpr("seq DESC").Limit(int64(limit))
	if f.Person != "" {
		q = q.Where("actor = ?0 OR subject = ?0", f.Person)
	}
	if f.Account != "" {
		q = q.Where("subject = ?", f.Account)
	}
	if f.Kind != "" {
		q = q.Where("event = ?0 OR substr(event, 1, length(?1)) = ?1", f.Kind, f.Kind+".")
	}
	if f.From != 0 {
		q = q.Where("at >= ?", int64(f.From))
	}
	if f.To != 0 {
		q = q.Where("at < ?", int64(f.To))
	}
	if before > 0 {
		q = q.Where("seq < ?", before)
	}
	rows, err := q.Rows(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading audit log: %w", err)
	}
	var records []Record
	err = each(rows, func(r row) error {
		records = append(records, r.record())
		return nil
	})
	return records, err
}

// Kinds returns the kinds of events that occur in the log.
func Kinds(ctx context.Context, tx db.Reader) ([]string, error) {
	rows, err := tx.Rows(ctx, `SELECT DISTINCT event FROM audit_event ORDER BY event`)
	if err != nil {
		return nil, fmt.Errorf("reading audit log: %w", err)
	}
	defer rows.Close()
	var kinds []string
	for rows.Next() {
		var kind string
		if err := rows.Scan(&kind); err != nil {
			return nil, fmt.Errorf("reading audit log: %w", err)
		}
		kinds = append(kinds, kind)
	}
	return kinds, rows.Err()
}
