package setting

import (
	"context"
	"fmt"

	"latchkey/internal/db"
)

func load(ctx context.Context, tx db.Reader) (map[string]string, error) {
	rows, err := tx.Rows(ctx, `SELECT name, value FROM setting`)
	if err != nil {
		return nil, fmt.Errorf("loading settings: %w", err)
	}
	defer rows.Close()
	stored := map[string]string{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return nil, fmt.Errorf("loading settings: %w", err)
		}
		stored[name] = value
	}
	return stored, rows.Err()
}

func store(ctx context.Context, tx db.Tx, name, value string) error {
	return tx.Do(ctx, "storing setting "+name, `INSERT INTO setting (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value`, name, value)
}
