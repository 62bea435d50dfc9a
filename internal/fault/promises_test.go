package fault

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A promise is worth what holds it. A test that was renamed or dropped leaves its promise standing there.
func TestThePromisesNameTestsThatExist(t *testing.T) {
	var tests strings.Builder
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".git"):
			return filepath.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		tests.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Z0-9][A-Za-z0-9]*)(…?)`").FindAllStringSubmatch(promises(t), -1)
	for _, name := range named {
		declared := "\nfunc " + name[1]
		if name[2] == "" {
			declared += "("
		}
		if !strings.Contains(tests.String(), declared) {
			t.Errorf("promises.md names %s, and there is no such test", name[1])
		}
	}
	if len(named) < len(classes) {
		t.Errorf("promises.md names %d tests, fewer than there are classes of mistakes: are they written in another way now?", len(named))
	}
}

func TestThePromisesCountTheMistakes(t *testing.T) {
	if says := fmt.Sprintf("%d such mistakes", len(faults())); !strings.Contains(promises(t), says) {
		t.Errorf("promises.md does not say %q", says)
	}
}

func promises(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, ".github", "promises.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
