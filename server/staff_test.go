package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/internal/clock"
	"latchkey/internal/password"
)

// made makes a data folder, as the first start of the server does.
func made(t *testing.T, data string) {
	t.Helper()
	h, err := Open(t.Context(), io.Discard, data, clock.System(), password.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.DB.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestStaffAreMadeFromTheShell(t *testing.T) {
	data := t.TempDir()
	made(t, data)
	add := func(email string, more ...string) said {
		return latchkey(t, nil, "violet-harbour-42\n", append([]string{"user", "add", "--data", data, "--email", email, "--name", "A", "--password-stdin"}, more...)...)
	}
	staff := func(email, role string) said {
		return latchkey(t, nil, "", "user", "staff", "--data", data, "--email", email, "--role", role)
	}
	add("boss@example.com", "--staff", "boss").refuses(t, 2, "administrator or support")
	add("boss@example.com", "--staff", "administrator").succeeds(t, "works here as administrator", "second step")
	add("ada@example.com").succeeds(t, "can sign in now")
	staff("ada@example.com", "king").refuses(t, 2, "administrator, support or client")
	staff("nobody@example.com", "support").refuses(t, 1, "nobody has the address")
	staff("boss@example.com", "client").refuses(t, 1, "last administrator")
	latchkey(t, nil, "", "user", "disable", "--data", data, "--email", "boss@example.com").refuses(t, 1, "last administrator")
	staff("ada@example.com", "administrator").succeeds(t, "is administrator from now on")
	staff("boss@example.com", "client").succeeds(t, "is client from now on")
}

// A mistyped --data makes no second, empty host: only serve makes one.
func TestOnlyServeMakesADataFolder(t *testing.T) {
	typo := filepath.Join(t.TempDir(), "latchkey-dta")
	latchkey(t, nil, "violet-harbour-42\n", "user", "add", "--data", typo, "--email", "a@b.example", "--name", "A", "--password-stdin").
		refuses(t, 1, "no Latchkey data in", typo)
	if _, err := os.Stat(typo); err == nil {
		t.Error("the folder was made")
	}
}

func TestThePasswordIsAskedForTwice(t *testing.T) {
	c := Console{Err: io.Discard}
	typing := func(lines ...string) func() ([]byte, error) {
		return func() ([]byte, error) {
			if len(lines) == 0 {
				return nil, io.EOF
			}
			line := lines[0]
			lines = lines[1:]
			return []byte(line), nil
		}
	}
	if got, err := c.askTwice(typing("violet-harbour-42", "violet-harbour-42")); got != "violet-harbour-42" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	for name, lines := range map[string][]string{"different": {"a", "b"}, "nothing": {"", ""}, "once": {"a"}} {
		if _, err := c.askTwice(typing(lines...)); err == nil {
			t.Errorf("%s: was taken", name)
		}
	}
	data := t.TempDir()
	made(t, data)
	latchkey(t, nil, "violet-harbour-42\n", "user", "add", "--data", data, "--email", "a@b.example", "--name", "A").refuses(t, 2, "no terminal", "--password-stdin")
}

func TestADamagedDatabaseAndABackupThatCantBeWritten(t *testing.T) {
	data := t.TempDir()
	made(t, data)
	latchkey(t, nil, "", "backup", "--data", data, "--to", filepath.Join(data, "none", "copy.db")).refuses(t, 1, "can't write", "copy.db", "no such file")
	latchkey(t, nil, "", "backup", "--data", data, "--to", filepath.Join(data, "key")).refuses(t, 1, "is there already")
	if err := os.WriteFile(filepath.Join(data, DatabaseFile), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"check", "serve"} {
		latchkey(t, nil, "", command, "--data", data).refuses(t, 1, "damaged", "latest backup")
	}
}

// The first administrator comes by a link that the console prints, once.
func TestTheFirstAdministratorComesByTheLinkOnTheConsole(t *testing.T) {
	s := boot(t, func(o *Options) { o.Demo = false })
	var printed journal
	print := func() string {
		t.Helper()
		if err := printSetUpLink(t.Context(), Console{Out: &printed}, s.host, s.url); err != nil {
			t.Fatal(err)
		}
		text := printed.String()
		if !strings.Contains(text, "/set-up/") {
			t.Fatalf("no link: %q", text)
		}
		return "/set-up/" + strings.TrimSpace(text[strings.LastIndex(text, "/set-up/")+len("/set-up/"):])
	}
	old := print()
	link := print() // a newer one takes its place
	b := s.browser()
	b.get(old).leads(t, "/set-up")
	b.get("/set-up").says(t, http.StatusOK, "does not work any more")
	for range 2 { // looking, as mail scanners and previews do, spends nothing
		b.get(link).leads(t, "/set-up")
		b.get("/set-up").says(t, http.StatusOK, "Make the first administrator")
	}
	b.post("/set-up", "name", "Sven", "email", "sven", "password", "x").says(t, http.StatusUnprocessableEntity, "Type an email address")
	b.post("/set-up", "name", "Sven", "email", "sven@example.com", "password", "short").says(t, http.StatusUnprocessableEntity, `value="sven@example.com"`)
	b.post("/set-up", "name", "Sven", "email", "sven@example.com", "password", "granite-meadow-61").leads(t, "/security/two-factor")
	b.get("/desk").leads(t, "/security/two-factor")
	b.get("/dashboard").leads(t, "/security/two-factor")
	b.get("/security/two-factor").says(t, http.StatusOK, "Staff always need a second step")

	again := s.browser()
	again.get(link).leads(t, "/set-up")
	again.post("/set-up", "name", "Eve", "email", "eve@example.com", "password", "granite-meadow-61").says(t, http.StatusOK, "does not work any more")
	if token, err := s.host.Changes.SetUpLink(t.Context()); token != "" || err != nil {
		t.Errorf("with staff there is a link: %q, %v", token, err)
	}
	b.setUpSecondStep()
	b.get("/desk").says(t, http.StatusOK, "Hello, Sven")
}

func TestASetUpLinkEndsAfterADay(t *testing.T) {
	s := boot(t, func(o *Options) { o.Demo = false })
	token, err := s.host.Changes.SetUpLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.host.Changes.LinkHolds(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(24 * 3600e9)
	if err := s.host.Changes.LinkHolds(t.Context(), token); err == nil || !strings.Contains(err.Error(), "does not hold") {
		t.Errorf("after a day: %v", err)
	}
}
