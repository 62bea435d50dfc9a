package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// component is something of other people's that is in the binary, with the text that has to go along with it.
type component struct {
	name string // with its version
	text string
}

// The notices are one file, packed with brotli. Each name stands on a line of its own that begins with noticeFor, above the
// text that is for it.
const (
	noticesName = "notices.br"
	noticeFor   = "=== "
)

// notice is what the files are called that say under which terms something may be passed on.
var notice = regexp.MustCompile(`(?i)^(licen[cs]e|notice|copying|copyright|patents|unlicense|authors|third.?party)[^/]*$`)

// writeNotices gathers the notices of everything in the binary that others have made.
func writeNotices(p *pkg) error {
	var all []component
	for _, gather := range []func() ([]component, error){goModules, goItself, npmPackages, data} {
		some, err := gather()
		if err != nil {
			return fmt.Errorf("gathering notices: %w", err)
		}
		all = append(all, some...)
	}
	packed, err := p.brotlied([]byte(layOut(all)))
	if err != nil {
		return err
	}
	return p.write(noticesName, packed)
}

// layOut writes each text once, below the names of all that it is for.
func layOut(all []component) string {
	slices.SortStableFunc(all, func(a, b component) int { return strings.Compare(a.name, b.name) })
	names := map[string][]string{}
	var order []string
	for _, c := range all {
		if names[c.text] == nil {
			order = append(order, c.text)
		}
		names[c.text] = append(names[c.text], c.name)
	}
	var out strings.Builder
	for _, text := range order {
		for _, name := range names[text] {
			out.WriteString(noticeFor + name + "\n")
		}
		out.WriteString("\n" + text + "\n\n")
	}
	return out.String()
}

const listed = "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}\t{{$.Dir}}{{end}}{{end}}"

// goModules are the modules whose packages are in the program or in its WebAssembly, here and on no other system.
func goModules() ([]component, error) {
	folders := map[string]map[string]bool{} // of each module, those with its packages
	roots := map[string]string{}
	for _, of := range [][]string{{"./server"}, {"./wasm", "GOOS=js", "GOARCH=wasm"}} {
		cmd := exec.Command("go", "list", "-deps", "-f", listed, of[0])
		cmd.Env = append(append(os.Environ(), "CGO_ENABLED=0"), of[1:]...)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(out)) {
			part := strings.Split(strings.TrimSpace(line), "\t")
			if len(part) != 3 {
				continue
			}
			if folders[part[0]] == nil {
				folders[part[0]] = map[string]bool{}
			}
			roots[part[0]] = part[1]
			for dir := part[2]; strings.HasPrefix(dir, part[1]); dir = filepath.Dir(dir) {
				folders[part[0]][dir] = true
			}
		}
	}
	var all []component
	for name, dirs := range folders {
		text, err := textOf(roots[name], dirs)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, component{name, text})
	}
	return all, nil
}

// textOf is what the notices in these folders say, that of the root first.
func textOf(root string, dirs map[string]bool) (string, error) {
	var names []string
	for dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return "", err
		}
		for _, e := range entries {
			if notice.MatchString(e.Name()) && !e.IsDir() && filepath.Ext(e.Name()) != ".go" {
				names = append(names, filepath.Join(dir, e.Name()))
			}
		}
	}
	if len(names) == 0 {
		return "", fmt.Errorf("there is no licence in %s: %w", root, fs.ErrNotExist)
	}
	slices.SortFunc(names, func(a, b string) int {
		if n := strings.Count(a, "/") - strings.Count(b, "/"); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	return read(names...)
}

func read(names ...string) (string, error) {
	var texts []string
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		said := strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n"))
		if said != "" && !slices.Contains(texts, said) {
			texts = append(texts, said)
		}
	}
	return strings.Join(texts, "\n\n"), nil
}

// goItself is the standard library, and the script with which Go starts WebAssembly.
func goItself() ([]component, error) {
	out, err := exec.Command("go", "env", "GOROOT", "GOVERSION").Output()
	if err != nil {
		return nil, err
	}
	said := strings.Fields(string(out))
	if len(said) != 2 {
		return nil, errors.New("go env says neither GOROOT nor GOVERSION")
	}
	text, err := read(filepath.Join(said[0], "LICENSE"), filepath.Join(said[0], "PATENTS"))
	return []component{{"Go standard library " + said[1], text}}, err
}

// npmPackages are the packages of which something is packed: all that are not for development alone.
func npmPackages() ([]component, error) {
	lock, err := os.ReadFile(sources + "/package-lock.json")
	if err != nil {
		return nil, err
	}
	var locked struct {
		Packages map[string]struct {
			Version, License string
			Dev              bool
		}
	}
	if err := json.Unmarshal(lock, &locked); err != nil {
		return nil, err
	}
	var all []component
	for path, is := range locked.Packages {
		name, found := strings.CutPrefix(path, "node_modules/")
		if !found || is.Dev {
			continue
		}
		dir := filepath.Join(sources, path)
		text, err := textOf(dir, map[string]bool{dir: true})
		if errors.Is(err, fs.ErrNotExist) { // what it says of itself has to do
			text, err = declared(dir, is.License)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, component{name + " " + is.Version, text})
	}
	return all, nil
}

func declared(dir, licence string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		return "", err
	}
	var about struct {
		Author     any
		Homepage   string
		Repository struct{ URL string }
	}
	if err := json.Unmarshal(text, &about); err != nil {
		return "", err
	}
	if licence == "" {
		return "", fmt.Errorf("%s names no licence", dir)
	}
	author, _ := about.Author.(string)
	return strings.TrimSpace(fmt.Sprintf("Licence: %s\nAuthor: %s\nSource: %s", licence, author, about.Repository.URL)), nil
}

const changed = "Changed: the passwords of eight characters and more, in lower case, are kept as a Bloom filter.\n\n"

// data is what is in a package and has terms of its own.
func data() ([]component, error) {
	passwords, err := read(filepath.Join(filepath.Dir(knownPasswords), "README.md"))
	if err != nil {
		return nil, err
	}
	numbers, err := read(sources + "/notices/libphonenumber.txt")
	if err != nil {
		return nil, err
	}
	unicode, err := read(sources + "/notices/unicode.txt")
	return []component{
		{"10 million password list", changed + passwords},
		{"libphonenumber's metadata", numbers},
		{"Unicode data", unicode},
	}, err
}
