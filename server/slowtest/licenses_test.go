package slowtest

import (
	"debug/buildinfo"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"

	"latchkey/static"
)

// Whoever passes the program on passes the notices on: those of each module that the program says it is made of, of Go
// itself, and of what came from npm.
func TestTheProgramPrintsTheNoticesOfEverythingInIt(t *testing.T) {
	if _, err := fs.Stat(static.FS, "dist/notices.br"); err != nil {
		const sentence = "this test needs the notices of static/dist, which `task assets` gathers"
		if os.Getenv("LATCHKEY_BROWSER") == "required" {
			t.Fatal(sentence)
		}
		t.Skip(sentence)
	}
	out, err := exec.Command(executable(t), "licenses").Output()
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	text := 0
	for line := range strings.Lines(string(out)) {
		if name, found := strings.CutPrefix(line, "=== "); found {
			named[strings.TrimSpace(name)] = true
		} else {
			text += len(line)
		}
	}
	info, err := buildinfo.ReadFile(executable(t))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Go standard library " + info.GoVersion, "10 million password list", "libphonenumber's metadata", "Unicode data"}
	for _, module := range info.Deps {
		want = append(want, module.Path+" "+module.Version)
	}
	want = append(want, packed(t)...)
	for _, name := range want {
		if !named[name] {
			t.Errorf("there is no notice of %s", name)
		}
	}
	if len(named) != len(want) || len(info.Deps) < 30 || text < 50_000 {
		t.Errorf("%d notices of %d things, %d of them modules; %d bytes of text", len(named), len(want), len(info.Deps), text)
	}
	for _, words := range []string{
		"Apache License", "Permission is hereby granted", "The Go Authors", "Lucide", "SecLists", "The Libphonenumber Authors",
		"UNICODE LICENSE V3",
	} {
		if !strings.Contains(string(out), words) {
			t.Errorf("%q is missing", words)
		}
	}
}

// packed are the packages of the lock that are not for development alone.
func packed(t *testing.T) (names []string) {
	t.Helper()
	text, err := os.ReadFile("../../static/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	var lock struct {
		Packages map[string]struct {
			Version string
			Dev     bool
		}
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		t.Fatal(err)
	}
	for path, is := range lock.Packages {
		if name, found := strings.CutPrefix(path, "node_modules/"); found && !is.Dev {
			names = append(names, name+" "+is.Version)
		}
	}
	return names
}
