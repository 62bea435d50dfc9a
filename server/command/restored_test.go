package command

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/password"
	"latchkey/server/host"
	"latchkey/server/hosttest"
)

// served has a server start on a data folder, and stop.
func served(t *testing.T, data string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	o := host.Options{Listen: "127.0.0.1:0", Data: data, Clock: clock.System(), Hashing: password.Options{Memory: 64}, Log: io.Discard}
	o.Ready = func(*host.Running) { stop() }
	if err := o.Serve(ctx); err != nil {
		t.Fatal(err)
	}
}

// warns fails the test unless check says these words in its warning; "" is none.
func warns(t *testing.T, data, words string) {
	t.Helper()
	s := latchkey(t, nil, "", "check", "--data", data)
	s.Succeeds(t, "ok   audit log")
	if warned := strings.Contains(s.Out, "WARN"); warned != (words != "") || !strings.Contains(s.Out, words) {
		t.Errorf("check does not warn of %q:\n%s", words, s.Out)
	}
}

// Whoever runs check learns that the end of the log is gone, before the next start and after it, until an administrator
// has acknowledged it.
func TestCheckWarnsOfALogThatWasCutShort(t *testing.T) {
	t.Parallel()
	data := furnish(t)
	warns(t, data, "") // a folder that no server has served yet
	served(t, data)
	warns(t, data, "")
	latchkey(t, nil, "", "settings", "set", "--data", data, "session.idle", "2h").Succeeds(t)
	warns(t, data, "") // ahead of its mark
	served(t, data)
	tamper(t, data, `DELETE FROM audit_event WHERE seq = (SELECT MAX(seq) FROM audit_event)`)
	warns(t, data, "older than it was")
	latchkey(t, nil, "", "settings", "set", "--data", data, "session.idle", "3h").Succeeds(t)
	warns(t, data, "older than it was") // as long as before, and another history
	served(t, data)
	warns(t, data, "An administrator acknowledges that")
	served(t, data)
	warns(t, data, "An administrator acknowledges that")
	h, err := host.OpenExisting(t.Context(), io.Discard, data)
	if err != nil {
		t.Fatal(err)
	}
	err = h.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return h.Audit.Append(ctx, tx, audit.Event{Kind: "database.acknowledged"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.DB.Close(); err != nil {
		t.Fatal(err)
	}
	warns(t, data, "")
	if err := os.Remove(filepath.Join(data, "audit.mark")); err != nil {
		t.Fatal(err)
	}
	warns(t, data, "the mark of the audit log is gone")
}

// A backup says that it is one, in a folder of its own too.
func TestCheckWarnsOfACopy(t *testing.T) {
	t.Parallel()
	data, other := furnish(t), filepath.Join(t.TempDir(), "data")
	served(t, data)
	if err := os.Mkdir(other, 0o700); err != nil {
		t.Fatal(err)
	}
	latchkey(t, nil, "", "backup", "--data", data, "--to", filepath.Join(other, "backup.tar")).Succeeds(t)
	if err := hosttest.Unpack(filepath.Join(other, "backup.tar"), other); err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(data, "key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other, "key"), key, 0o600); err != nil {
		t.Fatal(err)
	}
	warns(t, data, "")
	warns(t, other, "this database is a copy that was put back. The next start signs everybody out")
	served(t, other)
	warns(t, other, "this database is a copy that was put back, noticed on")
}
