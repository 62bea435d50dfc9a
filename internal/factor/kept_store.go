package factor

import (
	"context"
	"fmt"

	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// kept is what stands under the host's keys: an id and a text in each row, and where the text was sealed for. Now is $1.
var kept = []struct {
	what, query string
	place       func(id string) string
}{
	{
		"authenticator apps", `SELECT id, secret FROM factor WHERE secret <> '' AND (pending_until = 0 OR pending_until > $1)`,
		func(id string) string { return row{id: id}.place() },
	},
	{
		"backup codes of a set-up", `SELECT id, pending_codes FROM factor WHERE pending_codes <> '' AND pending_until > $1`,
		func(id string) string { return row{id: id}.codesPlace() },
	},
	{
		"backup codes that nobody has seen", `SELECT id, unseen FROM backup_set WHERE unseen <> '' AND $1 > 0`,
		func(id string) string { return backupSet{id: id}.place() },
	},
	{"backup codes", `SELECT set_id, mac FROM backup_code WHERE used_at = 0 AND $1 > 0`, nil},
	{"codes that were sent", `SELECT id, mac FROM sent_code WHERE used_at = 0 AND expires_at > $1`, nil},
}

// Kept returns all that is kept under the host's keys, to see that they are all there.
func (f *Factors) Kept(ctx context.Context, tx db.Reader) ([]seal.Kept, error) {
	all, err := f.keys().Kept(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, k := range kept {
		rows, err := tx.Rows(ctx, k.query, int64(f.Clock.Now()))
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", k.what, err)
		}
		defer rows.Close()
		for rows.Next() {
			one := seal.Kept{What: k.what}
			var id string
			if err := rows.Scan(&id, &one.Text); err != nil {
				return nil, fmt.Errorf("reading %s: %w", k.what, err)
			}
			if k.place != nil {
				one.Place = k.place(id)
			}
			all = append(all, one)
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("reading %s: %w", k.what, err)
		}
	}
	return all, nil
}
