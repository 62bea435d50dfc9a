package arch

import (
	"go/build"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "latchkey/"

// order is the house of internal: each may import only what stands above it.
var order = []string{
	"code", "locale", "address", "markdown", "password", "memory", "phrase", "seal", "clock", "logging", "pace", "db", "search", "setting",
	"attachment", "audit", "throttle", "message", "user", "challenge", "factor", "session", "account", "access", "service", "domain",
	"invoice", "ticket", "announcement", "policy", "notice", "authn", "revoke", "contact", "credential", "membership", "support",
	"signin", "staff", "wiring", "recovery", "restore", "demo",
}

// leaves import nothing of ours.
var leaves = []string{"code", "locale", "address", "markdown", "password", "phrase", "seal", "clock", "logging", "pace"}

// What tests and measures; the product imports none of it. Bench drives the product from outside, so it may use what it
// needs to prepare data and to compare.
var forTests = []string{"arch", "bench", "browser", "fault", "tools"}

// mayImport is the table of arrows.
func mayImport(from, to string) bool {
	switch area, _, _ := strings.Cut(from, "/"); {
	case area == "internal" && room(from) == "bench":
		return strings.HasPrefix(to, "internal/") && room(to) != "arch"
	case from == "internal/signin/signintest": // the fixture of tests opens a whole host
		return internalMayImport("recovery", to)
	case area == "internal":
		return internalMayImport(room(from), to)
	case area == "components":
		return to == "internal/code" || to == "internal/locale" || componentsMayImport(from, to)
	case area == "wasm":
		return to == "internal/code" || strings.HasPrefix(to, "wasm/")
	case from == "server":
		return to == "server/command"
	case from == "server/command": // the gallery in a developers' build
		return slices.Contains([]string{"server/host", "server/web", "server/gallery", "static"}, to) || isRule(to)
	case from == "server/host": // wires everything
		return strings.HasPrefix(to, "server/") && !slices.Contains(aboveHost, to) || to == "static" || isRule(to)
	case from == "server/hosttest":
		return to == "server/host" || to == "server/letter" || to == "server/web" || isRule(to)
	case from == "server/web":
		return slices.Contains(drawnBy(from), to) || to == "static" || isRule(to)
	case from == "server/prompt":
		return to == "server/web" || slices.Contains(drawnBy(from), to) || isRule(to)
	case area == "server": // pages; they do not know each other
		return to == "server/web" || to == "server/prompt" || slices.Contains(drawnBy(from), to) || strings.HasPrefix(to, from+"/") || isRule(to)
	}
	return false
}

// aboveHost is what the host does not know of: who starts it, what developers and tests see besides.
var aboveHost = []string{"server/command", "server/gallery", "server/hosttest", "server/browsertest", "server/slowtest"}

func isRule(to string) bool {
	return strings.HasPrefix(to, "internal/") && !slices.Contains(forTests, room(to))
}

// componentsMayImport says what a screen is made of: the parts, and what asks for a proof. No area knows another, none
// knows the frame that it is drawn in, and what is canned is for the gallery and for tests.
func componentsMayImport(from, to string) bool {
	made := []string{"components/ui", "components/prompt"}
	switch {
	case from == "components/ui":
		made = nil
	case from == "components", from == "components/prompt":
		made = made[:1]
	case from == "components/canned":
		made = []string{"components", "components/ui"}
	case from == "components/canned/golden":
		made = []string{"components/canned", "components/ui"}
	case from == "components/canned/all":
		return to == "components/canned" || strings.HasSuffix(to, "test")
	case strings.HasSuffix(from, "test"): // an area's canned states
		made = append(made, path.Dir(from), "components", "components/canned", "components/prompt/prompttest")
	}
	return slices.Contains(made, to)
}

// drawnBy are the components of a package of pages: its own screens, with the parts that its forms and banners are values
// of. Web draws the frame around them, and prompt what asks for a proof.
func drawnBy(pages string) []string {
	switch pages {
	case "server/web":
		return []string{"components", "components/ui"}
	case "server/letter", "server/mailbox":
		return []string{"components/mail"}
	case "server/gallery": // shows every canned state
		return []string{"components/ui", "components/canned", "components/canned/all"}
	}
	return []string{"components/ui", "components/" + room(pages)}
}

func internalMayImport(from, to string) bool {
	if !strings.HasPrefix(to, "internal/") {
		return false
	}
	target, own := room(to), room(to) == from // a sub-package
	return own || !slices.Contains(leaves, from) && slices.Contains(order, target) &&
		slices.Index(order, target) < slices.Index(order, from)
}

// room is the folder below internal: "factor" of "internal/factor/totp".
func room(dir string) string {
	_, below, _ := strings.Cut(dir, "/")
	name, _, _ := strings.Cut(below, "/")
	return name
}

// outside says where packages of other people may be imported.
var outside = []struct {
	prefix string
	where  string
	may    func(f *file) bool
}{
	{"github.com/gofiber/", "under server", under("server", "internal/bench")},
	{"github.com/valyala/fasthttp", "under server", under("server", "internal/bench")},
	{"github.com/a-h/templ", "in components and under server", under("components", "server")},
	{"github.com/uptrace/bun", "in internal/db and files called store.go", func(f *file) bool {
		return under("internal/db")(f) || path.Base(f.path) == "store.go" || strings.HasSuffix(f.path, "_store.go")
	}},
	{"github.com/uptrace/bun/driver/sqliteshim", "in internal/db", under("internal/db")},
	{"modernc.org/sqlite", "nowhere: sqliteshim opens it, in the version that go.mod names", under()},
	{"github.com/jackc/pgx", "in internal/db", under("internal/db")},
	{"github.com/go-webauthn/", "in internal/factor/passkey", under("internal/factor/passkey")},
	{"syscall/js", "in wasm", under("wasm")},
	{"html/template", "nowhere: components write HTML", under()},
	{"C", "nowhere: one static binary without cgo", under()},
}

func under(dirs ...string) func(*file) bool {
	return func(f *file) bool {
		return slices.ContainsFunc(dirs, func(dir string) bool { return f.dir() == dir || strings.HasPrefix(f.dir(), dir+"/") })
	}
}

func TestPackagesImportOnlyWhatTheyMay(t *testing.T) {
	wasm, native := build.Default, build.Default
	wasm.GOOS, wasm.GOARCH, native.CgoEnabled = "js", "wasm", false
	for platform, environment := range map[string]build.Context{"natively": native, "for GOOS=js": wasm} {
		for dir := range sources(t).packages() {
			imported, err := environment.ImportDir(filepath.Join(root, dir), 0)
			if _, nothing := err.(*build.NoGoError); nothing {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range imported.Imports {
				if to, own := strings.CutPrefix(name, module); own && !mayImport(dir, to) {
					t.Errorf("%s imports %s (%s); house.md has no such arrow: a component takes a small struct of what it shows,\n"+
						"a page asks the rules, a rule knows only what stands below it; order and arrows are in internal/arch/arrow_test.go",
						dir, to, platform)
				}
			}
		}
	}
}

func TestEveryRoomIsInTheTable(t *testing.T) {
	for dir := range sources(t).packages() {
		if strings.HasPrefix(dir, "internal/") && !slices.Contains(order, room(dir)) && !slices.Contains(forTests, room(dir)) {
			t.Errorf("%s is not in the order of internal/arch: say where it stands", dir)
		}
	}
}

func TestOutsidePackagesStayWhereTheyBelong(t *testing.T) {
	for _, f := range sources(t).files {
		if f.syntax == nil {
			continue
		}
		for _, spec := range f.syntax.Imports {
			name := strings.Trim(spec.Path.Value, `"`)
			for _, rule := range outside {
				if (name == rule.prefix || strings.HasPrefix(name, rule.prefix)) && !rule.may(f) {
					t.Errorf("%s imports %s, which belongs %s", f.path, name, rule.where)
				}
			}
		}
	}
}

// The browser waits for every byte of what the module imports.
func TestTheBrowserIsSparedHeavyPackages(t *testing.T) {
	heavy := []string{"fmt", "reflect", "regexp", "encoding/json", "net/http", "net/url", "text/template", "log"}
	for _, f := range sources(t).files {
		if f.syntax == nil || f.test || !under("wasm", "internal/code")(f) {
			continue
		}
		for _, spec := range f.syntax.Imports {
			if name := strings.Trim(spec.Path.Value, `"`); slices.Contains(heavy, name) {
				t.Errorf("%s imports %s, which makes the WebAssembly module much larger", f.path, name)
			}
		}
	}
}

var forbidden = [][2]string{
	{"internal/code", "internal/clock"},
	{"internal/password", "internal/locale"},
	{"internal/db", "internal/user"},
	{"internal/user", "internal/credential"},
	{"internal/signin", "server/web"},
	{"internal/message", "components"},
	{"components", "internal/user"},
	{"components", "server/web"},
	{"components", "components/signin"},
	{"components/ui", "components/prompt"},
	{"components/prompt", "components/security"},
	{"components/security", "components"},
	{"components/security", "components/signin"},
	{"components/desk", "components/client"},
	{"components/desk", "components/canned"},
	{"components/desk", "components/desk/desktest"},
	{"components/desk/desktest", "components/client"},
	{"components/canned", "components/desk"},
	{"wasm", "internal/locale"},
	{"wasm", "components"},
	{"server/web", "server/signin"},
	{"server/signin", "server/security"},
	{"server/signin", "components/security"},
	{"server/desk", "components/client"},
	{"server/desk", "components/desk/desktest"},
	{"server/web", "components/signin"},
	{"server/web", "components/prompt"},
	{"server/web", "server/prompt"},
	{"server/prompt", "server/signin"},
	{"server/prompt", "components"},
	{"server/client", "components"},
	{"server/client", "components/prompt"},
	{"server/letter", "components/signin"},
	{"server/client", "components/canned/all"},
	{"server/web", "internal/browser"},
	{"server", "server/host"},
	{"server", "internal/clock"},
	{"server/command", "server/signin"},
	{"server/command", "server/hosttest"},
	{"server/host", "server/command"},
	{"server/host", "server/hosttest"},
	{"server/host", "internal/arch"},
	{"server/hosttest", "server/command"},
	{"server/hosttest", "server/signin"},
	{"server/signin", "server/host"},
	{"server/signin", "server/hosttest"},
	{"server/web", "internal/bench"},
	{"internal/bench", "server/web"},
	{"static", "internal/code"},
	{"internal/demo", "internal/browser"},
}

var allowed = [][2]string{
	{"internal/signin", "internal/factor/totp"},
	{"internal/factor", "internal/factor/totp"},
	{"server/client", "internal/account"},
	{"wasm", "internal/code"},
	{"components", "internal/locale"},
	{"components/ui", "internal/code"},
	{"components/security", "components/prompt"},
	{"components/desk/desktest", "components/desk"},
	{"components/canned/all", "components/desk/desktest"},
	{"server/client", "components/client"},
	{"server/client", "server/prompt"},
	{"server/prompt", "components/prompt"},
	{"server/letter", "components/mail"},
	{"server/gallery", "components/canned/all"},
	{"server", "server/command"},
	{"server/host", "server/client"},
	{"server/command", "server/host"},
}

// A rule that forbids nothing would pass unnoticed.
func TestTheTableForbids(t *testing.T) {
	for _, arrow := range forbidden {
		if mayImport(arrow[0], arrow[1]) {
			t.Errorf("%s may import %s", arrow[0], arrow[1])
		}
	}
	for _, arrow := range allowed {
		if !mayImport(arrow[0], arrow[1]) {
			t.Errorf("%s may not import %s", arrow[0], arrow[1])
		}
	}
}
