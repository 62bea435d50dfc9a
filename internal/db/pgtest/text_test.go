package pgtest

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// text is one text of SQL that the program runs.
type text struct {
	sql   string
	where string   // file and line
	in    string   // package and function, for what is listed by name
	given []string // the types of its parameters; "unknown" where the database has to find out
}

func (t text) parameters() string {
	if len(t.given) == 0 {
		return ""
	}
	return "(" + strings.Join(t.given, ", ") + ")"
}

// runner is a function that runs SQL which its caller gives, in whole or in part.
type runner struct {
	sql   words
	rest  int      // the variadic parameter that are the query's parameters; -1: none is
	given []string // where rest is -1
	used  bool
}

func (r *runner) String() string { return fmt.Sprint(r.sql, r.rest, r.given) }

type site struct {
	in   *pack
	call *ast.CallExpr
}

// finding follows every text to the functions of db that run it.
type finding struct {
	program *program
	runners map[string][]*runner // by the functions' full names
	calls   map[string][]site
	todo    []string
	texts   []text
	wrong   []string // what can't be known
}

// find returns every text that the program runs, and complaints about those that it can't know.
func (p *program) find() *finding {
	f := &finding{program: p, runners: map[string][]*runner{}, calls: map[string][]site{}}
	f.begin()
	for _, k := range p.packs {
		for _, file := range k.files {
			ast.Inspect(file, func(n ast.Node) bool {
				f.note(k, n)
				return true
			})
		}
	}
	for len(f.todo) > 0 {
		name := f.todo[0]
		f.todo = f.todo[1:]
		for _, r := range f.runners[name] {
			if !r.used {
				r.used = true
				f.follow(name, r)
			}
		}
	}
	return f
}

// function is the package and the declared function that a call stands in: "user.Find".
func (s site) function() string {
	name := s.in.path[strings.LastIndex(s.in.path, "/")+1:]
	if within := s.in.within(s.call); within != nil {
		return name + "." + within.Name.Name
	}
	return name
}

func (f *finding) complain(at site, format string, args ...any) {
	f.wrong = append(f.wrong, f.position(at)+": "+fmt.Sprintf(format, args...))
}

func (f *finding) position(at site) string {
	p := f.program.set.Position(at.call.Pos())
	_, inside, _ := strings.Cut(at.in.path, module)
	return fmt.Sprintf("%s/%s:%d", inside, p.Filename[strings.LastIndex(p.Filename, "/")+1:], p.Line)
}

// begin takes every exported function of db, and method of its readers and transactions, that has a parameter called query.
func (f *finding) begin() {
	var all []*types.Func
	scope := f.program.db.Scope()
	for _, name := range scope.Names() {
		if function, ok := scope.Lookup(name).(*types.Func); ok {
			all = append(all, function)
		}
	}
	for _, name := range []string{"Reader", "Tx"} {
		methods := types.NewMethodSet(scope.Lookup(name).Type())
		for i := range methods.Len() {
			all = append(all, methods.At(i).Obj().(*types.Func))
		}
	}
	for _, function := range all {
		parameters := function.Signature().Params()
		for j := range parameters.Len() {
			if function.Exported() && parameters.At(j).Name() == "query" {
				f.add(function.FullName(), &runner{sql: words{j}, rest: parameters.Len() - 1})
			}
		}
	}
}

func (f *finding) add(name string, r *runner) {
	for _, known := range f.runners[name] {
		if known.String() == r.String() {
			return
		}
	}
	f.runners[name] = append(f.runners[name], r)
	f.todo = append(f.todo, name)
}

// around are the ways past db.
var around = []string{
	"Open", "OpenDB", "NewDB", "NewRaw", "Raw", "Exec",
	"ExecContext", "Query", "QueryContext", "QueryRow", "QueryRowContext", "Prepare", "PrepareContext",
}

