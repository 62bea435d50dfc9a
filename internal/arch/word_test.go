package arch

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// keys returns the keys of every English catalogue; the tests of internal/locale hold the other languages to them.
func keys(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, "internal/locale/catalogue/*.en.json"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no catalogues: %v", err)
	}
	found := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var catalogue map[string]any
		if err := json.Unmarshal(text, &catalogue); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for key := range catalogue {
			found[key] = filepath.Base(name)
		}
	}
	return found
}

var (
	quoted = regexp.MustCompile(`"([a-z_]+\.[a-z0-9_.]*)"`)
	asked  = regexp.MustCompile(`\b[TN]\((?:ctx, )?"([^"]+)"([,)])`)
)

// A sentence that no program can say is noise for translators. A key may be put together, as in "status." + code or
// topic + "_lead", so the part before any of its dots and underscores counts too.
func TestEverySentenceIsUsed(t *testing.T) {
	literals := map[string]bool{}
	for _, f := range sources(t).files {
		if f.generated || f.test || f.ext() != ".go" && f.ext() != ".templ" {
			continue
		}
		for _, match := range quoted.FindAllSubmatch(f.text, -1) {
			literals[string(match[1])] = true
		}
	}
	for key, catalogue := range keys(t) {
		if !said(key, literals) {
			t.Errorf("%s: nothing says %q", catalogue, key)
		}
	}
}

func said(key string, literals map[string]bool) bool {
	for i := range len(key) {
		if (key[i] == '.' || key[i] == '_') && (literals[key[:i+1]] || key[i] == '_' && literals[key[:i]]) {
			return true
		}
	}
	return literals[key]
}

// A key that is asked for and not there would be shown to people as it is.
func TestEverySentenceAskedForIsThere(t *testing.T) {
	there := keys(t)
	for _, f := range sources(t).files {
		if f.generated || f.test || f.ext() != ".go" && f.ext() != ".templ" {
			continue
		}
		for _, match := range asked.FindAllSubmatch(f.text, -1) {
			if key := string(match[1]); there[key] == "" {
				t.Errorf("%s asks for %q, which no catalogue has", f.path, key)
			}
		}
	}
}
