package pgtest

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// words is a text of which some parts are given by the caller of the function that it stands in: each is a string, or the
// index of a parameter.
type words []any

func (w words) String() string { return fmt.Sprintf("%#v", []any(w)) }

// errUnknown says that a text can't be known from the sources.
var errUnknown = errors.New("what this text is can't be known from the sources: write it with constants")

// most is how many variants a text may have. Whoever composes more should have the database choose.
const most = 256

func joined(left, right []words) []words {
	all := make([]words, 0, len(left)*len(right))
	for _, l := range left {
		for _, r := range right {
			all = append(all, append(words{}, l...).and(r))
		}
	}
	return all
}

// and keeps neighbouring strings as one.
func (w words) and(more words) words {
	for _, part := range more {
		piece, known := part.(string)
		if last := len(w) - 1; known && last >= 0 {
			if before, known := w[last].(string); known {
				w[last] = before + piece
				continue
			}
		}
		w = append(w, part)
	}
	return w
}

// read evaluates an expression of type string to all that it may be.
func (k *pack) read(e ast.Expr) ([]words, error) {
	e = ast.Unparen(e)
	if v := k.info.Types[e].Value; v != nil && v.Kind() == constant.String {
		return []words{{constant.StringVal(v)}}, nil
	}
	switch e := e.(type) {
	case *ast.BinaryExpr:
		left, err := k.read(e.X)
		if err != nil {
			return nil, err
		}
		right, err := k.read(e.Y)
		if all := joined(left, right); err != nil || len(all) <= most {
			return all, err
		}
	case *ast.Ident:
		return k.readVariable(e)
	case *ast.SelectorExpr:
		return k.readField(e)
	case *ast.IndexExpr:
		return k.readElements(e.X)
	case *ast.CallExpr:
		return k.readCall(e)
	}
	return nil, errUnknown
}

// readVariable is what a parameter, a local variable or one of the package may be.
func (k *pack) readVariable(e *ast.Ident) ([]words, error) {
	variable, ok := k.object(e).(*types.Var)
	if !ok {
		return nil, errUnknown
	}
	var all []words
	within := k.within(e)
	if within != nil {
		signature := k.info.Defs[within.Name].(*types.Func).Signature()
		for i := range signature.Params().Len() {
			if signature.Params().At(i) == variable {
				all = append(all, words{i})
			}
		}
	}
	var err error
	found := len(all) > 0
	take := func(value ast.Expr, add bool) {
		if err != nil || value == nil {
			return
		}
		found = true
		var more []words
		switch {
		case k.mentions(value, variable): // q = q + "…": as often as it stands there
			rest, ok := ast.Unparen(value).(*ast.BinaryExpr)
			if !ok || k.object(rest.X) != variable {
				err = errUnknown
				return
			}
			value, add = rest.Y, true
		}
		if more, err = k.read(value); add {
			more = joined(all, more)
		}
		if all = append(all, more...); len(all) > most {
			err = errUnknown
		}
	}
	for _, file := range k.files {
		ast.Inspect(file, func(n ast.Node) bool { k.assignments(n, variable, take); return true })
	}
	if !found && err == nil {
		err = errUnknown
	}
	return all, err
}

func (k *pack) mentions(e ast.Expr, variable *types.Var) (yes bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok && k.info.Uses[name] == variable {
			yes = true
		}
		return true
	})
	return yes
}

// assignments gives take each value that a statement gives a variable. One whose value is not an expression of its own is
// given as an expression that can't be read.
func (k *pack) assignments(n ast.Node, variable *types.Var, take func(value ast.Expr, add bool)) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if k.object(left) != variable {
				continue
			}
			value := n.Rhs[0]
			if len(n.Rhs) == len(n.Lhs) {
				value = n.Rhs[i]
			}
			take(value, n.Tok == token.ADD_ASSIGN)
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if k.info.Defs[name] == variable && i < len(n.Values) {
				take(n.Values[i], false)
			}
		}
	case *ast.RangeStmt:
		if k.object(n.Value) == variable && n.Value != nil {
			take(&ast.IndexExpr{X: n.X, Index: n.Key}, false)
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND && k.object(n.X) == variable {
			take(n, false) // whoever has its address may write it
		}
	}
}

// readField is what any value of the package gives a field of a struct.
func (k *pack) readField(e *ast.SelectorExpr) ([]words, error) {
	field, ok := k.object(e).(*types.Var)
	if !ok || !field.IsField() {
		if ok && field.Pkg() == k.types {
			return k.readVariable(e.Sel)
		}
		return nil, errUnknown
	}
	var all []words
	var failed error
	take := func(value ast.Expr) {
		more, err := k.read(value)
		all, failed = append(all, more...), errors.Join(failed, err)
	}
	for _, file := range k.files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				k.given(n, field, take)
			case *ast.AssignStmt:
				for i, left := range n.Lhs {
					if s, ok := left.(*ast.SelectorExpr); ok && k.object(s) == field {
						take(n.Rhs[min(i, len(n.Rhs)-1)])
					}
				}
			}
			return true
		})
	}
	if field.Exported() || len(all) == 0 || len(all) > most { // other packages may give an exported one something else
		failed = errUnknown
	}
	return all, failed
}

