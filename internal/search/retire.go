package search

import (
	"context"
	"fmt"

	"latchkey/internal/db"
)

// An index of another version is taken away a few rows at a time: what is deleted is overwritten, and to drop the tables of a
// million documents at once would hold the writer for seconds. Until it is gone nothing is found, and what owners put is left to
// the feeders. The words go first, since an index of FTS5 that is half empty is a broken one: what they are kept in becomes a table
// like others.
const (
	retired = `ALTER TABLE search_word_data RENAME TO search_gone`
	noWords = `DROP TABLE search_word`
)

// emptied take rows out of an index of another version.
var emptied = []string{
	`DELETE FROM search_gone WHERE id IN (SELECT id FROM search_gone ORDER BY id LIMIT $1)`,
	`DELETE FROM search_document WHERE id IN (SELECT id FROM search_document ORDER BY id LIMIT $1)`,
}

// startAnew makes an empty index if there is none, and takes away so much of one of another version. It reports whether there is an
// index of this version.
func startAnew(ctx context.Context, tx db.Tx, limit int) (ready bool, err error) {
	if ready, err := begin(ctx, tx); err != nil || ready {
		return ready, err
	}
	var words bool
	if err := tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'search_word')`).Scan(&words); err != nil {
		return false, fmt.Errorf("looking for the index: %w", err)
	}
	if words {
		return false, doAll(ctx, tx, retired, noWords)
	}
	for _, some := range emptied {
		if rows, err := tx.Count(ctx, removing, some, limit); err != nil || rows > 0 {
			return false, err
		}
	}
	if err := doAll(ctx, tx, `DROP TABLE search_gone`, `DROP TABLE search_document`, `DROP TABLE search_state`); err != nil {
		return false, err
	}
	return true, create(ctx, tx)
}

const removing = "removing the index"

func doAll(ctx context.Context, tx db.Tx, statements ...string) error {
	for _, statement := range statements {
		if err := tx.Do(ctx, removing, statement); err != nil {
			return err
		}
	}
	return nil
}
