package db_test

import (
	"path/filepath"
	"slices"
	"testing"

	"latchkey/internal/db/dbtest"
)

// few are the columns whose tables have so few rows that looking at each is no work.
var few = []string{
	"ticket_answering.user_id", "account_email_change.asked_by", "account_handover.to_id", "account_handover.from_id",
	"staff_alert.ticket_id",
}

// Removing a row looks for what names it: in every table that grows, by an index.
func TestWhatNamesARowIsFoundByAnIndex(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "index.db"))
	rows, err := d.Read().Rows(t.Context(), `SELECT m.name, f."from" FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f
		WHERE m.type = 'table' AND NOT EXISTS (SELECT 1 FROM pragma_index_list(m.name) AS i, pragma_index_info(i.name) AS c
			WHERE c.seqno = 0 AND c.name = f."from")`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(few, table+"."+column) {
			t.Errorf("no index begins with %s.%s", table, column)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
