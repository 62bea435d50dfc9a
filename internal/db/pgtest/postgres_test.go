package pgtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// migrate makes the tables that the program's migrations make.
func (s *server) migrate(t *testing.T) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "internal/db/migrations/*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatal("no migrations", err)
	}
	for _, file := range files {
		statements, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := s.psql("\\set ON_ERROR_STOP on\nBEGIN;\n" + string(statements) + ";\nCOMMIT;"); err != nil {
			t.Fatalf("%s: PostgreSQL does not take it: %s", filepath.Base(file), out)
		}
	}
}

func TestEveryTextIsPreparedByPostgreSQL(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here happens at once")
	}
	s := start(t)
	s.migrate(t)
	found := read(t).find()
	for _, complaint := range found.wrong {
		t.Error(complaint)
	}
	for i, said := range s.refused(t, found.texts) {
		t.Errorf("%s: PostgreSQL refuses it: %s\n%s", found.texts[i].where, strings.TrimSpace(said), found.texts[i].sql)
	}
	t.Logf("%d texts", len(found.texts))
}

// What only SQLite takes, and what PostgreSQL would be given of another type than it has: each of these has to be refused,
// or the test above has gone blind.
func TestWhatOnlySQLiteReadsIsRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here happens at once")
	}
	s := start(t)
	s.migrate(t)
	bad := []text{
		{sql: `INSERT OR IGNORE INTO setting (name, value) VALUES ($1, $2)`},
		{sql: `INSERT OR REPLACE INTO setting (name, value) VALUES ($1, $2)`},
		{sql: `SELECT id FROM message WHERE created_at > strftime('%s', 'now')`},
		{sql: `SELECT id FROM message WHERE created_at > datetime('now')`},
		{sql: `SELECT id FROM users WHERE email GLOB $1`},
		{sql: `SELECT rowid FROM setting`},
		{sql: `SELECT IFNULL(name, '') FROM setting`},
		{sql: `SELECT id FROM users WHERE disabled_at`},
		{sql: `SELECT id, MAX(created_at) FROM message GROUP BY kind`},
		{sql: `SELECT id FROM message WHERE state = "queued"`},
		{sql: `SELECT id FROM message WHERE created_at = ''`},
		{sql: `UPDATE users SET set_up_by_password = $1`, given: []string{"boolean"}},
		{sql: `SELECT id FROM message WHERE created_at = $1`, given: []string{"text"}},
		{sql: `PRAGMA user_version`},
	}
	good := text{sql: `INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value`}
	against := s.refused(t, append(bad, good))
	for i, one := range bad {
		if against[i] == "" {
			t.Errorf("PostgreSQL takes it: %s", one.sql)
		}
	}
	if said := against[len(bad)]; said != "" {
		t.Errorf("PostgreSQL refuses what it reads: %s", said)
	}
}
