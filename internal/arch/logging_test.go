package arch

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// What writes past the log that package logging makes: by the name of the package, and of what it has; "" is all of it.
var pastTheLog = map[string][]string{
	"log": nil, "github.com/gofiber/fiber/v2/log": nil, "github.com/gofiber/fiber/v2/middleware/logger": nil,
	"fmt": {"Print", "Printf", "Println"},
	"os":  {"Stderr", "Stdout"},
	"log/slog": {
		"Default", "SetDefault", "Debug", "Info", "Warn", "Error", "Log", "LogAttrs", "New", "NewTextHandler", "NewJSONHandler",
	},
}

// mayWrite says who does: the log itself, the process's own streams, and programs that are no part of the product.
func mayWrite(f *file) bool {
	return under("internal/logging")(f) || f.path == "server/command/command.go" || f.test ||
		under("static", "wasm", "internal/bench", "internal/arch", "internal/fault", "internal/tools", "internal/browser")(f) ||
		strings.HasSuffix(f.dir(), "test")
}

// Whoever looks for what happened looks at one place, in one form: nothing prints but the log, and commands what they answer.
func TestNothingPrintsButTheLog(t *testing.T) {
	for _, f := range sources(t).files {
		if f.syntax == nil || mayWrite(f) {
			continue
		}
		for _, what := range prints(f.syntax) {
			t.Errorf("%s uses %s: what happens while the program serves is a line of the log that Options.LogForm makes", f.path, what)
		}
	}
}

// prints are the names that a file uses and that write past the log.
func prints(syntax *ast.File) (found []string) {
	names := map[string]string{}
	for _, i := range syntax.Imports {
		path := strings.Trim(i.Path.Value, `"`)
		only, watched := pastTheLog[path]
		if watched && only == nil {
			found = append(found, path)
		}
		names[path[strings.LastIndex(path, "/")+1:]] = path
	}
	ast.Inspect(syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if of, ok := n.X.(*ast.Ident); ok && slices.Contains(pastTheLog[names[of.Name]], n.Sel.Name) {
				found = append(found, of.Name+"."+n.Sel.Name)
			}
		case *ast.CallExpr:
			if of, ok := n.Fun.(*ast.Ident); ok && (of.Name == "println" || of.Name == "print") {
				found = append(found, of.Name)
			}
		}
		return true
	})
	return found
}
