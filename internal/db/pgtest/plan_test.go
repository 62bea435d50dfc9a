package pgtest

import (
	"database/sql"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"latchkey/internal/db/dbtest"

	"github.com/uptrace/bun/driver/sqliteshim"
)

// plan is how SQLite would run a text on a database without statistics, a step a line.
func plan(t *testing.T, d *sql.DB, query string) []string {
	t.Helper()
	rows, err := d.Query(`EXPLAIN QUERY PLAN `+query, make([]any, highest(query))...)
	if err != nil {
		t.Fatalf("%v: %s", err, query)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		all = append(all, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

var parameter = regexp.MustCompile(`\$(\d+)`)

func highest(query string) (n int) {
	for _, match := range parameter.FindAllStringSubmatch(query, -1) {
		one, _ := strconv.Atoi(match[1])
		n = max(n, one)
	}
	return n
}

// migrated is a SQLite file with the program's tables and nothing in them.
func migrated(t *testing.T) *sql.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "plan.db")
	if err := dbtest.Open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	d, err := sql.Open(sqliteshim.ShimName, "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// other are the statements that read no table.
var other = []string{"PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK"}

var (
	scan    = regexp.MustCompile(`^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?`)
	aliased = regexp.MustCompile(`(\w+) AS (\w+)`)
)

// table is what a name in a plan stands for: a table of the program's, or "" for what a query in the query gives.
func table(d *sql.DB, query, name string) string {
	for _, match := range aliased.FindAllStringSubmatch(query, -1) {
		if match[2] == name {
			name = match[1]
			break
		}
	}
	var there bool
	_ = d.QueryRow(`SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?)`, name).Scan(&there)
	if !there {
		return ""
	}
	return name
}

// findings are what in a text's plan grows with the host: the tables that are read whole, and "sort" where rows are sorted.
func findings(t *testing.T, d *sql.DB, query string) (all []string) {
	t.Helper()
	if slices.Contains(other, strings.Fields(query)[0]) {
		return nil
	}
	for _, step := range plan(t, d, query) {
		if strings.Contains(step, "TEMP B-TREE") {
			all = append(all, "sort")
		}
		read := scan.FindStringSubmatch(step)
		if read == nil || read[2] != "" && fewIn[read[2]] != "" {
			continue
		}
		if name := table(d, query, read[1]); name != "" && few[name] == "" {
			all = append(all, name)
		}
	}
	return all
}

// A text that reads a table whole, or sorts what it has read, costs more with every person, ticket and row of the log.
func TestEveryTextIsReadAlongAnIndex(t *testing.T) {
	d, met := migrated(t), map[string]bool{}
	for _, one := range read(t).find().texts {
		for _, what := range findings(t, d, one.sql) {
			name := one.in + ": " + what
			if met[name] = true; whole[name] == "" && sorted[name] == "" {
				t.Errorf("%s: %s (give it an index, or %q a reason in lists_test.go):\n%s", one.where, what, name, one.sql)
			}
		}
	}
	for _, list := range []map[string]string{whole, sorted} {
		for name := range list {
			if !met[name] {
				t.Errorf("%q is listed, and no such text is there any more", name)
			}
		}
	}
}

// What the test above is for: it has to see these, or it has gone blind.
func TestWhatIsReadWholeIsSeen(t *testing.T) {
	d := migrated(t)
	for query, want := range map[string]string{
		`SELECT COUNT(*) FROM users WHERE disabled_at = 0`:                                "users",
		`SELECT COUNT(*) FROM users`:                                                      "users",
		`SELECT u.id FROM users AS u WHERE lower(u.name) LIKE $1 ORDER BY u.email_key`:    "users",
		`SELECT id FROM message WHERE event = $1`:                                         "message",
		`SELECT DISTINCT event FROM audit_event`:                                          "audit_event",
		`UPDATE session SET epoch = 0 WHERE strength < $1`:                                "session",
		`DELETE FROM challenge WHERE tries_left < $1`:                                     "challenge",
		`SELECT id FROM ticket WHERE account_id = $1 ORDER BY subject`:                    "sort",
		`SELECT id FROM users WHERE email_key = $1`:                                       "",
		`SELECT id FROM users WHERE role <> '' ORDER BY name, id`:                         "",
		`SELECT COUNT(*) FROM (SELECT 1 AS one FROM ticket WHERE status = 'open') AS few`: "",
		`SELECT name FROM setting`:                                                        "",
	} {
		if got := strings.Join(findings(t, d, query), " "); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}
