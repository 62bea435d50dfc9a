package fault

import (
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// fault is a mistake as a change to one place.
type fault struct {
	class    int       // of classes
	mistake  string    // what is then wrong
	file     string    // from the root
	old, new string    // old stands exactly once in the file
	and      [2]string // a second old and new, where one change does not do
	test     string    // the test that notices, and where it stands: "./internal/factor TestACodeWorksOnceEver"
	part     string    // the part of it that must, where others would
}

func (f fault) place() (pkg, test string) {
	pkg, test, _ = strings.Cut(f.test, " ")
	return pkg, test
}

// With its mistake in place each test must fail. That compiles and links a good part of the program for every line of
// the tables, which takes minutes: LATCHKEY_FAULTS=all asks for it.
func TestEachMistakeIsNoticed(t *testing.T) {
	if os.Getenv("LATCHKEY_FAULTS") != "all" {
		t.Skip("set LATCHKEY_FAULTS=all, or run `task faults`, to bring every mistake back")
	}
	turns := make(chan struct{}, 2)
	for _, f := range faults() {
		t.Run(fmt.Sprint(f.class, " ", f.mistake), func(t *testing.T) {
			t.Parallel()
			turns <- struct{}{}
			defer func() { <-turns }()
			pkg, test := f.place()
			overlay := f.overlay(t)
			args := []string{"test", "-count=1", "-overlay", overlay, "-run", f.run(test), pkg}
			run := exec.Command("go", append(args, leaveNothing(t, pkg)...)...)
			run.Dir, run.Env = root, append(os.Environ(), "LATCHKEY_OVERLAY="+overlay) // for tests that read the sources, or build them
			out, err := run.CombinedOutput()
			switch {
			case err == nil:
				t.Errorf("class %d: %s passes although %s", f.class, test, f.mistake)
			case !strings.Contains(string(out), "--- FAIL: "+test):
				t.Errorf("class %d: %s did not run:\n%s", f.class, test, out)
			default:
				t.Logf("%s", out) // a test that fails for a reason of its own has noticed nothing: -v tells
			}
		})
	}
}

// leaveNothing keeps rapid from storing, in the tree, what the program does only with the mistake in it.
func leaveNothing(t *testing.T, pkg string) []string {
	if strings.Contains(testsIn(t, pkg), `"pgregory.net/rapid"`) {
		return []string{"-rapid.nofailfile"}
	}
	return nil
}

func (f fault) run(test string) string {
	if f.part == "" {
		return "^" + test + "$"
	}
	return "^" + test + "$/^" + strings.ReplaceAll(f.part, " ", "_") + "$"
}

// overlay describes to the go command the tree as it is but for the mistake.
func (f fault) overlay(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(root, f.file))
	if err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(t.TempDir(), "changed.go")
	if err := os.WriteFile(changed, []byte(f.changed(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	description, err := json.Marshal(map[string]any{"Replace": map[string]string{path: changed}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(file, description, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func (f fault) changed(t *testing.T) string {
	return strings.Replace(strings.Replace(f.text(t), f.old, f.new, 1), f.and[0], f.and[1], 1)
}

func (f fault) text(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, f.file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A mistake that no longer fits the program, or a test that has another name now, would go unnoticed until somebody
// brings all mistakes back.
func TestEachMistakeFitsTheProgram(t *testing.T) {
	for _, f := range faults() {
		for _, old := range []string{f.old, f.and[0]} {
			if n := strings.Count(f.text(t), old); n != 1 && old != "" {
				t.Errorf("class %d, %s: its place stands %d times in %s", f.class, f.mistake, n, f.file)
			}
		}
		if _, err := parser.ParseFile(token.NewFileSet(), f.file, f.changed(t), parser.SkipObjectResolution); err != nil {
			t.Errorf("class %d, %s: %v", f.class, f.mistake, err)
		}
		pkg, test := f.place()
		if tests := testsIn(t, pkg); !strings.Contains(tests, "\nfunc "+test+"(") {
			t.Errorf("class %d, %s: there is no %s in %s", f.class, f.mistake, test, pkg)
		} else if !strings.Contains(tests, `"`+f.part+`"`) && f.part != "" {
			t.Errorf("class %d, %s: %s has no part %q", f.class, f.mistake, test, f.part)
		}
	}
}

func testsIn(t *testing.T, pkg string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, pkg, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// Every class of mistakes is brought back at least once, and stands in promises.md beside the test that notices.
func TestEveryClassIsCovered(t *testing.T) {
	written := promises(t)
	covered := map[int]bool{}
	for _, f := range faults() {
		covered[f.class] = true
		if _, test := f.place(); !strings.Contains(written, "`"+test+"`") {
			t.Errorf("class %d: promises.md does not name %s, which notices that %s", f.class, test, f.mistake)
		}
	}
	for i, class := range classes {
		if !covered[i+1] {
			t.Errorf("class %d is never brought back: %s", i+1, class)
		}
	}
}
