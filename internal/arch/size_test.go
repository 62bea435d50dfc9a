package arch

import (
	"go/ast"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// How long a file, a function and a line may be: a file is read in one go, a function fits a screen, a line fits its width.
const (
	medianFile   = 120
	longestFile  = 400
	longestBlock = 60
	widestLine   = 140 // characters; a tab is one
)

func TestFilesAreShort(t *testing.T) {
	var lengths []int
	for _, f := range sources(t).files {
		if f.generated {
			continue
		}
		lengths = append(lengths, f.lines)
		if f.lines > longestFile {
			t.Errorf("%s has %d lines; a file has at most %d: split it by what it is about", f.path, f.lines, longestFile)
		}
	}
	slices.Sort(lengths)
	if median := lengths[len(lengths)/2]; median >= medianFile {
		t.Errorf("half of all files have more than %d lines; the median must stay below %d", median, medianFile)
	}
}

func TestLinesAreNarrow(t *testing.T) {
	for _, f := range sources(t).files {
		if f.generated || filepath.Ext(f.path) != ".go" && filepath.Ext(f.path) != ".templ" {
			continue
		}
		for i, line := range strings.Split(string(f.text), "\n") {
			if width := utf8.RuneCountInString(line); width > widestLine {
				t.Errorf("%s:%d has %d characters; a line has at most %d: break it where one would pause, or name a part of it",
					f.path, i+1, width, widestLine)
			}
		}
	}
}

func TestFunctionsFitAScreen(t *testing.T) {
	all := sources(t)
	for _, f := range all.files {
		if f.syntax == nil || f.generated {
			continue
		}
		for _, declaration := range f.syntax.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok {
				continue
			}
			lines := all.set.Position(function.End()).Line - all.set.Position(function.Pos()).Line + 1
			if lines > longestBlock {
				t.Errorf("%s: %s has %d lines; a function fits a screen, %d at most", f.path, function.Name.Name, lines, longestBlock)
			}
		}
	}
}

func TestTheTopLevelIsFixed(t *testing.T) {
	allowed := []string{
		"server", "components", "wasm", "static", "internal", "go.mod", "go.sum", "Taskfile.yml", "README.md", "LICENSE",
		"bin", "data", // ignored by git
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), ".") && !slices.Contains(allowed, entry.Name()) {
			t.Errorf("%s does not belong at the top level", entry.Name())
		}
	}
}

func TestPackagesAreNamedForWhatTheyHold(t *testing.T) {
	empty := []string{"models", "utils", "util", "common", "core", "services", "helpers", "dto", "types", "misc", "shared"}
	for dir := range sources(t).packages() {
		if name := filepath.Base(dir); slices.Contains(empty, name) {
			t.Errorf("%s: %q says nothing about what is in it", dir, name)
		}
	}
}

func TestThereIsNothingLeftToDo(t *testing.T) {
	for _, f := range sources(t).files {
		for _, mark := range []string{"TO" + "DO", "FIX" + "ME", "XX" + "X "} {
			if !f.generated && strings.Contains(string(f.text), mark) {
				t.Errorf("%s says %s: do it or write an issue", f.path, mark)
			}
		}
	}
}
