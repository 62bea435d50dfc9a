package components_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// An apostrophe that is typed, in a sentence. Comments and Go code of a template are not read by people.
var straight = regexp.MustCompile(`\pL'\pL`)

// People read one apostrophe everywhere, the curly one.
func TestThereIsOneApostrophe(t *testing.T) {
	t.Parallel()
	read := 0
	for _, root := range []string{"../internal/locale/catalogue", ".", "../server"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".json" && filepath.Ext(path) != ".templ" {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			read++
			for line := range strings.Lines(string(text)) {
				shown, _, _ := strings.Cut(line, "// ")
				if straight.MatchString(shown) {
					t.Errorf("%s: %s", path, strings.TrimSpace(line))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 50 {
		t.Errorf("only %d files were read", read)
	}
}
