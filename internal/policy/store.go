package policy

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"latchkey/internal/db"
)

func load(ctx context.Context, tx db.Reader) ([]Requirement, error) {
	rows, err := tx.Rows(ctx, `SELECT scope, from_at, grace FROM requirement
		ORDER BY CASE scope WHEN 'everyone' THEN 0 ELSE 1 END, scope`)
	if err != nil {
		return nil, fmt.Errorf("loading policy: %w", err)
	}
	defer rows.Close()
	var all []Requirement
	for rows.Next() {
		var r Requirement
		var grace int64
		if err := rows.Scan(&r.Scope, &r.From, &grace); err != nil {
			return nil, fmt.Errorf("loading policy: %w", err)
		}
		r.Grace = time.Duration(grace) * time.Millisecond
		all = append(all, r)
	}
	return all, rows.Err()
}

func find(ctx context.Context, tx db.Reader, scope string) (Requirement, error) {
	r := Requirement{Scope: scope}
	var grace int64
	err := tx.Row(ctx, `SELECT from_at, grace FROM requirement WHERE scope = $1`, scope).Scan(&r.From, &grace)
	r.Grace = time.Duration(grace) * time.Millisecond
	if errors.Is(err, sql.ErrNoRows) {
		return r, ErrNone
	}
	if err != nil {
		return r, fmt.Errorf("loading policy: %w", err)
	}
	return r, nil
}

func store(ctx context.Context, tx db.Tx, r Requirement) error {
	return exec(ctx, tx, `INSERT INTO requirement (scope, from_at, grace) VALUES ($1, $2, $3)
		ON CONFLICT (scope) DO UPDATE SET from_at = excluded.from_at, grace = excluded.grace`,
		r.Scope, int64(r.From), r.Grace.Milliseconds())
}

func remove(ctx context.Context, tx db.Tx, scope string) error {
	return exec(ctx, tx, `DELETE FROM requirement WHERE scope = $1`, scope)
}

func exec(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.Do(ctx, "changing policy", query, args...)
}
