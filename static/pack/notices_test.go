package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each text stands once, below everything that it is for; what names no terms stops the build.
func TestNoticesAreLaidOut(t *testing.T) {
	t.Parallel()
	got := layOut([]component{{"c 1", "one"}, {"b 1", "two"}, {"a 1", "one"}})
	if want := "=== a 1\n=== c 1\n\none\n\n=== b 1\n\ntwo\n\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	root := t.TempDir()
	inner := filepath.Join(root, "inner")
	dirs := map[string]bool{root: true, inner: true}
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(inner, 0o755); err != nil {
		t.Fatal(err)
	}
	put("license.go", "package license")
	put("README.md", "read me")
	if text, err := textOf(root, dirs); err == nil {
		t.Errorf("nothing says under which terms it is, and there is %q", text)
	}
	put("LICENSE", "terms\r\n")
	put("NOTICE", "who made it\n")
	put("inner/LICENCE-3RD-PARTY.md", "others")
	put("inner/LICENSE", "terms")
	if text, err := textOf(root, dirs); err != nil || text != "terms\n\nwho made it\n\nothers" {
		t.Errorf("%q, %v", text, err)
	}
}

// What is packed for a browser is fetched from npm, and its notices are gathered by the lock: those for development are not.
func TestThePackagesOfTheLockAreNamed(t *testing.T) {
	t.Chdir("../..")
	if _, err := os.Stat(modules); err != nil {
		t.Skip("this test needs static/node_modules, which `npm ci` makes")
	}
	all, err := npmPackages()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range all {
		names = append(names, strings.Fields(c.name)[0])
		if len(c.text) < 20 {
			t.Errorf("%s: %q", c.name, c.text)
		}
	}
	said := strings.Join(names, " ")
	for _, name := range []string{"htmx.org", "lucide-static", "fxa-common-password-list"} {
		if !strings.Contains(said, name) {
			t.Errorf("%s is missing: %s", name, said)
		}
	}
	if strings.Contains(said, "esbuild") || strings.Contains(said, "axe-core") {
		t.Errorf("%s: some of that is in no program", said)
	}
}
