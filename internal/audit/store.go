package audit

import (
	"context"
	"encoding/json"
	"fmt"

	"latchkey/internal/db"
)

func insert(ctx context.Context, tx db.Tx, r row, hash string) error {
	_, err := tx.Exec(ctx, `INSERT INTO audit_event (seq, at, event, actor, subject, network, detail, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		r.Seq, int64(r.At), r.Kind, r.Actor, r.Subject, r.Network, r.detail, hash)
	if err != nil {
		return fmt.Errorf("writing audit log: %w", err)
	}
	return nil
}

func walk(ctx context.Context, tx db.Reader, visit func(row, string) error) error {
	rows, err := tx.Rows(ctx, `SELECT seq, at, event, actor, subject, network, detail, hash FROM audit_event ORDER BY seq`)
	if err != nil {
		return fmt.Errorf("reading audit log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		var hash string
		if err := rows.Scan(&r.Seq, &r.At, &r.Kind, &r.Actor, &r.Subject, &r.Network, &r.detail, &hash); err != nil {
			return fmt.Errorf("reading audit log: %w", err)
		}
		if err := json.Unmarshal([]byte(r.detail), &r.Detail); err != nil {
			return BrokenError{Seq: r.Seq}
		}
		if err := visit(r, hash); err != nil {
			return err
		}
	}
	return rows.Err()
}
