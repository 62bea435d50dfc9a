package arch

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// families are the kinds of events that are put together: from what, and the constants of which type are the rest.
var families = map[string]struct{ dir, typeName string }{"recovery.": {"internal/recovery", "Event"}}

// Staff read the audit log in words. What a program writes into it has some in every language (the tests of
// internal/locale hold the others to English); a kind that a newer version wrote is shown as it is.
func TestEveryAuditEventHasWords(t *testing.T) {
	l := readLog(t)
	if len(l.kinds) < 60 || len(l.facts) < 15 {
		t.Errorf("only %d kinds and %d facts were found: this test has gone blind", len(l.kinds), len(l.facts))
	}
	there := keys(t)
	for kind, where := range l.kinds {
		if there["event."+kind] == "" {
			t.Errorf("%s writes %q into the audit log; say it in words in the catalogue: \"event.%s\"", where, kind, kind)
		}
	}
	for fact, where := range l.facts {
		if there["fact."+fact] == "" {
			t.Errorf("%s writes the fact %q into the audit log; say it in words in the catalogue: \"fact.%s\"", where, fact, fact)
		}
	}
}

// written is what a program writes into the audit log, each with the place where.
type written struct {
	t            *testing.T
	packages     map[string][]*file
	kinds, facts map[string]string
	followed     map[string]bool
}

// place is an expression with what its names may stand for.
type place struct {
	dir, path string
	function  *ast.FuncDecl
}

func readLog(t *testing.T) *written {
	l := &written{t: t, packages: sources(t).packages(), kinds: map[string]string{}, facts: map[string]string{}, followed: map[string]bool{}}
	for dir := range l.packages {
		if dir == "internal/audit" {
			continue
		}
		l.visit(dir, func(p place, n ast.Node) {
			switch n := n.(type) {
			case *ast.CompositeLit:
				l.event(p, n)
			case *ast.AssignStmt:
				l.noticed(p, n)
			}
		})
		l.factsOf(dir)
	}
	return l
}

// event takes the kind and the facts of a row that is written out, and the kind of a notice, which is such a row too.
func (l *written) event(p place, n *ast.CompositeLit) {
	switch {
	case isSelector(n.Type, "audit", "Event"):
		l.kind(p, field(n, "Kind"))
		l.keysOf(p, field(n, "Detail"))
	case isSelector(n.Type, "notice", "Notice"):
		if kind := field(n, "Audit"); kind != nil { // else it is set later
			l.kind(p, kind)
		}
	}
}

// noticed takes the kind of a notice that is filled in bit by bit.
func (l *written) noticed(p place, n *ast.AssignStmt) {
	if !l.imports(p, "latchkey/internal/notice") || len(n.Lhs) != len(n.Rhs) {
		return
	}
	for i, to := range n.Lhs {
		if selector, ok := to.(*ast.SelectorExpr); ok && selector.Sel.Name == "Audit" {
			l.kind(p, n.Rhs[i])
		}
	}
}

// visit shows every node of a package's functions.
func (l *written) visit(dir string, see func(place, ast.Node)) {
	for _, f := range l.packages[dir] {
		for _, d := range f.syntax.Decls {
			p := place{dir: dir, path: f.path}
			p.function, _ = d.(*ast.FuncDecl)
			ast.Inspect(d, func(n ast.Node) bool {
				see(p, n)
				return true
			})
		}
	}
}

// kind follows an expression to the texts that it may be.
func (l *written) kind(p place, e ast.Expr) {
	switch e := e.(type) {
	case *ast.BasicLit:
		l.kinds[text(e)] = p.path
	case *ast.Ident:
		if i := parameter(p.function, e.Name); i >= 0 {
			l.arguments(p.dir, p.function.Name.Name, i)
		} else if value := l.constants(p.dir, "", e.Name); len(value) == 1 {
			l.kinds[value[0]] = p.path
		} else {
			l.t.Errorf("%s: which kind of event %s is can't be read here; write it out, or pass it on as a parameter", p.path, e.Name)
		}
	case *ast.SelectorExpr:
		l.fields(p.dir, e.Sel.Name)
	case *ast.BinaryExpr:
		first, _ := e.X.(*ast.BasicLit)
		family, known := families[text(first)]
		if !known {
			l.t.Errorf("%s: a kind of event is put together; name its family in this test", p.path)
		}
		for _, rest := range l.constants(family.dir, family.typeName, "") {
			l.kinds[text(first)+rest] = p.path
		}
	default:
		l.t.Errorf("%s: an event has no kind that this test could follow", p.path)
	}
}

