package command

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
	"latchkey/server/host"
	"latchkey/server/hosttest"
)

// everyCommand is each command that works on a data folder, beside the server or not.
func everyCommand(data string) map[string][]string {
	commands := map[string][]string{
		"check": {"check"}, "serve": {"serve", "--listen", "127.0.0.1:0"}, "demo": {"demo", "--listen", "127.0.0.1:0"},
		"backup": {"backup", "--to", filepath.Join(filepath.Dir(data), "copy.db")},
		"list":   {"user", "list"}, "add": {"user", "add", "--email", "a@b.example", "--name", "A", "--password-stdin"},
		"invite": {"user", "invite", "--email", "a@b.example"}, "staff": {"user", "staff", "--email", "a@b.example", "--role", "support"},
		"settings": {"settings", "list"}, "get": {"settings", "get", "brand.name"}, "set": {"settings", "set", "brand.name", "Fjord"},
	}
	for _, name := range []string{"disable", "enable", "unlock", "reset-second-step"} {
		commands[name] = []string{"user", name, "--email", "a@b.example"}
	}
	for name := range commands {
		commands[name] = append(commands[name], "--data", data)
	}
	return commands
}

// earlier makes a data folder as an earlier version left it, by the migrations that it had.
func earlier(t *testing.T, migrations int) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.LoadOrCreate(filepath.Join(data, "key")); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../internal/db/migrations/*.sql")
	if err != nil || len(files) < migrations {
		t.Fatalf("%d migrations, %v", len(files), err)
	}
	slices.Sort(files)
	d, err := sql.Open("sqlite", filepath.Join(data, host.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	run := func(query string) {
		if _, err := d.Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	run(`CREATE TABLE schema_migration (version INTEGER PRIMARY KEY)`)
	for i, file := range files[:migrations] {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		run(string(text))
		run(fmt.Sprintf(`INSERT INTO schema_migration (version) VALUES (%d)`, i+1))
	}
	return data
}

func schema(t *testing.T, path string) (version int) {
	t.Helper()
	d, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.QueryRow(`SELECT MAX(version) FROM schema_migration`).Scan(&version); err != nil {
		t.Fatal(err)
	}
	return version
}

// The binary is exchanged first and the server restarted later: until then no command of the new one touches the schema
// that the old one works with.
func TestOnlyServeBringsAnEarlierDatabaseUpToDate(t *testing.T) {
	t.Parallel()
	const before = 12
	data := earlier(t, before)
	for name, args := range everyCommand(data) {
		if name == "serve" || name == "demo" {
			continue
		}
		said := latchkey(t, nil, "violet-harbour-42\n", args...)
		if name == "backup" {
			said.Succeeds(t, "The database and all attached files are copied to")
		} else {
			said.Refuses(t, 1, "earlier Latchkey", "latchkey serve")
		}
		if v := schema(t, filepath.Join(data, host.DatabaseFile)); v != before {
			t.Fatalf("%s brought the schema to %d", name, v)
		}
	}
	unpacked := t.TempDir()
	if err := hosttest.Unpack(filepath.Join(filepath.Dir(data), "copy.db"), unpacked); err != nil {
		t.Fatal(err)
	}
	if v := schema(t, filepath.Join(unpacked, host.DatabaseFile)); v != before {
		t.Errorf("the backup has schema %d", v)
	}

	s := &hosttest.Server{T: t, Data: data, Clock: clock.Fixed(hosttest.Noon)}
	s.Start(func(o *host.Options) { o.Demo = false })
	s.Stop()
	if v := schema(t, filepath.Join(data, host.DatabaseFile)); v != db.Version() {
		t.Errorf("serving leaves schema %d", v)
	}
	kept := filepath.Join(data, fmt.Sprintf("latchkey-schema-%d.db", before))
	if v := schema(t, kept); v != before {
		t.Errorf("the copy has schema %d", v)
	}
	if log := s.Log.String(); !strings.Contains(log, kept) {
		t.Errorf("nothing tells of the copy: %s", log)
	}
	latchkey(t, nil, "", "check", "--data", data).Succeeds(t)
}

// What a failed backup or a mistyped restore leaves is refused by every command, in one sentence, and stays as it is.
func TestAFolderThatIsNotWholeIsRefusedByEveryCommand(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(database string) error
		words string
	}{
		"no database":       {os.Remove, ""},
		"an empty database": {func(database string) error { return os.Truncate(database, 0) }, "is empty"},
		"a folder in its place": {
			func(database string) error { return errors.Join(os.Remove(database), os.Mkdir(database, 0o700)) }, "is no file",
		},
		"half of it":             {func(database string) error { return os.Truncate(database, 3000) }, "damaged"},
		"of another program":     {another, "damaged"},
		"a copy, another's log":  {beside, "is a copy that was put in place"},
		"a backup, not unpacked": {packed, "unpack it in its folder with tar -xf"},
		"a key that was changed": {func(database string) error { return os.Truncate(filepath.Join(filepath.Dir(database), "key"), 0) }, "no key"},
	} {
		t.Run(name, func(t *testing.T) {
			data := furnish(t)
			if err := c.spoil(filepath.Join(data, host.DatabaseFile)); err != nil {
				t.Fatal(err)
			}
			for command, args := range everyCommand(data) {
				if command == "backup" && c.words == "no key" {
					continue // needs none
				}
				words := c.words
				if words == "" && (command == "serve" || command == "demo") {
					words = "database is missing"
				} else if words == "" {
					words = "no Latchkey data"
				}
				latchkey(t, nil, "violet-harbour-42\n", args...).Refuses(t, 1, words)
			}
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(data), "*copy.db*")); len(left) > 0 {
				t.Errorf("a backup of nothing was made: %v", left)
			}
		})
	}
}

func another(path string) error {
	if err := os.Remove(path); err != nil {
		return err
	}
	d, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	_, err = d.Exec(`CREATE TABLE photograph (name TEXT)`)
	return errors.Join(err, d.Close())
}

// packed puts a backup in place of the database as it is.
func packed(path string) error {
	copied := path + ".copy"
	_, err := host.Backup(context.Background(), filepath.Dir(path), copied, host.BackupOptions{})
	return errors.Join(err, os.Rename(copied, path))
}

// beside puts a backup in place of a database whose server was killed, and leaves its log there.
func beside(path string) error {
	data := filepath.Dir(path)
	copied := path + ".copy"
	if _, err := host.Backup(context.Background(), data, copied, host.BackupOptions{}); err != nil {
		return err
	}
	h, err := host.OpenExisting(context.Background(), io.Discard, data)
	if err != nil {
		return err
	}
	err = h.DB.InTx(context.Background(), func(ctx context.Context, tx db.Tx) error {
		return h.Audit.Append(ctx, tx, audit.Event{Kind: "database.acknowledged"})
	})
	log, err1 := os.ReadFile(path + "-wal")
	err = errors.Join(err, err1, h.DB.Close())
	if err == nil && len(log) == 0 {
		err = errors.New("there is no log")
	}
	return errors.Join(err, os.Remove(path), hosttest.Unpack(copied, data), os.WriteFile(path+"-wal", log, 0o600))
}

// A key that was put there first, by whoever keeps keys elsewhere, gets its database by one word more.
func TestADatabaseIsMadeForAKeyThatWasThereFirst(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	key := []byte(seal.NewKeyLine() + "\n")
	if err := os.WriteFile(filepath.Join(data, "key"), key, 0o600); err != nil {
		t.Fatal(err)
	}
	latchkey(t, nil, "", "serve", "--listen", "127.0.0.1:0", "--data", data).Refuses(t, 1, "its database is missing", "--new")
	s := &hosttest.Server{T: t, Data: data, Clock: clock.Fixed(hosttest.Noon)}
	s.Start(func(o *host.Options) { o.Demo, o.New = false, true })
	s.Stop()
	if now, err := os.ReadFile(filepath.Join(data, "key")); err != nil || string(now) != string(key) {
		t.Errorf("the key was changed: %v", err)
	}
	latchkey(t, nil, "", "serve", "--new", "--listen", "127.0.0.1:0", "--data", data).Refuses(t, 1, "start without --new")
	latchkey(t, nil, "", "check", "--data", data).Succeeds(t)
}

// Everybody knows the passwords of the demo's people, of an administrator among them.
func TestTheDemosFolderIsNotServed(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Stop()
	refused := func(when string) {
		t.Helper()
		latchkey(t, nil, "", "serve", "--listen", "127.0.0.1:0", "--data", s.Data).Refuses(t, 1, "data folder of a demo")
		said := latchkey(t, nil, "", "check", "--data", s.Data)
		said.Refuses(t, 1, "not everything is well")
		if !strings.Contains(said.Out, "FAIL nobody's password is published") {
			t.Errorf("%s: check says nothing of it:\n%s", when, said.Out)
		}
	}
	refused("as it was made")
	tamper(t, s.Data, `UPDATE users SET email = 'new-' || email, email_key = 'new-' || email_key`)
	refused("after all have changed their addresses")
	tamper(t, s.Data, `UPDATE users SET email = substr(email, 5), email_key = substr(email_key, 5) WHERE email = 'new-noor@example.test';
		UPDATE account SET name = 'Another'`)
	refused("with one of them left")
	s.Start() // as a demo it goes on
}
