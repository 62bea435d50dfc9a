package command

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"latchkey/server/hosttest"

	"golang.org/x/sys/unix"
)

// envFile writes lines into a file that the program reads as the one of its package.
func envFile(t *testing.T, lines ...string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "latchkey.env")
	if err := os.WriteFile(name, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// withEnv runs the program where that file is the default one, in an environment of such pairs.
func withEnv(t *testing.T, file string, environ []string, args ...string) hosttest.Said {
	t.Helper()
	var out, err hosttest.Journal
	status := Run(t.Context(), Console{
		In: strings.NewReader(""), Out: &out, Err: &err, EnvFile: file, Environ: environ,
		Env: func(name string) string {
			for _, pair := range environ {
				if value, found := strings.CutPrefix(pair, name+"="); found {
					return value
				}
			}
			return ""
		},
	}, args)
	return hosttest.Said{Status: status, Out: out.String(), Err: err.String()}
}

// What the service is told in the file, every command knows without being told; what is said nearer counts more.
func TestEveryCommandSeesWhatTheServiceSees(t *testing.T) {
	t.Parallel()
	data, none := furnish(t), filepath.Join(t.TempDir(), "none")
	file := envFile(t, "# where things are", "", "; and a second remark", "LATCHKEY_DATA="+data,
		`LATCHKEY_BASE_URL="https://my.example.com"`, "GOMEMLIMIT=200MiB", "HTTPS_PROXY=http://10.0.0.1:3128")
	withEnv(t, file, nil, "settings", "get", "brand.name").Succeeds(t)
	withEnv(t, file, nil, "user", "list").Succeeds(t)
	withEnv(t, "", nil, "user", "list", "--env-file", file).Succeeds(t)
	withEnv(t, "", []string{"LATCHKEY_ENV_FILE=" + file}, "user", "list").Succeeds(t)
	withEnv(t, file, []string{"LATCHKEY_DATA=" + none}, "user", "list").Refuses(t, 1, none)
	withEnv(t, file, []string{"LATCHKEY_DATA=" + none}, "user", "list", "--data", data).Succeeds(t)
	withEnv(t, none, nil, "user", "list", "--data", data).Succeeds(t) // the package isn't installed: there is no file
	withEnv(t, "", nil, "user", "list", "--data", data, "--env-file", none).Refuses(t, 1, "--env-file", none)
}

func TestASlipInTheEnvFileIsRefused(t *testing.T) {
	t.Parallel()
	for line, says := range map[string]string{
		"LATCHKEY_SMTP_ULR=smtp://a": "there is no LATCHKEY_SMTP_ULR, which stands in line 2 of FILE: did you mean LATCHKEY_SMTP_URL?",
		"LATCKEY_DATA=/x":            "did you mean LATCHKEY_DATA?",
		"PATH=/usr/bin":              "there is no PATH",
		"LATCHKEY_DATA":              "in line 2 of FILE: this is not of the form NAME=value",
		"export LATCHKEY_DATA=/x":    "not of the form NAME=value",
		`LATCHKEY_DATA="/x`:          "has a quote or a backslash",
		`LATCHKEY_DATA=/x\`:          "has a quote or a backslash",
		`LATCHKEY_JSON=perhaps`:      `LATCHKEY_JSON is "perhaps" in line 2 of FILE`,
	} {
		file := envFile(t, "# one", line)
		withEnv(t, file, nil, "user", "list").Refuses(t, 2, strings.ReplaceAll(says, "FILE", file))
	}
}

// The demo is a host of its own, and what isn't about a host needs no file that only the service may read.
func TestWhatIsNotAboutTheServiceReadsNoEnvFile(t *testing.T) {
	t.Parallel()
	file := envFile(t, "NONSENSE")
	withEnv(t, file, nil, "version").Succeeds(t, "latchkey")
	withEnv(t, file, nil, "demo", "--help").Succeeds(t, "Usage")
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var said hosttest.Journal
	Run(ctx, Console{In: strings.NewReader(""), Out: &said, Err: &said, EnvFile: file, Env: func(string) string { return "" }},
		[]string{"demo", "--listen", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "d")})
	if strings.Contains(said.String(), "NONSENSE") {
		t.Errorf("the demo read it: %s", said.String())
	}
}

func TestANameInTheEnvironmentThatIsNoFlagsIsToldOf(t *testing.T) {
	t.Parallel()
	s := withEnv(t, "", []string{"LATCHKEY_SMTP_PASSWORT_FILE=/x", "HOME=/root", "LATCHKEY_LISTEN=127.0.0.1:1"}, "version")
	s.Succeeds(t, "latchkey")
	const want = "there is no LATCHKEY_SMTP_PASSWORT_FILE, which stands in the environment: did you mean LATCHKEY_SMTP_PASSWORD_FILE?"
	if !strings.Contains(s.Err, want) || strings.Count(s.Err, "\n") != 1 {
		t.Errorf("it says %q", s.Err)
	}
}

// A file that only the service's user may read is explained to whoever else runs a command.
func TestAnEnvFileThatMayNotBeReadIsExplained(t *testing.T) {
	t.Parallel()
	file := envFile(t, "LATCHKEY_DATA=/x")
	if err := os.Chmod(file, 0); err != nil {
		t.Fatal(err)
	}
	runtime.LockOSThread() // root may read everything: this thread is somebody else to the file system, for a moment
	defer runtime.UnlockOSThread()
	if me := os.Geteuid(); me == 0 {
		const nobody = 65534
		if _, err := unix.SetfsuidRetUid(nobody); err != nil {
			t.Fatal(err)
		}
		defer func() { _, _ = unix.SetfsuidRetUid(me) }()
	}
	withEnv(t, file, nil, "user", "list").Refuses(t, 1, "sudo -u latchkey")
}

func TestTheFlagsOfEveryCommandAreKnown(t *testing.T) {
	t.Parallel()
	names := variables()
	for _, flag := range []string{"data", "listen", "smtp-url", "json", "dry-run", "to"} {
		want := variable(flag)
		if !slices.Contains(names, want) {
			t.Errorf("%s is not among %s", want, names)
		}
	}
	if n := len(everyFlags()); n < 30 {
		t.Errorf("%d commands showed their flags", n)
	}
}