// note keeps a call, and complains about what is no call and about what goes past db.
func (f *finding) note(k *pack, n ast.Node) {
	switch n := n.(type) {
	case *ast.CallExpr:
		called := k.called(n)
		if called == nil || called.Pkg() == nil {
			return
		}
		at, of := site{k, n}, called.Pkg().Path()
		f.calls[called.FullName()] = append(f.calls[called.FullName()], at)
		switch foreign := of == "database/sql" || strings.HasPrefix(of, "github.com/uptrace/bun"); {
		case foreign && slices.Contains(around, called.Name()) && !f.built(k, n):
			f.complain(at, "%s goes past internal/db", called.FullName())
		case of == dbPath && strings.HasPrefix(called.Name(), "New") && strings.HasSuffix(result(called), "Query"):
			f.build(at, called)
		}
	case *ast.SelectorExpr: // a method that is not called here, but handed on
		handed, ok := k.info.Uses[n.Sel].(*types.Func)
		call, calls := k.parent[n].(*ast.CallExpr)
		if ok && handed.Pkg() != nil && handed.Pkg().Path() == dbPath && handed.Signature().Recv() != nil && (!calls || call.Fun != n) {
			f.wrong = append(f.wrong, k.path+" hands "+handed.FullName()+" on: call it where the text is")
		}
	}
}

// result is what a function returns, without its package.
func result(f *types.Func) string {
	if f.Signature().Results().Len() != 1 {
		return ""
	}
	return types.TypeString(f.Signature().Results().At(0).Type(), func(*types.Package) string { return "" })
}

// built reports whether a call ends a statement that Bun builds.
func (f *finding) built(k *pack, call *ast.CallExpr) bool {
	s, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	named := types.TypeString(k.info.Types[s.X].Type, func(*types.Package) string { return "" })
	return strings.HasSuffix(named, "Query") && !strings.HasSuffix(named, "RawQuery")
}

// follow reads what each caller gives a runner.
func (f *finding) follow(name string, r *runner) {
	if len(f.calls[name]) == 0 && !strings.Contains(name, dbPath) {
		f.wrong = append(f.wrong, name+" runs SQL that its caller gives, and nobody is seen to call it")
	}
	for _, at := range f.calls[name] {
		all, err := at.in.filled([]words{r.sql}, at.call)
		if err != nil {
			f.complain(at, "%v", err)
			continue
		}
		rest, given := f.arguments(at, r)
		for _, w := range all {
			f.take(at, w, rest, given)
		}
	}
}

// take keeps a text that is whole, and asks the callers of the function where it is not.
func (f *finding) take(at site, w words, rest int, given []string) {
	var whole strings.Builder
	for _, part := range w {
		piece, known := part.(string)
		if !known {
			within := at.in.within(at.call)
			f.add(at.in.info.Defs[within.Name].(*types.Func).FullName(), &runner{sql: w, rest: rest, given: given})
			return
		}
		whole.WriteString(piece)
	}
	f.texts = append(f.texts, text{whole.String(), f.position(at), at.function(), given})
}

// arguments are the types of a query's parameters at a call, or the variadic parameter of the function around it that hands
// them on.
func (f *finding) arguments(at site, r *runner) (rest int, given []string) {
	if r.rest < 0 {
		return -1, r.given
	}
	if !at.call.Ellipsis.IsValid() {
		for _, arg := range at.call.Args[min(r.rest, len(at.call.Args)):] {
			given = append(given, sqlType(at.in.info.Types[arg].Type))
		}
		return -1, given
	}
	if within := at.in.within(at.call); within != nil {
		signature := at.in.info.Defs[within.Name].(*types.Func).Signature()
		last := signature.Params().Len() - 1
		if signature.Variadic() && at.in.object(at.call.Args[len(at.call.Args)-1]) == signature.Params().At(last) {
			return last, nil
		}
	}
	return -1, nil
}

// sqlType is what PostgreSQL would be given for a value of Go.
func sqlType(t types.Type) string {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch info := u.Info(); {
		case info&types.IsBoolean != 0:
			return "boolean"
		case info&types.IsInteger != 0:
			return "bigint"
		case info&types.IsString != 0:
			return "text"
		case info&types.IsFloat != 0:
			return "double precision"
		}
	case *types.Slice:
		if element, ok := u.Elem().Underlying().(*types.Basic); ok && element.Kind() == types.Byte {
			return "bytea"
		}
	}
	return "unknown"
}
