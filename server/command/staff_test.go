package command

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/internal/clock"
	"latchkey/internal/password"
	"latchkey/server/host"
	"latchkey/server/hosttest"
)

// made makes a data folder, as the first start of the server does.
func made(t *testing.T, data string) {
	t.Helper()
	h, err := host.Open(t.Context(), io.Discard, data, clock.System(), password.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.DB.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestStaffAreMadeFromTheShell(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	made(t, data)
	add := func(email string, more ...string) hosttest.Said {
		return latchkey(t, nil, "violet-harbour-42\n",
			append([]string{"user", "add", "--data", data, "--email", email, "--name", "A", "--password-stdin"}, more...)...)
	}
	staff := func(email, role string) hosttest.Said {
		return latchkey(t, nil, "", "user", "staff", "--data", data, "--email", email, "--role", role)
	}
	add("boss@example.com", "--staff", "boss").Refuses(t, 2, "administrator or support")
	add("boss@example.com", "--staff", "administrator").Succeeds(t, "works here as administrator", "second step")
	add("ada@example.com").Succeeds(t, "can sign in now")
	staff("ada@example.com", "king").Refuses(t, 2, "administrator, support or client")
	staff("nobody@example.com", "support").Refuses(t, 1, "nobody has the address")
	staff("boss@example.com", "client").Refuses(t, 1, "last administrator")
	latchkey(t, nil, "", "user", "disable", "--data", data, "--email", "boss@example.com").Refuses(t, 1, "last administrator")
	staff("ada@example.com", "administrator").Succeeds(t, "is administrator from now on")
	staff("boss@example.com", "client").Succeeds(t, "is client from now on")
}

// A mistyped --data makes no second, empty host: only serve makes one.
func TestOnlyServeMakesADataFolder(t *testing.T) {
	t.Parallel()
	typo := filepath.Join(t.TempDir(), "latchkey-dta")
	latchkey(t, nil, "violet-harbour-42\n", "user", "add", "--data", typo, "--email", "a@b.example", "--name", "A", "--password-stdin").
		Refuses(t, 1, "no Latchkey data in", typo)
	if _, err := os.Stat(typo); err == nil {
		t.Error("the folder was made")
	}
}

func TestThePasswordIsAskedForTwice(t *testing.T) {
	t.Parallel()
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
	latchkey(t, nil, "violet-harbour-42\n", "user", "add", "--data", data, "--email", "a@b.example", "--name", "A").
		Refuses(t, 2, "no terminal", "--password-stdin")
}

func TestADamagedDatabaseAndABackupThatCantBeWritten(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	made(t, data)
	latchkey(t, nil, "", "backup", "--data", data, "--to", filepath.Join(data, "none", "copy.db")).
		Refuses(t, 1, "can't write", "copy.db", "no such file")
	latchkey(t, nil, "", "backup", "--data", data, "--to", filepath.Join(data, "key")).Refuses(t, 1, "is there already")
	if err := os.WriteFile(filepath.Join(data, host.DatabaseFile), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"check", "serve"} {
		latchkey(t, nil, "", command, "--data", data).Refuses(t, 1, "damaged", "latest backup")
	}
}

// The first administrator comes by a link that the console prints, once.
func TestTheFirstAdministratorComesByTheLinkOnTheConsole(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t, func(o *host.Options) { o.Demo = false })
	var printed hosttest.Journal
	print := func() string {
		t.Helper()
		if err := printSetUpLink(t.Context(), Console{Out: &printed}, s.Host, s.URL); err != nil {
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
	b := s.Browser()
	b.Get(old).Leads(t, "/set-up")
	b.Get("/set-up").Says(t, http.StatusOK, "This link no longer works")
	for range 2 { // looking, as mail scanners and previews do, spends nothing
		b.Get(link).Leads(t, "/set-up")
		b.Get("/set-up").Says(t, http.StatusOK, "Create the first administrator")
	}
	b.Post("/set-up", "name", "Sven", "email", "sven", "password", "x").Says(t, http.StatusUnprocessableEntity, "Enter an email address")
	b.Post("/set-up", "name", "Sven", "email", "sven@example.com", "password", "short").
		Says(t, http.StatusUnprocessableEntity, `value="sven@example.com"`)
	b.Post("/set-up", "name", "Sven", "email", "sven@example.com", "password", "granite-meadow-61").Leads(t, "/security/two-factor")
	b.Get("/desk").Leads(t, "/security/two-factor")
	b.Get("/dashboard").Leads(t, "/security/two-factor")
	b.Get("/security/two-factor").Says(t, http.StatusOK, "Staff always need a second step")

	again := s.Browser()
	again.Get(link).Leads(t, "/set-up")
	again.Post("/set-up", "name", "Eve", "email", "eve@example.com", "password", "granite-meadow-61").
		Says(t, http.StatusOK, "This link no longer works")
	if token, err := s.Host.Staff.SetUpLink(t.Context()); token != "" || err != nil {
		t.Errorf("with staff there is a link: %q, %v", token, err)
	}
	b.SetUpSecondStep()
	b.Get("/desk").Says(t, http.StatusOK, "Hello, Sven")
}

func TestASetUpLinkEndsAfterADay(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t, func(o *host.Options) { o.Demo = false })
	token, err := s.Host.Staff.SetUpLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Host.Staff.LinkHolds(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	s.Clock.Advance(24 * 3600e9)
	if err := s.Host.Staff.LinkHolds(t.Context(), token); err == nil || !strings.Contains(err.Error(), "does not hold") {
		t.Errorf("after a day: %v", err)
	}
}
