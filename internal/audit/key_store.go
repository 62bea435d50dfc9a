package audit

import (
	"context"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// CountByKey returns how many rows were written with each key, by its id. It reads the whole log.
func (l *Log) CountByKey(ctx context.Context, tx db.Reader) (map[string]int, error) {
	counts := map[string]int{}
	rows, err := tx.Rows(ctx, `SELECT hash FROM audit_event WHERE seq > 0`)
	if err != nil {
		return nil, fmt.Errorf("reading audit log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var hash string
		if err := rows.Scan(&hash); err != nil {
			return nil, fmt.Errorf("reading audit log: %w", err)
		}
		counts[seal.KeyOf(hash)]++
	}
	return counts, rows.Err()
}
