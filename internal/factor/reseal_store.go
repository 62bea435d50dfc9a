package factor

import (
	"context"

	"latchkey/internal/db"
)

// Reseals seal anew, with the newest key, what an older one has sealed. They are good for one run of [db.DB.Sweep].
func (f *Factors) Reseals() []db.Sweep {
	return append(f.keys().Reseals(),
		db.Resealing(`SELECT id, secret FROM factor WHERE id > $1 ORDER BY id LIMIT $2`, writeSecret, func(id, text string) (string, bool) {
			return f.Ring.Again(text, row{id: id}.place())
		}),
		db.Resealing(`SELECT id, pending_codes FROM factor WHERE id > $1 ORDER BY id LIMIT $2`, writePending,
			func(id, text string) (string, bool) { return f.Ring.Again(text, row{id: id}.codesPlace()) }),
		db.Resealing(`SELECT id, unseen FROM backup_set WHERE id > $1 ORDER BY id LIMIT $2`, writeUnseen,
			func(id, text string) (string, bool) { return f.Ring.Again(text, backupSet{id: id}.place()) }),
	)
}

func writeSecret(ctx context.Context, tx db.Tx, now, id, was string) error {
	return exec(ctx, tx, `UPDATE factor SET secret = $1 WHERE id = $2 AND secret = $3`, now, id, was)
}

func writePending(ctx context.Context, tx db.Tx, now, id, was string) error {
	return exec(ctx, tx, `UPDATE factor SET pending_codes = $1 WHERE id = $2 AND pending_codes = $3`, now, id, was)
}

func writeUnseen(ctx context.Context, tx db.Tx, now, id, was string) error {
	return exec(ctx, tx, `UPDATE backup_set SET unseen = $1 WHERE id = $2 AND unseen = $3`, now, id, was)
}
