package db

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Bun, its dialect and the driver that it names are one release; each alone may bring another SQLite along.
func TestBunAndItsModulesAreOneRelease(t *testing.T) {
	t.Parallel()
	manifest, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]string{}
	for _, line := range regexp.MustCompile(`(?m)github\.com/uptrace/bun(\S*) (v\S+)`).FindAllStringSubmatch(string(manifest), -1) {
		versions[line[1]] = line[2]
	}
	for _, module := range []string{"", "/dialect/sqlitedialect", "/driver/sqliteshim"} {
		if version := versions[module]; version == "" || version != versions[""] {
			t.Errorf("bun%s is %q, bun is %q", module, version, versions[""])
		}
	}
}

// SQLite before 3.51.3 can corrupt its write-ahead log, and an unreadable version is no newer.
func TestOldSQLiteIsOlder(t *testing.T) {
	t.Parallel()
	for version, old := range map[string]bool{
		"3.51.2": true, "3.51.3": false, "3.52.0": false, "3.9.99": true, "4.0.0": false, "2.99.99": true, "": true, "new": true,
	} {
		if got := number(version) < oldestSQLite; got != old {
			t.Errorf("%q is old: %v, want %v", version, got, old)
		}
	}
	for _, said := range []string{"3.51.3", "corrupted"} {
		if !strings.Contains(ErrOldSQLite.Error(), said) {
			t.Errorf("the refusal does not say %q", said)
		}
	}
}

func TestMigrationsAreNumberedWithoutGaps(t *testing.T) {
	t.Parallel()
	d, err := Open(t.Context(), t.TempDir()+"/latchkey.db")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var first, last, n int
	err = d.Read().Row(t.Context(), `SELECT MIN(version), MAX(version), COUNT(*) FROM schema_migration`).Scan(&first, &last, &n)
	if err != nil {
		t.Fatal(err)
	}
	if first != 1 || last != Version() || n != Version() {
		t.Fatalf("%d migrations from %d to %d, want 1 to %d", n, first, last, Version())
	}
}

// Types keep readers from writing; their connections could not either.
func TestTheReadersConnectionsAreReadOnly(t *testing.T) {
	t.Parallel()
	d, err := Open(t.Context(), t.TempDir()+"/latchkey.db")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	_, err = d.readers.ExecContext(t.Context(), `INSERT INTO setting (name, value) VALUES ('a', 'b')`)
	if err == nil || !strings.Contains(err.Error(), "readonly") {
		t.Fatalf("got %v", err)
	}
}