// given gives take what a literal gives the field, if it is one of the field's struct.
func (k *pack) given(literal *ast.CompositeLit, field *types.Var, take func(ast.Expr)) {
	made := k.info.Types[literal].Type
	if pointer, ok := made.Underlying().(*types.Pointer); ok {
		made = pointer.Elem()
	}
	structure, ok := made.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i, element := range literal.Elts {
		if pair, keyed := element.(*ast.KeyValueExpr); keyed && k.info.Uses[pair.Key.(*ast.Ident)] == field {
			take(pair.Value)
		} else if !keyed && structure.Field(i) == field {
			take(element)
		}
	}
}

// readElements is what any element of a list or map that stands in the package may be.
func (k *pack) readElements(e ast.Expr) ([]words, error) {
	var all []words
	literals, err := k.literals(e)
	for _, literal := range literals {
		for _, element := range literal.Elts {
			if pair, ok := element.(*ast.KeyValueExpr); ok {
				element = pair.Value
			}
			more, err := k.read(element)
			if err != nil {
				return nil, err
			}
			all = append(all, more...)
		}
	}
	if err == nil && (len(all) == 0 || len(all) > most) {
		err = errUnknown
	}
	return all, err
}

// literals are what a list or map may be, wherever it gets its value.
func (k *pack) literals(e ast.Expr) (all []*ast.CompositeLit, err error) {
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return []*ast.CompositeLit{e}, nil
	case *ast.SliceExpr:
		return k.literals(e.X)
	}
	variable, ok := k.object(e).(*types.Var)
	if !ok || variable.IsField() {
		return nil, errUnknown
	}
	take := func(value ast.Expr, _ bool) {
		if err != nil || k.mentions(value, variable) { // a part of itself
			return
		}
		var more []*ast.CompositeLit
		more, err = k.literals(value)
		all = append(all, more...)
	}
	for _, file := range k.files {
		ast.Inspect(file, func(n ast.Node) bool { k.assignments(n, variable, take); return true })
	}
	return all, err
}

// readCall is what a conversion, fmt.Sprintf or a function of the package returns.
func (k *pack) readCall(call *ast.CallExpr) ([]words, error) {
	if k.info.Types[call.Fun].IsType() && len(call.Args) == 1 {
		return k.read(call.Args[0])
	}
	f := k.called(call)
	switch {
	case f == nil:
		return nil, errUnknown
	case f.FullName() == "fmt.Sprintf":
		return k.readFormat(call)
	case f.Pkg() != k.types:
		return nil, errUnknown
	}
	returned, err := k.returned(f)
	if err != nil {
		return nil, err
	}
	return k.filled(returned, call)
}

func (k *pack) returned(f *types.Func) (all []words, err error) {
	for _, file := range k.files {
		for _, d := range file.Decls {
			declared, ok := d.(*ast.FuncDecl)
			if !ok || k.info.Defs[declared.Name] != f || declared.Body == nil {
				continue
			}
			ast.Inspect(declared.Body, func(n ast.Node) bool {
				if _, inner := n.(*ast.FuncLit); inner {
					return false
				}
				if r, ok := n.(*ast.ReturnStmt); ok && err == nil {
					if len(r.Results) != 1 {
						err = errUnknown
						return false
					}
					var more []words
					more, err = k.read(r.Results[0])
					all = append(all, more...)
				}
				return true
			})
		}
	}
	if err == nil && len(all) == 0 {
		err = errUnknown
	}
	return all, err
}

// filled puts a call's arguments where the words name parameters.
func (k *pack) filled(all []words, call *ast.CallExpr) (full []words, err error) {
	for _, w := range all {
		made := []words{nil}
		for _, part := range w {
			more := []words{{part}}
			if i, open := part.(int); open {
				if i >= len(call.Args) {
					return nil, errUnknown
				}
				if more, err = k.read(call.Args[i]); err != nil {
					return nil, err
				}
			}
			made = joined(made, more)
		}
		full = append(full, made...)
	}
	return full, nil
}

// readFormat knows %s of texts, and %d, which is 1.
func (k *pack) readFormat(call *ast.CallExpr) ([]words, error) {
	format := k.info.Types[call.Args[0]].Value
	if format == nil || call.Ellipsis.IsValid() {
		return nil, errUnknown
	}
	parts := strings.Split(constant.StringVal(format), "%")
	all := []words{{parts[0]}}
	for i, part := range parts[1:] {
		if part == "" || i+1 >= len(call.Args) {
			return nil, errUnknown
		}
		var more []words
		switch part[0] {
		case 's':
			var err error
			if more, err = k.read(call.Args[i+1]); err != nil {
				return nil, err
			}
		case 'd':
			more = []words{{"1"}}
		default:
			return nil, errUnknown
		}
		all = joined(joined(all, more), []words{{part[1:]}})
	}
	return all, nil
}
