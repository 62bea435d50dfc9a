package factor

import (
	"context"

	"latchkey/internal/db"
)

// settle stores what came out as a set-up ended.
func settle(ctx context.Context, tx db.Tx, r row) error {
	return exec(ctx, tx, `UPDATE factor SET name = $1, strength = $2 WHERE id = $3`, r.name, int64(r.strength), r.id)
}
