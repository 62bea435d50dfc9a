package command

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"latchkey/internal/setting"
	"latchkey/server/hosttest"
)

// What shuts everybody out of the desk is refused in the shell as it is at the desk: of those who look after the host,
// one must keep a method that suffices. Where none has a method yet, there is nobody to shut out.
func TestTheShellShutsNobodyOutOfTheDesk(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	set := func(name, value string) hosttest.Said {
		t.Helper()
		return latchkey(t, nil, "", "settings", "set", "--data", s.Data, name, value)
	}
	set("methods.minimum", "passkey").Succeeds(t)
	set("methods.minimum", "email").Succeeds(t)

	boss := s.Sven() // who sets an authenticator app up
	for _, c := range [][2]string{{"methods.minimum", "passkey"}, {"methods.allowed", "email,passkey"}} {
		before := latchkey(t, nil, "", "settings", "get", "--data", s.Data, c[0]).Out
		set(c[0], c[1]).Refuses(t, 1, "no administrator would have a second step that suffices")
		boss.ChangesSetting(c[0], "passkey").Says(t, 422, "You’d lock yourself out")
		if after := latchkey(t, nil, "", "settings", "get", "--data", s.Data, c[0]).Out; after != before {
			t.Errorf("%s was set to %s", c[0], after)
		}
	}
	rows := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'setting.changed'`)
	set("methods.minimum", "totp").Succeeds(t)
	if now := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'setting.changed' AND actor = 'shell'`); now == 0 ||
		s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'setting.changed'`) != rows+1 {
		t.Error("what was refused is in the audit log, or what was done is not")
	}
	boss.Get("/desk").Says(t, 200, "Hello, Sven")
}

// A file without an end, such as a device or a pipe, is refused as too large, and not read until the memory is full.
func TestALogoWithoutAnEndIsRefused(t *testing.T) {
	t.Parallel()
	data, path := furnish(t), filepath.Join(t.TempDir(), "logo")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	pipe, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	if _, err := pipe.Write(bytes.Repeat([]byte{'x'}, setting.MostLogo+1)); err != nil {
		t.Fatal(err)
	}
	said := make(chan hosttest.Said, 1)
	go func() { said <- latchkey(t, nil, "", "settings", "set", "--data", data, "brand.logo", "@"+path) }()
	select {
	case s := <-said:
		s.Refuses(t, 1, "at most 32 KiB")
	case <-time.After(10 * time.Second):
		t.Fatal("it is read on and on")
	}
}
