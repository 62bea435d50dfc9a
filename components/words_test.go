package components_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	word      = regexp.MustCompile(`[\p{L}]{2,}`)
	textNode  = regexp.MustCompile(`>([^<>{}@]+)<`)
	attribute = regexp.MustCompile(` (?:aria-label|alt|title|placeholder|data-copied)="([^"]+)"`)
	goBlock   = regexp.MustCompile(`(?m)^(package|import|type|var|const|func|//)`)
)

// What a person reads comes from the catalogue, so no word may stand in the markup itself.
func TestWordsComeFromTheCatalogue(t *testing.T) {
	templates, _ := written(t)
	for _, file := range templates {
		for _, markup := range markup(read(t, file)) {
			for _, pattern := range []*regexp.Regexp{textNode, attribute} {
				for _, found := range pattern.FindAllStringSubmatch(markup, -1) {
					if word.MatchString(found[1]) {
						t.Errorf("%s: %q is not in the catalogue", file, strings.TrimSpace(found[1]))
					}
				}
			}
		}
	}
}

// A sentence that no component says any more is dropped from the catalogue.
func TestCatalogueHoldsNothingUnused(t *testing.T) {
	var sources strings.Builder
	templates, goFiles := written(t)
	for _, file := range append(templates, goFiles...) {
		sources.WriteString(read(t, file))
	}
	var catalogue map[string]any
	if err := json.Unmarshal([]byte(read(t, "../internal/locale/catalogue/components.en.json")), &catalogue); err != nil {
		t.Fatal(err)
	}
	for key := range catalogue {
		area, _, _ := strings.Cut(key, ".")
		if area == "section" || area == "status" || area == "contact" {
			continue // made of a code at run time
		}
		if !strings.Contains(sources.String(), `"`+key+`"`) {
			t.Errorf("components.*.json has %s, which no component says: move it to the catalogue of who says it, or drop it", key)
		}
	}
}

// markup returns the bodies of a file's templ functions, without Go statements.
func markup(source string) []string {
	var bodies []string
	for _, part := range strings.Split(source, "\ntempl ")[1:] {
		body, _, _ := strings.Cut(part, "\n}")
		var lines []string
		for _, line := range strings.Split(body, "\n")[1:] {
			trimmed := strings.TrimSpace(line)
			if goBlock.MatchString(trimmed) ||
				strings.HasPrefix(trimmed, "if ") || strings.HasPrefix(trimmed, "for ") || strings.HasPrefix(trimmed, "@") {
				continue
			}
			lines = append(lines, trimmed)
		}
		bodies = append(bodies, strings.Join(lines, ""))
	}
	return bodies
}

// written are the files of all components that somebody wrote, canned values aside: first the templates, then the Go files.
func written(t *testing.T) (templates, goFiles []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || strings.HasSuffix(name, "_templ.go") || strings.HasSuffix(name, "_test.go"):
		case entry.IsDir() && (entry.Name() == "testdata" || entry.Name() == "canned" || strings.HasSuffix(entry.Name(), "test")):
			return filepath.SkipDir
		case filepath.Ext(name) == ".templ":
			templates = append(templates, name)
		case filepath.Ext(name) == ".go":
			goFiles = append(goFiles, name)
		}
		return err
	})
	if err != nil || len(templates) < 90 {
		t.Fatalf("found %d templates: %v", len(templates), err)
	}
	return templates, goFiles
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