// arguments follows what a function of the package is called with.
func (l *written) arguments(dir, function string, at int) {
	if name := dir + " " + function + " " + strconv.Itoa(at); !l.followed[name] {
		l.followed[name] = true
		l.visit(dir, func(p place, n ast.Node) {
			call, ok := n.(*ast.CallExpr)
			if ok && called(call) == function && at < len(call.Args) {
				l.kind(p, call.Args[at])
			}
		})
	}
}

// fields follows what a field of the package's own structs is set to.
func (l *written) fields(dir, name string) {
	if l.followed[dir+" ."+name] {
		return
	}
	l.followed[dir+" ."+name] = true
	l.visit(dir, func(p place, n ast.Node) {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == name {
				l.kind(p, n.Value)
			}
		case *ast.AssignStmt:
			for i, to := range n.Lhs {
				if selector, ok := to.(*ast.SelectorExpr); ok && selector.Sel.Name == name {
					l.kind(p, n.Rhs[i])
				}
			}
		}
	})
}

// constants are the values of a package's constants of a type, or by a name.
func (l *written) constants(dir, typeName, name string) (values []string) {
	l.visit(dir, func(_ place, n ast.Node) {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return
		}
		named, _ := spec.Type.(*ast.Ident)
		for i, id := range spec.Names {
			if i < len(spec.Values) && (name != "" && id.Name == name || typeName != "" && named != nil && named.Name == typeName) {
				if value, ok := spec.Values[i].(*ast.BasicLit); ok {
					values = append(values, text(value))
				}
			}
		}
	})
	return values
}

// factsOf takes every map of texts in a file that writes events for an event's facts.
func (l *written) factsOf(dir string) {
	l.visit(dir, func(p place, n ast.Node) {
		if !strings.HasPrefix(dir, "internal/") || !l.imports(p, "latchkey/internal/audit") {
			return
		}
		switch n := n.(type) {
		case *ast.CompositeLit:
			l.keysOf(p, n)
		case *ast.IndexExpr:
			if of, ok := n.X.(*ast.Ident); ok && of.Name == "detail" {
				if name, ok := n.Index.(*ast.BasicLit); ok {
					l.facts[text(name)] = p.path
				}
			}
		}
	})
}

func (l *written) keysOf(p place, e ast.Expr) {
	facts, ok := e.(*ast.CompositeLit)
	if !ok {
		return
	}
	if of, ok := facts.Type.(*ast.MapType); !ok || !isIdent(of.Key, "string") || !isIdent(of.Value, "string") {
		return
	}
	for _, element := range facts.Elts {
		if name, ok := element.(*ast.KeyValueExpr).Key.(*ast.BasicLit); ok {
			l.facts[text(name)] = p.path
		}
	}
}

func (l *written) imports(p place, name string) bool {
	for _, f := range l.packages[p.dir] {
		if f.path == p.path {
			return slices.ContainsFunc(f.syntax.Imports, func(i *ast.ImportSpec) bool { return text(i.Path) == name })
		}
	}
	return false
}

func field(of *ast.CompositeLit, name string) ast.Expr {
	for _, element := range of.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok && isIdent(pair.Key, name) {
			return pair.Value
		}
	}
	return nil
}

// parameter is the place of a name among a function's parameters; -1 where it is none.
func parameter(f *ast.FuncDecl, name string) int {
	at := 0
	for _, group := range f.Type.Params.List {
		for _, id := range group.Names {
			if id.Name == name {
				return at
			}
			at++
		}
	}
	return -1
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func isSelector(e ast.Expr, of, name string) bool {
	s, ok := e.(*ast.SelectorExpr)
	return ok && isIdent(s.X, of) && s.Sel.Name == name
}

func isIdent(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

func text(literal *ast.BasicLit) string {
	if literal == nil || literal.Kind != token.STRING {
		return ""
	}
	value, _ := strconv.Unquote(literal.Value)
	return value
}
