package pgtest

import (
	"database/sql"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// terminal are the methods that run what was built. What they are given is where the result goes.
var terminal = []string{"Scan", "Rows", "Exec", "Count", "Exists"}

// build has Bun form for PostgreSQL what the calls at a place form for SQLite. What is added under a condition is added.
func (f *finding) build(at site, begins *types.Func) {
	calls, err := at.in.chain(at.call)
	if err != nil {
		f.complain(at, "%v", err)
		return
	}
	builder := reflect.ValueOf(bun.NewDB(&sql.DB{}, pgdialect.New())).MethodByName(begins.Name()).Call(nil)[0]
	for _, call := range calls {
		name := call.Fun.(*ast.SelectorExpr).Sel.Name
		if slices.Contains(terminal, name) {
			continue
		}
		arguments, err := at.in.samples(call)
		if err != nil {
			f.complain(site{at.in, call}, "%s: %v", name, err)
			return
		}
		builder = apply(builder.MethodByName(name), arguments)
	}
	formed := builder.Interface().(fmt.Stringer).String()
	f.texts = append(f.texts, text{sql: formed, where: f.position(at), in: at.function()})
}

// apply calls a method with values that can be converted to what it takes.
func apply(method reflect.Value, arguments []reflect.Value) reflect.Value {
	takes := method.Type()
	fixed := takes.NumIn()
	if takes.IsVariadic() {
		fixed--
	}
	for i := range min(fixed, len(arguments)) {
		arguments[i] = arguments[i].Convert(takes.In(i))
	}
	if takes.IsVariadic() && len(arguments) == fixed { // none rather than an empty list, which Bun warns of
		return method.CallSlice(append(arguments, reflect.Zero(takes.In(fixed))))[0]
	}
	return method.Call(arguments)[0]
}

var errElsewhere = errors.New("a statement that Bun builds is built in one function, from NewSelect to Scan")

// chain lists the calls that build on a first one, in order: those that are chained to it, and those on the variable that it
// is assigned to.
func (k *pack) chain(first *ast.CallExpr) (calls []*ast.CallExpr, err error) {
	last, calls := k.up(first)
	assigned, ok := k.parent[last].(*ast.AssignStmt)
	if !ok {
		if len(calls) == 0 || !slices.Contains(terminal, calls[len(calls)-1].Fun.(*ast.SelectorExpr).Sel.Name) {
			return nil, errElsewhere
		}
		return calls, nil
	}
	variable := k.object(assigned.Lhs[0])
	if len(calls) > 0 && slices.Contains(terminal, calls[len(calls)-1].Fun.(*ast.SelectorExpr).Sel.Name) {
		return calls, nil // what is assigned is the result
	}
	ast.Inspect(k.within(first), func(n ast.Node) bool {
		name, ok := n.(*ast.Ident)
		if !ok || k.info.Uses[name] != variable || variable == nil {
			return true
		}
		if left, ok := k.parent[name].(*ast.AssignStmt); ok && slices.Contains(left.Lhs, ast.Expr(name)) && left.Tok == token.ASSIGN {
			return true
		}
		if s, ok := k.parent[name].(*ast.SelectorExpr); !ok || s.X != name {
			err = errElsewhere
			return true
		}
		_, more := k.up(name)
		calls = append(calls, more...)
		return true
	})
	return calls, err
}

// up lists the calls that are chained to an expression, and the whole of them.
func (k *pack) up(e ast.Expr) (whole ast.Expr, calls []*ast.CallExpr) {
	for whole = e; ; {
		selector, ok := k.parent[whole].(*ast.SelectorExpr)
		if !ok {
			return whole, calls
		}
		call, ok := k.parent[selector].(*ast.CallExpr)
		if !ok || call.Fun != selector {
			return whole, calls
		}
		whole, calls = call, append(calls, call)
	}
}

// samples are values such as a call passes: its texts as they are, and for other values one of their type.
func (k *pack) samples(call *ast.CallExpr) (all []reflect.Value, err error) {
	method := k.called(call)
	if call.Ellipsis.IsValid() {
		return nil, errUnknown
	}
	parameters := method.Signature().Params()
	for i, arg := range call.Args {
		given := parameters.At(min(i, parameters.Len()-1)).Type()
		if basic, ok := given.Underlying().(*types.Basic); ok && basic.Info()&types.IsString != 0 {
			variants, err := k.read(arg)
			if err != nil || len(variants) != 1 || len(variants[0]) != 1 {
				return nil, errors.Join(errUnknown, err)
			}
			text, known := variants[0][0].(string)
			if !known {
				return nil, errUnknown
			}
			all = append(all, reflect.ValueOf(text))
			continue
		}
		one := sample(k.info.Types[arg].Type)
		if list, ok := ast.Unparen(arg).(*ast.CallExpr); ok {
			if called := k.called(list); called != nil && called.FullName() == "github.com/uptrace/bun.List" {
				one = bun.List(sample(k.info.Types[list.Args[0]].Type))
			}
		}
		if one == nil {
			return nil, errUnknown
		}
		all = append(all, reflect.ValueOf(one))
	}
	return all, nil
}

// sample is a value of a type; nil where there is none to be had.
func sample(t types.Type) any {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch sqlType(u) {
		case "boolean":
			return true
		case "text":
			return "x"
		}
		if u.Info()&types.IsInteger != 0 {
			return 1
		}
	case *types.Slice:
		switch one := sample(u.Elem()).(type) {
		case string:
			return []string{one}
		case int:
			return []int{one}
		}
	}
	return nil
}
