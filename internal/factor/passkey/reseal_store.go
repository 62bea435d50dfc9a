package passkey

import (
	"context"

	"latchkey/internal/db"
)

// Reseals seal public keys anew, with the newest key of the host's. They are good for one run of [db.DB.Sweep].
func (k *Keys) Reseals() []db.Sweep {
	return []db.Sweep{
		db.Resealing(`SELECT factor_id, public_key FROM passkey WHERE factor_id > $1 ORDER BY factor_id LIMIT $2`, writePublicKey,
			func(id, text string) (string, bool) { return k.Ring.Again(text, key{factorID: id}.place()) }),
	}
}

func writePublicKey(ctx context.Context, tx db.Tx, now, id, was string) error {
	return exec(ctx, tx, `UPDATE passkey SET public_key = $1 WHERE factor_id = $2 AND public_key = $3`, now, id, was)
}
