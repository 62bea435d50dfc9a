package main

import (
	"path"
	"slices"
	"strings"
)

const module = "latchkey/"

// pkg is a package as `go list` tells it.
type pkg struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func (p pkg) imports(name string) bool {
	return slices.Contains(p.Imports, name) || slices.Contains(p.TestImports, name) || slices.Contains(p.XTestImports, name)
}

// slow reports whether the tests of a package take long for their own sake: in a browser, or with the built program.
func (p pkg) slow() bool {
	return p.imports(module+"internal/browser") || p.ImportPath == module+"internal/browser" || p.ImportPath == module+"server/slowtest"
}

// screens reports whether a package draws screens, which golden pictures hold.
func (p pkg) screens() bool { return strings.HasPrefix(p.ImportPath+"/", module+"components/") }

// plan is what is run: files by their paths, packages as the go command takes them.
type plan struct{ format, vet, test, left []string }

// rules are run whatever was changed: they hold the house's shape, and that every known mistake still fits the program.
var rules = []string{"./internal/arch", "./internal/fault"}

// choose takes what was changed itself to format and to test, and to vet also what imports it, which may not compile
// any more. What a text belongs to is tested: a golden picture, a catalogue, a component. Where a sentence or a template
// was changed, every screen is: any of them may say it or hold it.
func choose(all []pkg, files []string) plan {
	p := plan{test: slices.Clone(rules)}
	for _, file := range files {
		if strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_templ.go") {
			p.format = append(p.format, file)
		}
	}
	draws := slices.ContainsFunc(files, func(file string) bool {
		return strings.HasSuffix(file, ".templ") || strings.HasPrefix(file, "internal/locale/catalogue/")
	})
	for _, each := range all {
		name := "./" + strings.TrimPrefix(each.ImportPath, module)
		own := slices.ContainsFunc(files, func(file string) bool { return owner(all, file) == each.ImportPath }) || draws && each.screens()
		beside := slices.ContainsFunc(files, func(file string) bool { return each.imports(owner(all, file)) })
		if own || beside {
			p.vet = append(p.vet, name)
		}
		switch {
		case own && !each.slow() && !slices.Contains(p.test, name):
			p.test = append(p.test, name)
		case (own || beside) && !slices.Contains(p.test, name):
			p.left = append(p.left, name)
		}
	}
	return p
}

// owner is the package in whose folder a file is, or in whose it is below; "" for none.
func owner(all []pkg, file string) string {
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if slices.ContainsFunc(all, func(p pkg) bool { return p.ImportPath == module+dir }) {
			return module + dir
		}
	}
	return ""
}
