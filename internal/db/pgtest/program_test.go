package pgtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	root   = "../../.."
	module = "latchkey/"
	dbPath = module + "internal/db"
)

// excepted are the packages that speak SQLite, and those that test and measure the program.
var excepted = []string{"db", "search", "arch", "bench", "browser", "fault", "tools"}

// pack is one package of the program, with its syntax and types.
type pack struct {
	path   string
	files  []*ast.File
	info   *types.Info
	types  *types.Package
	parent map[ast.Node]ast.Node
}

// program is every package that may run SQL.
type program struct {
	set   *token.FileSet
	packs []*pack
	db    *types.Package
}

// listed is what the go command says of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles, Deps           []string
	IgnoredGoFiles          []string // of other builds
}

// read reads the program as it is compiled. LATCHKEY_OVERLAY names a file that describes to the go command a tree that
// differs from the one on the disk.
func read(t *testing.T) *program {
	t.Helper()
	overlay := os.Getenv("LATCHKEY_OVERLAY")
	args := []string{"list", "-export", "-deps", "-json=ImportPath,Dir,GoFiles,IgnoredGoFiles,Export,Deps"}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	list := exec.Command("go", append(args, "./server/...", "./internal/...")...)
	var complaint bytes.Buffer
	list.Dir, list.Stderr = root, &complaint
	out, err := list.Output()
	if err != nil {
		t.Fatalf("listing the program: %v\n%s", err, complaint.String())
	}
	replaced := replacedBy(t, overlay)
	p := &program{set: token.NewFileSet()}
	exports := map[string]string{}
	var own []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var one listed
		if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		exports[one.ImportPath] = one.Export
		if one.runsSQL() {
			own = append(own, one)
		}
	}
	from := importer.ForCompiler(p.set, "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("no export data of %s", path)
		}
		return os.Open(exports[path])
	})
	if p.db, err = from.Import(dbPath); err != nil {
		t.Fatal(err)
	}
	for _, one := range own {
		one.otherBuilds(t)
		p.packs = append(p.packs, p.check(t, one, from, replaced))
	}
	return p
}

// runsSQL reports whether a package is the program's, and may have a text of SQL that PostgreSQL has to read.
func (l listed) runsSQL() bool {
	path, own := strings.CutPrefix(l.ImportPath, module)
	room, inside := strings.CutPrefix(path, "internal/")
	room, _, _ = strings.Cut(room, "/")
	return own && !strings.HasSuffix(path, "test") && (!inside || !slices.Contains(excepted, room)) && slices.Contains(l.Deps, dbPath)
}

// otherBuilds sees that no file that is left out, such as a developers' build has, runs SQL.
func (l listed) otherBuilds(t *testing.T) {
	t.Helper()
	for _, name := range l.IgnoredGoFiles {
		text, err := os.ReadFile(filepath.Join(l.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte(`"`+dbPath+`"`)) {
			t.Errorf("%s/%s is not in every build and asks the database: nobody reads its SQL here", l.ImportPath, name)
		}
	}
}

func replacedBy(t *testing.T, overlay string) map[string]string {
	t.Helper()
	var described struct{ Replace map[string]string }
	if overlay == "" {
		return nil
	}
	text, err := os.ReadFile(overlay)
	if err == nil {
		err = json.Unmarshal(text, &described)
	}
	if err != nil {
		t.Fatal(err)
	}
	return described.Replace
}

func (p *program) check(t *testing.T, one listed, from types.Importer, replaced map[string]string) *pack {
	t.Helper()
	made := &pack{path: one.ImportPath, parent: map[ast.Node]ast.Node{}, info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}}
	for _, name := range one.GoFiles {
		path := filepath.Join(one.Dir, name)
		if other := replaced[path]; other != "" {
			path = other
		}
		file, err := parser.ParseFile(p.set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		made.files = append(made.files, file)
		made.adopt(file)
	}
	config := types.Config{Importer: from, Sizes: types.SizesFor("gc", "amd64")}
	checked, err := config.Check(one.ImportPath, p.set, made.files, made.info)
	if err != nil {
		t.Fatal(err)
	}
	made.types = checked
	return made
}

// adopt notes each node's parent.
func (k *pack) adopt(file *ast.File) {
	var above []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			above = above[:len(above)-1]
			return false
		}
		if len(above) > 0 {
			k.parent[n] = above[len(above)-1]
		}
		above = append(above, n)
		return true
	})
}

// within is the declared function around a node; nil outside of one.
func (k *pack) within(n ast.Node) *ast.FuncDecl {
	for ; n != nil; n = k.parent[n] {
		if f, ok := n.(*ast.FuncDecl); ok {
			return f
		}
	}
	return nil
}

// called is the function or method that a call names; nil for a conversion, a built-in and a value.
func (k *pack) called(call *ast.CallExpr) *types.Func {
	f, _ := k.object(call.Fun).(*types.Func)
	return f
}

func (k *pack) object(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if o := k.info.Uses[e]; o != nil {
			return o
		}
		return k.info.Defs[e]
	case *ast.SelectorExpr:
		return k.info.Uses[e.Sel]
	case *ast.IndexExpr: // an instance of a generic function
		return k.object(e.X)
	}
	return nil
}
