package factor

import (
	"context"
	"fmt"

	"latchkey/internal/db"

	"github.com/uptrace/bun"
)

// On reports, for each of several people, what [Factors.IsOn] reports for one.
func (f *Factors) On(ctx context.Context, tx db.Reader, userIDs []string) (map[string]bool, error) {
	on := map[string]bool{}
	if len(userIDs) == 0 {
		return on, nil
	}
	rows, err := tx.NewSelect().ColumnExpr("DISTINCT user_id").TableExpr("factor").
		Where(there+" AND user_id IN (?)", bun.List(userIDs)).Rows(ctx)
	if err != nil {
		return nil, fmt.Errorf("loading factors: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("loading factors: %w", err)
		}
		on[id] = true
	}
	return on, rows.Err()
}

// Label identifies a method for people: whose it is, its kind and its name.
type Label struct {
	UserID string
	Kind   Kind
	Name   string // "" for no name
}

// Labels returns the labels of several methods, by id. Removed methods are left out.
func (f *Factors) Labels(ctx context.Context, tx db.Reader, ids []string) (map[string]Label, error) {
	labels := map[string]Label{}
	if len(ids) == 0 {
		return labels, nil
	}
	rows, err := tx.NewSelect().ColumnExpr("id, user_id, kind, name").TableExpr("factor").
		Where(there+" AND id IN (?)", bun.List(ids)).Rows(ctx)
	if err != nil {
		return nil, fmt.Errorf("loading factors: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var l Label
		if err := rows.Scan(&id, &l.UserID, &l.Kind, &l.Name); err != nil {
			return nil, fmt.Errorf("loading factors: %w", err)
		}
		labels[id] = l
	}
	return labels, rows.Err()
}
