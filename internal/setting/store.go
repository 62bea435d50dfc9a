package setting

import (
	"context"
	"fmt"

	"latchkey/internal/db"
)

type row struct {
	Name  string `bun:"name,pk"`
	Value string `bun:"value"`
}

func load(ctx context.Context, tx db.Reader) (map[string]string, error) {
	var rows []row
	if err := tx.NewSelect().Model(&rows).ModelTableExpr("setting AS row").Scan(ctx); err != nil {
		return nil, fmt.Errorf("loading settings: %w", err)
	}
	stored := make(map[string]string, len(rows))
	for _, r := range rows {
		stored[r.Name] = r.Value
	}
	return stored, nil
}

func store(ctx context.Context, tx db.Tx, name, value string) error {
	_, err := tx.NewInsert().Model(&row{Name: name, Value: value}).ModelTableExpr("setting").
		On("CONFLICT (name) DO UPDATE").Set("value = EXCLUDED.value").Exec(ctx)
	if err != nil {
		return fmt.Errorf("storing setting %s: %w", name, err)
	}
	return nil
}
