package message

import (
	"context"

	"latchkey/internal/db"
)

// Reseals seal codes and links that are stored anew, with the newest key. They are good for one run of [db.DB.Sweep].
func (o *Outbox) Reseals() []db.Sweep {
	again := func(column string) func(id, text string) (string, bool) {
		return func(id, text string) (string, bool) { return o.Ring.Again(text, place(id, column)) }
	}
	return []db.Sweep{
		db.Resealing(`SELECT id, secret FROM message WHERE id > $1 ORDER BY id LIMIT $2`, writeSecret, again("secret")),
		db.Resealing(`SELECT id, not_me FROM message WHERE id > $1 ORDER BY id LIMIT $2`, writeNotMe, again("not_me")),
	}
}

func writeSecret(ctx context.Context, tx db.Tx, now, id, was string) error {
	return tx.Do(ctx, "sealing messages anew", `UPDATE message SET secret = $1 WHERE id = $2 AND secret = $3`, now, id, was)
}

func writeNotMe(ctx context.Context, tx db.Tx, now, id, was string) error {
	return tx.Do(ctx, "sealing messages anew", `UPDATE message SET not_me = $1 WHERE id = $2 AND not_me = $3`, now, id, was)
}
