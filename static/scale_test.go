package static_test

import (
	"io/fs"
	"regexp"
	"testing"

	"latchkey/static"
)

// There are five sizes of type. Besides them stand only the monogram, drawn like a picture, paper, and code within a line.
func TestTypeHasFiveSizes(t *testing.T) {
	sizes := regexp.MustCompile(`(?:font-size:\s*|font:\s*(?:\d+ )?)([^;}/]+)`)
	allowed := regexp.MustCompile(`^(?:var\(--t[1-5]\)|max\(16px, 1rem\)|\.9375em|700 17px|17px|14pt|inherit)$`)
	sheets, err := fs.Glob(static.FS, "css/*/*.css")
	if err != nil {
		t.Fatal(err)
	}
	declared := 0
	for _, name := range sheets {
		sheet, err := fs.ReadFile(static.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range sizes.FindAllSubmatch(sheet, -1) {
			if declared++; !allowed.Match(m[1]) {
				t.Errorf("%s: %s is none of the sizes --t1 to --t5", name, m[0])
			}
		}
	}
	if declared < 40 {
		t.Errorf("only %d sizes are declared: are these the stylesheets?", declared)
	}
}
