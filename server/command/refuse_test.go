package command

import (
	"database/sql"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/internal/seal"
	"latchkey/server/host"
)

// furnish makes a data folder with one person in it.
func furnish(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	made(t, data)
	latchkey(t, nil, "violet-harbour-42", "user", "add", "--data", data,
		"--email", "ada@example.com", "--name", "Ada", "--password-stdin").Succeeds(t)
	return data
}

// tamper changes the database behind the program's back.
func tamper(t *testing.T, data, query string) {
	t.Helper()
	d, err := sql.Open("sqlite", filepath.Join(data, host.DatabaseFile)+"?_pragma=busy_timeout(10000)") // a server may write just now
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Exec(query)
	if err := errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestServeAndCheckRefuseDataThatDoesNotFit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		spoil func(data string)
		words []string
	}{
		{"another key", func(data string) {
			_ = os.WriteFile(filepath.Join(data, "key"), []byte(seal.NewKeyLine()+"\n"), 0o600)
		}, []string{"does not fit"}},
		{"no key", func(data string) { _ = os.Remove(filepath.Join(data, "key")) }, []string{"key", "missing"}},
		{"an empty key", func(data string) { _ = os.WriteFile(filepath.Join(data, "key"), nil, 0o600) }, []string{"holds no key"}},
		{"half a key", func(data string) { _ = os.WriteFile(filepath.Join(data, "key"), []byte("ab cd\n"), 0o600) }, []string{"not a key"}},
		{
			"a newer database", func(data string) { tamper(t, data, `INSERT INTO schema_migration (version) VALUES (9999)`) },
			[]string{"newer Latchkey"},
		},
		{"no database at all", func(data string) {
			_ = os.WriteFile(filepath.Join(data, host.DatabaseFile), []byte(strings.Repeat("nonsense ", 500)), 0o600)
		}, []string{"database"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := furnish(t)
			c.spoil(data)
			latchkey(t, nil, "", "serve", "--listen", "127.0.0.1:0", "--data", data).Refuses(t, 1, c.words...)
			latchkey(t, nil, "", "check", "--data", data).Refuses(t, 1, c.words...)
			latchkey(t, nil, "", "user", "list", "--data", data).Refuses(t, 1, c.words...)
		})
	}
}

func TestCheckNoticesAChangedAuditLog(t *testing.T) {
	t.Parallel()
	for name, query := range map[string]string{
		"a row changed":   `UPDATE audit_event SET event = 'nothing' WHERE seq = 2`,
		"a row taken out": `DELETE FROM audit_event WHERE seq = 2`,
		"the first taken": `DELETE FROM audit_event WHERE seq = 1`,
		"a time changed":  `UPDATE audit_event SET at = at + 1 WHERE seq = 1`,
		"two rows exchanged": `UPDATE audit_event SET seq = CASE seq WHEN 1 THEN -2 WHEN 2 THEN -1 END WHERE seq < 3;
			UPDATE audit_event SET seq = -seq WHERE seq < 0`,
	} {
		t.Run(name, func(t *testing.T) {
			data := furnish(t)
			for _, value := range []string{"1h", "2h", "3h"} {
				latchkey(t, nil, "", "settings", "set", "--data", data, "session.idle", value).Succeeds(t)
			}
			latchkey(t, nil, "", "check", "--data", data).Succeeds(t, "ok   audit log: 4 rows")
			tamper(t, data, query)
			s := latchkey(t, nil, "", "check", "--data", data)
			s.Refuses(t, 1, "not everything is well")
			if !strings.Contains(s.Out, "FAIL audit log") {
				t.Errorf("check does not say what is wrong:\n%s", s.Out)
			}
		})
	}
}

func TestServeRefusesAPortInUse(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	latchkey(t, nil, "", "serve", "--listen", l.Addr().String(), "--data", t.TempDir()).
		Refuses(t, 1, "can't listen on "+l.Addr().String(), "in use")
	latchkey(t, nil, "", "serve", "--listen", "127.0.0.1:99999", "--data", t.TempDir()).Refuses(t, 1, "can't listen on")
	latchkey(t, nil, "", "serve", "--listen", "203.0.113.1:80", "--data", t.TempDir()).Refuses(t, 1, "can't listen on")
}
