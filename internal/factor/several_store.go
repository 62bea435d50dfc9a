package factor

import (
	"context"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/user"

	"github.com/uptrace/bun"
)

// On reports of several people at once whether each has a method that sign-in must ask for; see [Factors.IsOn].
func (f *Factors) On(ctx context.Context, tx db.Reader, userIDs []string) (map[string]bool, error) {
	on := map[string]bool{}
	if len(userIDs) == 0 {
		return on, nil
	}
	rows, err := tx.NewSelect().ColumnExpr("DISTINCT user_id").TableExpr("factor").
		Where("pending_until = 0 AND user_id IN (?)", bun.List(userIDs)).Rows(ctx)
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

// Label is what a method is known by: whose it is, of which kind, and what it was named.
type Label struct {
	UserID string
	Kind   Kind
	Name   string // "" for no name
}

// Labels are those of several methods at once, by id. What was removed is left out.
func (f *Factors) Labels(ctx context.Context, tx db.Reader, ids []string) (map[string]Label, error) {
	labels := map[string]Label{}
	if len(ids) == 0 {
		return labels, nil
	}
	rows, err := tx.NewSelect().ColumnExpr("id, user_id, kind, name").TableExpr("factor").
		Where("pending_until = 0 AND id IN (?)", bun.List(ids)).Rows(ctx)
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

// WithoutMethod counts the people whose password alone opens their account; those who are kept out are not among them.
func (f *Factors) WithoutMethod(ctx context.Context, tx db.Reader) (int, error) {
	people, disabled, err := user.Headcount(ctx, tx)
	if err != nil {
		return 0, err
	}
	var with int
	err = tx.NewSelect().ColumnExpr("COUNT(DISTINCT user_id)").TableExpr("factor").
		Where("pending_until = 0 AND user_id NOT IN (?)", bun.List(append(disabled, ""))).Scan(ctx, &with)
	if err != nil {
		return 0, fmt.Errorf("counting factors: %w", err)
	}
	return people - with, nil
}
