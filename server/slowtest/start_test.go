package slowtest

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// initialized is a line of the runtime's about what a package did before main: the time it took differs from machine to
// machine, what it allocated does not.
var initialized = regexp.MustCompile(`^init (\S+) @.* (\d+) bytes, (\d+) allocs$`)

// What is made ready before main, everybody pays for at every start, and at every command. These are for what we ask of
// them; tables that libraries make ready of all they know are none of it.
func TestLittleIsDoneBeforeMain(t *testing.T) {
	const (
		mostOurs = 48 << 10 // of one package of ours: tables, and no pattern or catalogue
		mostAll  = 2 << 20  // of all: Bun's inflections, SQLite's functions, the patterns of Markdown
	)
	cmd := exec.Command(executable(t), "version")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	all, packages := 0, 0
	for line := range strings.Lines(string(out)) {
		found := initialized.FindStringSubmatch(strings.TrimSpace(line))
		if found == nil {
			continue
		}
		packages++
		bytes, _ := strconv.Atoi(found[2])
		all += bytes
		for _, never := range []string{"nyaruka/phonenumbers", "text/language/display", "bluemonday"} {
			if strings.HasSuffix(found[1], never) {
				t.Errorf("%s is in the program, and makes ready all it knows at every start", found[1])
			}
		}
		if strings.HasPrefix(found[1], "latchkey/") && bytes > mostOurs {
			t.Errorf("%s makes ready %d KiB before main: do it when it is asked for (sync.OnceValue)", found[1], bytes>>10)
		}
	}
	t.Logf("%d packages, %d KiB", packages, all>>10)
	if packages < 50 || all > mostAll {
		t.Errorf("%d packages make ready %d KiB before main, want at most %d", packages, all>>10, mostAll>>10)
	}
}
