package arch

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const root = "../.."

// file is one source file that somebody wrote or that a tool made.
type file struct {
	path      string // from the repository's root, with slashes
	text      []byte
	lines     int
	generated bool
	test      bool
	syntax    *ast.File // of Go files
}

func (f *file) dir() string { return path.Dir(f.path) }
func (f *file) ext() string { return path.Ext(f.path) }

type tree struct {
	files []*file
	set   *token.FileSet
}

// sources reads the repository once for all tests.
func sources(t *testing.T) tree {
	t.Helper()
	found, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var kinds = map[string]bool{".go": true, ".templ": true, ".css": true, ".js": true, ".sql": true}

// What other people wrote, and what building leaves behind.
var foreign = map[string]bool{"node_modules": true, "dist": true, "bin": true, "data": true, "testdata": true}

var read = sync.OnceValues(func() (tree, error) {
	found := tree{set: token.NewFileSet()}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if foreign[entry.Name()] || name != root && strings.HasPrefix(entry.Name(), ".") {
				return filepath.SkipDir
			}
			return nil
		}
		if !kinds[filepath.Ext(name)] {
			return nil
		}
		f, err := readFile(found.set, name)
		found.files = append(found.files, f)
		return err
	})
	return found, err
})

func readFile(set *token.FileSet, name string) (*file, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	relative, err := filepath.Rel(root, name)
	if err != nil {
		return nil, err
	}
	f := &file{
		path: filepath.ToSlash(relative), text: text, lines: bytes.Count(text, []byte("\n")),
		generated: strings.HasSuffix(name, "_templ.go"), test: strings.HasSuffix(name, "_test.go"),
	}
	if f.ext() == ".go" {
		f.syntax, err = parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	}
	return f, err
}

// packages groups the Go files that make up programs, tests aside, by folder.
func (t tree) packages() map[string][]*file {
	packages := map[string][]*file{}
	for _, f := range t.files {
		if f.syntax != nil && !f.test {
			packages[f.dir()] = append(packages[f.dir()], f)
		}
	}
	return packages
}
