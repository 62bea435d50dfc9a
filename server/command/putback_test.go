package command

import (
	"compress/gzip"
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/seal"
	"latchkey/server/host"
)

// kept unpacks a backup that an earlier version has made, with its key.
func kept(t *testing.T, schema int) (backup, key string) {
	t.Helper()
	packed, err := os.Open(fmt.Sprintf("testdata/backups/schema-%d.gz", schema))
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	content, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(content)
	if err != nil {
		t.Fatal(err)
	}
	backup = filepath.Join(t.TempDir(), "backup")
	if err := os.WriteFile(backup, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return backup, fmt.Sprintf("testdata/backups/schema-%d.key", schema)
}

// asked runs one query on a data folder's database.
func asked(t *testing.T, data, query string) (answer string) {
	t.Helper()
	d, err := sql.Open("sqlite", filepath.Join(data, host.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.QueryRow(query).Scan(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// A backup that an earlier version made, whatever it looks like, is served by this one.
func TestABackupOfEachEarlierVersionIsPutBack(t *testing.T) {
	t.Parallel()
	for _, schema := range []int{16, 40, 46} { // a database by itself; an archive; the log tells of the desk
		t.Run(fmt.Sprint(schema), func(t *testing.T) {
			t.Parallel()
			backup, key := kept(t, schema)
			data := filepath.Join(t.TempDir(), "data")
			_, other := kept(t, map[int]int{16: 40, 40: 46, 46: 16}[schema])
			latchkey(t, nil, "", "restore", backup, "--data", data, "--key", other).Refuses(t, 1, "key file does not fit", "nothing was changed")
			if _, err := os.Stat(data); !os.IsNotExist(err) {
				t.Errorf("a folder is left: %v", err)
			}
			latchkey(t, nil, "", "restore", backup, "--data", data, "--key", key).Succeeds(t, fmt.Sprintf("with schema %d", schema))
			if v := schemaOf(t, data); v != schema {
				t.Errorf("it was brought to schema %d", v)
			}
			served(t, data)
			warns(t, data, "this database is a copy that was put back")
			if got := asked(t, data, `SELECT email FROM users`); got != "ada@example.com" || schemaOf(t, data) != db.Version() {
				t.Errorf("there is %s, schema %d", got, schemaOf(t, data))
			}
		})
	}
}

func schemaOf(t *testing.T, data string) int {
	return schema(t, filepath.Join(data, host.DatabaseFile))
}

// codes makes three backup codes in a database, and spends some.
func codes(t *testing.T, data, set string, spent ...string) {
	t.Helper()
	key, _, _ := strings.Cut(lastLine(t, filepath.Join(data, "key")), " ")
	tamper(t, data, fmt.Sprintf(`DELETE FROM backup_set; INSERT INTO backup_set (user_id, id, made_at) SELECT id, '%s', 1 FROM users;
		INSERT INTO backup_code (set_id, mac) VALUES ('%[1]s', '%[2]s.a'), ('%[1]s', '%[2]s.b'), ('%[1]s', '%[2]s.c')`, set, key))
	for _, mac := range spent {
		tamper(t, data, fmt.Sprintf(`UPDATE backup_code SET used_at = 5 WHERE mac = '%s.%s'`, key, mac))
	}
}

// What stands in the folder is asked about, moved aside whole, and tells which backup codes were spent since.
func TestWhatARestoreReplacesIsKept(t *testing.T) {
	t.Parallel()
	data := furnish(t)
	codes(t, data, "one", "a")
	backup := filepath.Join(t.TempDir(), "backup.tar")
	latchkey(t, nil, "", "backup", "--data", data, "--to", backup).Succeeds(t)
	tamper(t, data, `UPDATE backup_code SET used_at = 7 WHERE mac LIKE '%.b'`)
	latchkey(t, nil, "", "settings", "set", "--data", data, "brand.name", "Later").Succeeds(t)

	latchkey(t, nil, "no\n", "restore", backup, "--data", data).Refuses(t, 1, "nothing was changed")
	latchkey(t, nil, "", "check", "--data", data).Succeeds(t)
	if os.Geteuid() == 0 { // who restores is root, and the server is not
		if err := os.Chown(data, 4321, 4321); err != nil {
			t.Fatal(err)
		}
	}
	said := latchkey(t, nil, "yes\n", "restore", backup, "--data", data)
	said.Succeeds(t, "used or replaced since count as used: 1", "What stood there before is kept in")
	aside, _ := filepath.Glob(filepath.Join(data, "before-restore-*"))
	if len(aside) != 1 {
		t.Fatalf("kept aside: %v", aside)
	}
	latchkey(t, nil, "", "check", "--data", aside[0]).Succeeds(t)
	if got := asked(t, aside[0], `SELECT value FROM setting WHERE name = 'brand.name'`); got != "Later" {
		t.Errorf("aside is %s", got)
	}
	spent := asked(t, data, `SELECT group_concat(mac) FROM (SELECT substr(mac, -1) AS mac FROM backup_code WHERE used_at > 0 ORDER BY mac)`)
	if spent != "a,b" {
		t.Errorf("spent are %s", spent)
	}
	if os.Geteuid() == 0 {
		belongsTo(t, data, 4321)
	}
	served(t, data)
	if got := asked(t, data, `SELECT doubted_at FROM backup_set`); got != "0" {
		t.Errorf("codes are doubted although they were compared: %s", got)
	}

	// Codes that were replaced since, and a database that can't be read.
	codes(t, data, "two")
	latchkey(t, nil, "", "restore", backup, "--data", data, "--yes").Succeeds(t, "used or replaced since count as used: 2")
	if err := os.Truncate(filepath.Join(data, host.DatabaseFile), 5000); err != nil {
		t.Fatal(err)
	}
	latchkey(t, nil, "", "restore", backup, "--data", data, "--yes").Succeeds(t, "tells nothing of backup codes")
	served(t, data)
	if got := asked(t, data, `SELECT doubted_at > 0 FROM backup_set`); got != "1" {
		t.Errorf("codes are not doubted: %s", got)
	}
	if left, _ := filepath.Glob(filepath.Join(data, "restore.*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// Whatever is wrong with a backup, or its key, is seen while everything is as it was.
func TestABackupThatIsNotWholeIsNotPutBack(t *testing.T) {
	t.Parallel()
	data := furnish(t)
	attached(t, data, "first", "one")
	folder := t.TempDir()
	backup := filepath.Join(folder, "backup.tar")
	latchkey(t, nil, "", "backup", "--data", data, "--to", backup).Succeeds(t)
	whole, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(folder, "foreign")
	id, _, _ := strings.Cut(lastLine(t, filepath.Join(data, "key")), " ")
	_, secret, _ := strings.Cut(seal.NewKeyLine(), " ")
	write := func(path string, text []byte) string {
		t.Helper()
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write(foreign, []byte(id+" "+secret+"\n")) // another key under this one's name
	newer := filepath.Join(t.TempDir(), "newer")
	latchkey(t, nil, "", "restore", backup, "--data", newer, "--key", filepath.Join(data, "key")).Succeeds(t)
	tamper(t, newer, `INSERT INTO schema_migration (version) VALUES (9999)`)
	changed := []byte(strings.Replace(string(whole), "one\x00", "two\x00", 1))
	for name, c := range map[string]struct{ args, words []string }{
		"cut off":          {[]string{write(backup+".1", whole[:len(whole)/2])}, []string{"not whole"}},
		"without its end":  {[]string{write(backup+".2", whole[:len(whole)-1024-1024])}, []string{"lacks 1 attached files", "--skip-damaged"}},
		"a changed file":   {[]string{write(backup+".3", changed)}, []string{"not what it was"}},
		"of something":     {[]string{write(backup+".4", []byte("some text"))}, []string{"no backup"}},
		"another key":      {[]string{backup, "--key", foreign}, []string{"key file does not fit"}},
		"half a key":       {[]string{backup, "--key", write(foreign+".1", []byte(id+" "+secret[:9]))}, []string{"not a key"}},
		"a newer database": {[]string{filepath.Join(newer, host.DatabaseFile)}, []string{"newer Latchkey"}},
		"no such file":     {[]string{backup + ".9"}, []string{""}},
	} {
		args := append(append([]string{"restore"}, c.args...), "--data", data, "--yes")
		latchkey(t, nil, "", args...).Refuses(t, 1, c.words...)
		if left, _ := filepath.Glob(filepath.Join(data, "*restore*")); len(left) > 0 {
			t.Errorf("%s: left %v", name, left)
		}
		latchkey(t, nil, "", "check", "--data", data).Succeeds(t)
	}
}

func lastLine(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return lines[len(lines)-1]
}

// A restore that is killed, whenever that is, leaves the folder as it was, or says that it is half put back and is finished by
// running it again.
func TestARestoreIsKilledWithoutHarm(t *testing.T) {
	const asChild = "LATCHKEY_RESTORES"
	if args := os.Getenv(asChild); args != "" {
		os.Exit(Run(context.Background(), Console{
			In: strings.NewReader(""), Out: io.Discard, Err: os.Stderr, Env: func(string) string { return "" },
		}, strings.Split(args, "\n")))
	}
	t.Parallel()
	data := furnish(t)
	backup := filepath.Join(t.TempDir(), "backup.tar")
	latchkey(t, nil, "", "backup", "--data", data, "--to", backup).Succeeds(t)
	half := 0
	var takes time.Duration
	for try := range 12 {
		latchkey(t, nil, "", "settings", "set", "--data", data, "brand.name", "Before").Succeeds(t)
		args := []string{"restore", backup, "--data", data, "--yes"}
		child := exec.Command(os.Args[0], "-test.run=^TestARestoreIsKilledWithoutHarm$")
		child.Env = append(os.Environ(), asChild+"="+strings.Join(args, "\n"))
		began := time.Now()
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		if try > 0 { // the first tells how long it takes
			time.Sleep(takes * time.Duration(try) / 12)
			_ = child.Process.Kill()
		}
		_ = child.Wait()
		if try == 0 {
			takes = time.Since(began)
		}
		said := latchkey(t, nil, "", "check", "--data", data)
		if said.Status != 0 {
			half++
			said.Refuses(t, 1, "half put back", "run latchkey restore again")
			latchkey(t, nil, "", "serve", "--listen", "127.0.0.1:0", "--data", data).Refuses(t, 1, "half put back")
			latchkey(t, nil, "", args...).Succeeds(t, "is finished now")
			latchkey(t, nil, "", "check", "--data", data).Succeeds(t, "a copy that was put back")
		}
		served(t, data)
	}
	t.Logf("%d of 12 were half put back", half)
}

// belongsTo fails the test unless what a restore has put into a folder is its owner's, and nobody else reads it.
func belongsTo(t *testing.T, data string, owner uint32) {
	t.Helper()
	aside, _ := filepath.Glob(filepath.Join(data, "before-restore-*"))
	for _, path := range append(aside, filepath.Join(data, host.DatabaseFile), filepath.Join(data, "latchkey.lock")) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if of := info.Sys().(*syscall.Stat_t).Uid; of != owner || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is of %d, %v", path, of, info.Mode())
		}
	}
}
