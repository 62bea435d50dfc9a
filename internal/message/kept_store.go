package message

import (
	"context"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// Kept returns the codes and links in messages that are still stored, to see that the keys that they are kept under are
// all there.
func (o *Outbox) Kept(ctx context.Context, tx db.Reader) (all []seal.Kept, err error) {
	rows, err := tx.Rows(ctx, `SELECT id, secret, not_me FROM message WHERE secret <> '' OR not_me <> ''`)
	if err != nil {
		return nil, fmt.Errorf("loading messages: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, secret, notMe string
		if err := rows.Scan(&id, &secret, &notMe); err != nil {
			return nil, fmt.Errorf("loading messages: %w", err)
		}
		for column, text := range map[string]string{"secret": secret, "not_me": notMe} {
			if text != "" {
				all = append(all, seal.Kept{What: "messages", Text: text, Place: place(id, column)})
			}
		}
	}
	return all, rows.Err()
}
