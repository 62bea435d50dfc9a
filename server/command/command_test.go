package command

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// latchkey runs the program as from a shell with this environment and standard input.
func latchkey(t *testing.T, env map[string]string, in string, args ...string) hosttest.Said {
	t.Helper()
	var out, err hosttest.Journal
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // ends a server that should have refused
	defer cancel()
	status := Run(ctx, Console{In: strings.NewReader(in), Out: &out, Err: &err, Env: func(name string) string { return env[name] }}, args)
	return hosttest.Said{Status: status, Out: out.String(), Err: err.String()}
}

func TestEveryCommandHelps(t *testing.T) {
	t.Parallel()
	latchkey(t, nil, "").Succeeds(t, "Usage: latchkey COMMAND", "serve", "demo", "user", "settings", "check", "version")
	for _, help := range []string{"--help", "-h", "help"} {
		latchkey(t, nil, "", help).Succeeds(t, "Usage: latchkey COMMAND")
		latchkey(t, nil, "", "user", help).Succeeds(t, "Usage: latchkey user COMMAND", "reset-second-step")
		latchkey(t, nil, "", "account", help).Succeeds(t, "Usage: latchkey account COMMAND", "show NUMBER")
		latchkey(t, nil, "", "settings", help).Succeeds(t, "Usage: latchkey settings COMMAND", "set")
	}
	for _, cmd := range commands() {
		if cmd.name == "user" || cmd.name == "account" || cmd.name == "settings" || cmd.name == "key" {
			continue
		}
		latchkey(t, nil, "", cmd.name, "--help").Succeeds(t, "Usage: latchkey "+cmd.name)
	}
	for _, args := range []string{
		"account add", "account list", "account show", "account import", "account close", "account reopen",
		"account member add", "account member change", "account member remove",
		"user add", "user list", "user show", "user rename", "user sign-out", "user disable", "user enable", "user reset-second-step",
		"settings list", "settings get", "settings set",
	} {
		s := latchkey(t, nil, "", append(strings.Fields(args), "--help")...)
		s.Succeeds(t, "Usage: latchkey "+args, "--data", "LATCHKEY_DATA")
	}
}

func TestAMistakenCallIsAnsweredInOneSentence(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	for _, c := range []struct {
		args  string
		words string
	}{
		{"swerve", `no command "swerve"`},
		{"user", ""},
		{"user ad", `no command "ad"`},
		{"serve --lisen x", "unknown flag: --lisen"},
		{"serve now", `takes flags only, not ["now"]`},
		{"serve --listen 8080", `--listen is "8080"`},
		{"serve --listen 127.0.0.1:", `--listen is "127.0.0.1:"`},
		{"serve --listen :0", "--base-url"},
		{"serve --listen 0.0.0.0:0", "--base-url"},
		{"serve --listen [::]:0", "--base-url"},
		{"serve --base-url my.example.com", `--base-url is "my.example.com"`},
		{"serve --base-url ftp://my.example.com", "scheme and a host"},
		{"serve --base-url https://my.example.com/panel", "scheme and a host"},
		{"serve --base-url https://a:b@my.example.com", "scheme and a host"},
		{"serve --trusted-proxy proxy", `--trusted-proxy is "proxy"`},
		{"serve --trusted-proxy 10.0.0.0/99", "--trusted-proxy"},
		{"settings get", "NAME is missing"},
		{"settings set brand.name", "VALUE is missing"},
		{"user disable", "EMAIL is missing, the person's address; `latchkey user list` shows everybody"},
		{"user show a@b.example c@d.example", "this takes one address"},
		{"user show a@b.example --email c@d.example", "this takes one address"},
		{"user rename a@b.example", "takes --name"},
		{"account close", "NUMBER is missing, the number of a client account; `latchkey account list` shows them all"},
		{"account show C-1 C-2", "this takes NUMBER"},
		{"account member remove --email a@b.example", "NUMBER is missing"},
		{"account import", "FILE is missing"},
		{"user add --email a@b.example", "--password-stdin"},
		{"check extra", "flags only"},
	} {
		if c.words == "" {
			latchkey(t, nil, "", strings.Fields(c.args)...).Succeeds(t, "Usage")
			continue
		}
		t.Run(c.args, func(t *testing.T) {
			latchkey(t, map[string]string{"LATCHKEY_DATA": filepath.Join(data, "none")}, "", strings.Fields(c.args)...).Refuses(t, 2, c.words)
		})
	}
	latchkey(t, map[string]string{"LATCHKEY_LISTEN": "8080"}, "", "serve").Refuses(t, 2, `--listen is "8080"`)
	latchkey(t, nil, "", "check", "--data", filepath.Join(data, "none")).Refuses(t, 1, "no Latchkey data in")
	latchkey(t, nil, "", "user", "list", "--data", filepath.Join(data, "none")).Refuses(t, 1, "no Latchkey data in")
}

