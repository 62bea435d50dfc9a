package components_test

import (
	"encoding/json"
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
	for _, file := range templates(t) {
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
	for _, file := range append(templates(t), "components.go", "backupcode.go", "prompt.go") {
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
			t.Errorf("nothing says %s", key)
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
			if goBlock.MatchString(trimmed) || strings.HasPrefix(trimmed, "if ") || strings.HasPrefix(trimmed, "for ") || strings.HasPrefix(trimmed, "@") {
				continue
			}
			lines = append(lines, trimmed)
		}
		bodies = append(bodies, strings.Join(lines, ""))
	}
	return bodies
}

func templates(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.templ")
	if err != nil || len(files) < 30 {
		t.Fatalf("found %d templates: %v", len(files), err)
	}
	return files
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
