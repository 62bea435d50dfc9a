package arch

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	for dir, files := range sources(t).packages() {
		var said []string
		for _, f := range files {
			doc := f.syntax.Doc.Text()
			if doc == "" || f.generated {
				continue
			}
			said = append(said, f.path)
			if !strings.HasPrefix(doc, "Package ") && !strings.HasPrefix(doc, "Command ") && !strings.HasPrefix(doc, "Latchkey ") {
				t.Errorf("%s: a package comment begins with \"Package %s\"", f.path, f.syntax.Name.Name)
			}
		}
		switch always := slices.DeleteFunc(slices.Clone(said), constrained(files)); {
		case len(said) == 0:
			t.Errorf("%s has no package comment: say what the package is for and what not", dir)
		case len(always) > 1:
			t.Errorf("%s has a package comment in each of %s: one is enough", dir, strings.Join(always, ", "))
		}
	}
}

// constrained says which of the files are built only under some condition.
func constrained(files []*file) func(path string) bool {
	return func(path string) bool {
		return slices.ContainsFunc(files, func(f *file) bool { return f.path == path && buildLine.Match(f.text) })
	}
}

var buildLine = regexp.MustCompile(`(?m)^//go:build `)

// An exported name's comment is its contract.
func TestExportedNamesHaveContracts(t *testing.T) {
	for _, files := range sources(t).packages() {
		for _, f := range files {
			if f.generated || f.syntax.Name.Name == "main" {
				continue
			}
			for _, declaration := range f.syntax.Decls {
				for _, name := range undocumented(declaration) {
					t.Errorf("%s: %s is exported and has no comment", f.path, name)
				}
			}
		}
	}
}

var exportedTempl = regexp.MustCompile(`(?m)^(.*)\n+templ ([A-Z]\w*)\(`)

func TestExportedComponentsHaveContracts(t *testing.T) {
	for _, f := range sources(t).files {
		if f.ext() != ".templ" {
			continue
		}
		for _, match := range exportedTempl.FindAllStringSubmatch(string(f.text), -1) {
			if !strings.HasPrefix(match[1], "//") {
				t.Errorf("%s: %s is exported and has no comment", f.path, match[2])
			}
		}
	}
}

func undocumented(declaration ast.Decl) []string {
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) && !implements[d.Name.Name] {
			return []string{d.Name.Name}
		}
	case *ast.GenDecl:
		if d.Tok != token.IMPORT && d.Doc == nil {
			return undocumentedSpecs(d.Specs)
		}
	}
	return nil
}

// Methods whose contract is that of an interface everybody knows.
var implements = map[string]bool{"Error": true, "String": true, "Unwrap": true, "Is": true}

func exportedReceiver(function *ast.FuncDecl) bool {
	if function.Recv == nil {
		return true
	}
	receiver := function.Recv.List[0].Type
	if pointer, ok := receiver.(*ast.StarExpr); ok {
		receiver = pointer.X
	}
	name, ok := receiver.(*ast.Ident)
	return ok && name.IsExported()
}

func undocumentedSpecs(specs []ast.Spec) []string {
	var names []string
	for _, spec := range specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && s.Doc == nil {
				names = append(names, s.Name.Name)
			}
		case *ast.ValueSpec:
			for _, name := range s.Names {
				if name.IsExported() && s.Doc == nil && s.Comment == nil {
					names = append(names, name.Name)
				}
			}
		}
	}
	return names
}
