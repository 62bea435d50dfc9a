package factor

import (
	"context"
	"fmt"
	"strings"

	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// Fingerprint returns a text that identifies the person's methods and backup codes that work: it changes whenever
// a method or a set of codes is added, removed or suspended.
func (f *Factors) Fingerprint(ctx context.Context, tx db.Reader, userID string) (string, error) {
	rows, err := tx.Rows(ctx, `SELECT id FROM factor WHERE user_id = $1 AND `+works+`
		UNION ALL SELECT id FROM backup_set WHERE user_id = $2 AND `+setWorks+` ORDER BY id`, userID, userID)
	if err != nil {
		return "", fmt.Errorf("loading factors: %w", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return "", fmt.Errorf("loading factors: %w", err)
		}
		ids = append(ids, id)
	}
	return seal.HashToken(strings.Join(ids, " ")), rows.Err()
}
