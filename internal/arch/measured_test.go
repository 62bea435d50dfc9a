package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The tag bench takes the price off the password's hash. One file has it, beside one that says what holds otherwise.
var costs = map[string]string{"internal/password/cost.go": "!bench", "internal/password/cost_bench.go": "bench"}

var (
	constraint = regexp.MustCompile(`(?m)^//go:build (.*)$`)
	benchTag   = regexp.MustCompile(`-tags\b.*\bbench\b|\bGOFLAGS\b.*\bbench\b`)
)

// No release is made with a hash that is nearly free: what builds one names no such tag, and one package heeds it.
func TestNoReleaseHasTheTagBench(t *testing.T) {
	heeded := 0
	for _, f := range sources(t).files {
		if match := constraint.FindSubmatch(f.text); match != nil && strings.Contains(string(match[1]), "bench") {
			heeded++
			if want := costs[f.path]; want != string(match[1]) {
				t.Errorf("%s is built with %q: the tag bench is for %v alone", f.path, match[1], costs)
			}
		}
		if f.test || strings.HasPrefix(f.path, "internal/bench/") {
			continue
		}
		if line := benchTag.Find(f.text); line != nil {
			t.Errorf("%s builds with the tag bench: %s", f.path, line)
		}
	}
	if heeded != len(costs) {
		t.Errorf("%d files heed the tag bench, not %d", heeded, len(costs))
	}
	for _, name := range []string{"Taskfile.yml", ".ci/run", "README.md", ".github/house.md"} {
		text, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		if line := benchTag.Find(text); line != nil {
			t.Errorf("%s builds with the tag bench: %s", name, line)
		}
	}
}