func TestPeopleAreAddedAndKeptOutFromTheShell(t *testing.T) {
	t.Parallel()
	env := map[string]string{"LATCHKEY_DATA": filepath.Join(t.TempDir(), "data")}
	made(t, env["LATCHKEY_DATA"])
	add := func(email, password string) hosttest.Said {
		return latchkey(t, env, password, "user", "add", "--email", email, "--name", "Ada", "--password-stdin")
	}
	add("ada@example.com", "").Refuses(t, 2, "no password on standard input")
	add("ada@example.com", "\n").Refuses(t, 2, "no password on standard input")
	add("ada@example.com", "short\n").Refuses(t, 1, "too short")
	add("ada@example.com", "password1\n").Refuses(t, 1, "choose another")
	add("ada@example.com", "ada@example.com\n").Refuses(t, 1, "own details")
	add("ada@example.com", strings.Repeat("long ", 60)+"\n").Refuses(t, 1, "too long")
	add("ada", "violet-harbour-42\n").Refuses(t, 1, "not an e-mail address")
	add("ada@example.com", "violet-harbour-42\r\nsecond line\n").Succeeds(t, "ada@example.com can sign in now")
	add("ADA@Example.com", "violet-harbour-42\n").Refuses(t, 1, "exists already")
	latchkey(t, env, "", "user", "list").Succeeds(t, "ada@example.com", "active", "off")
	latchkey(t, env, "", "user", "disable", "--email", " ada@EXAMPLE.com").Succeeds(t, "is kept out")
	latchkey(t, env, "", "user", "list").Succeeds(t, "disabled")
	latchkey(t, env, "", "user", "enable", "--email", "ada@example.com").Succeeds(t, "can sign in again")
	latchkey(t, env, "", "user", "reset-second-step", "--email", "ada@example.com").
		Refuses(t, 1, "ada@example.com has no second step, so nothing was changed")
	for _, cmd := range []string{"disable", "enable", "reset-second-step"} {
		latchkey(t, env, "", "user", cmd, "--email", "bob@example.com").Refuses(t, 1, "nobody has the address")
	}
	latchkey(t, env, "", "check").Succeeds(t, "ok   audit log: 3 rows")
	// What stands on the command line wins over the environment.
	latchkey(t, env, "", "user", "list", "--data", t.TempDir()).Refuses(t, 1, "no Latchkey data in")
}

func TestSettingsAreCheckedBeforeTheyAreKept(t *testing.T) {
	t.Parallel()
	env := map[string]string{"LATCHKEY_DATA": filepath.Join(t.TempDir(), "data")}
	made(t, env["LATCHKEY_DATA"])
	latchkey(t, env, "violet-harbour-42", "user", "add", "--email", "a@b.example", "--name", "A", "--password-stdin").Succeeds(t)
	latchkey(t, env, "", "settings", "list").Succeeds(t, "brand.name", "Latchkey", "two-factor.set-up", "stepwise")
	latchkey(t, env, "", "settings", "get", "session.idle").Succeeds(t, "1h")
	for name, value := range map[string]string{
		"no.such": "x", "brand.name": "", "brand.accent": "red", "brand.logo": "data:text/html;base64,PGI+", "support.email": "nobody",
		"support.url": "http://example.com", "session.idle": "1s", "session.lifetime": "forever",
		"two-factor.set-up": "sometimes", "support.phone": "abc",
	} {
		latchkey(t, env, "", "settings", "set", name, value).Refuses(t, 1)
	}
	latchkey(t, env, "", "settings", "set", "brand.logo", "@/no/such/file").Refuses(t, 1, "reading the logo")
	latchkey(t, env, "", "settings", "get", "no.such").Refuses(t, 1, `no setting "no.such"`)
	latchkey(t, env, "", "settings", "set", "brand.name", " Fjord ").
		Succeeds(t, `brand.name is now "Fjord"; a running server follows within a second`)
	latchkey(t, env, "", "settings", "get", "brand.name").Succeeds(t, "Fjord\n")
	latchkey(t, env, "", "check").Succeeds(t, "ok   audit log: 2 rows")
}
