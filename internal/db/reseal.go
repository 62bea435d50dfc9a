package db

import (
	"context"
	"fmt"
)

// Resealing is a sweep along a table's key that writes a column of texts anew, [Bite] rows at a time: again returns what a row's text
// becomes, and whether it changes. The query selects id and text of the rows behind $1, in the order of their ids, at most $2.
// Write changes the row of an id whose text still is what it was. It is good for one run of [DB.Sweep].
func Resealing(
	query string, write func(ctx context.Context, tx Tx, now, id, was string) error, again func(id, text string) (string, bool),
) Sweep {
	var behind string
	return func(ctx context.Context, tx Tx) (int, error) {
		found, err := tx.pairs(ctx, query, behind)
		if err != nil {
			return 0, fmt.Errorf("sealing anew: %w", err)
		}
		for _, one := range found {
			now, changed := again(one[0], one[1])
			if !changed {
				continue
			}
			if err := write(ctx, tx, now, one[0], one[1]); err != nil {
				return 0, err
			}
		}
		if len(found) > 0 {
			behind = found[len(found)-1][0]
		}
		return len(found), nil
	}
}

func (t Tx) pairs(ctx context.Context, query, behind string) (all [][2]string, err error) {
	rows, err := t.Rows(ctx, query, behind, Bite)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one [2]string
		if err := rows.Scan(&one[0], &one[1]); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
