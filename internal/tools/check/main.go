// Command check answers, within half a minute, whether what was changed since the main branch is in order: its format,
// what vet says of it and of what imports it, the house rules, and its own tests. `task test` runs everything.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	if err := check(); err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(1)
	}
}

func check() error {
	root, err := output(".", "git", "rev-parse", "--show-toplevel")
	if err != nil {
		return err
	}
	root = strings.TrimSpace(root)
	files, err := changedFiles(root)
	if err != nil {
		return err
	}
	all, err := packages(root)
	if err != nil {
		return err
	}
	p := choose(all, files)
	var failed error
	if len(p.format) > 0 {
		failed = errors.Join(failed, format(root, p.format))
	}
	if len(p.vet) > 0 {
		failed = errors.Join(failed, run(root, "go", append([]string{"vet"}, p.vet...)...))
	}
	failed = errors.Join(failed, run(root, "go", append([]string{"test"}, p.test...)...))
	if len(p.left) > 0 {
		fmt.Println("left to `task test`:", strings.Join(p.left, " "))
	}
	return failed
}

// changedFiles are those that differ from where this branch left the main one, and new ones.
func changedFiles(root string) ([]string, error) {
	base := "HEAD"
	for _, trunk := range []string{"origin/main", "main"} {
		if at, err := output(root, "git", "merge-base", "HEAD", trunk); err == nil {
			base = strings.TrimSpace(at)
			break
		}
	}
	changed, err := output(root, "git", "diff", "--name-only", base)
	if err != nil {
		return nil, err
	}
	added, err := output(root, "git", "ls-files", "--others", "--exclude-standard")
	return strings.Fields(changed + "\n" + added), err
}

// packages are all of the module, with what they and their tests import.
func packages(root string) ([]pkg, error) {
	text, err := output(root, "go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	if err != nil {
		return nil, err
	}
	var all []pkg
	for decoder := json.NewDecoder(strings.NewReader(text)); decoder.More(); {
		var p pkg
		if err := decoder.Decode(&p); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

func format(root string, files []string) error {
	files = slices.DeleteFunc(files, func(file string) bool { // those that are gone
		_, err := os.Stat(filepath.Join(root, file))
		return err != nil
	})
	if len(files) == 0 {
		return nil
	}
	fmt.Println("gofumpt -l", strings.Join(files, " "))
	words, err := output(root, "go", append([]string{"tool", "-modfile=internal/tools/go.mod", "gofumpt", "-l"}, files...)...)
	if err != nil || words == "" {
		return err
	}
	return fmt.Errorf("gofumpt would change these (go tool -modfile=internal/tools/go.mod gofumpt -w FILE):\n%s", words)
}

// run says what it runs, and how long that took.
func run(root, name string, args ...string) error {
	words := name + " " + strings.Join(args, " ")
	fmt.Println(words)
	began := time.Now()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = root, os.Stdout, os.Stderr
	err := cmd.Run()
	fmt.Printf("  %.1f s\n", time.Since(began).Seconds())
	if err != nil {
		return fmt.Errorf("%s: %w", words, err)
	}
	return nil
}

func output(dir, name string, args ...string) (string, error) {
	var out, failed bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &failed
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, args[0], err, failed.String())
	}
	return out.String(), nil
}
