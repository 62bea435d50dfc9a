// Package golden compares what components draw with stored HTML, for tests only: each state of a screen has one
// file in testdata beside its test. The frame is left out, because it has files of its own.
package golden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"latchkey/components/canned"
	"latchkey/components/ui"
	"latchkey/internal/locale"

	"github.com/a-h/templ"
)

var update = flag.Bool("update", false, "write the golden files in testdata anew")

// Everything holds asset URLs of a complete build: style sheet, scripts and icons.
var Everything = ui.Assets{CSS: "/first.css", Area: "/area.css", HTMX: "/htmx.js", Loader: "/loader.js", Icons: "/icons.svg"}

// Screens compares an area's states, in English, with their files, and fails if testdata has a file for which
// there is no state. Others names files that another test compares.
func Screens(t *testing.T, states func(*locale.Locale) []canned.State, others ...string) {
	t.Helper()
	known := others
	for _, s := range states(locale.English()) {
		known = append(known, s.Name)
		t.Run(s.Name, func(t *testing.T) { Compare(t, s.Name, s.Screen) })
	}
	files, err := filepath.Glob("testdata/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(filepath.Base(file), ".html"); !slices.Contains(known, name) {
			t.Errorf("%s is the picture of nothing", file)
		}
	}
}

// Compare compares what is drawn, in English, with the stored file of that name. With the flag -update it
// writes the file instead.
func Compare(t *testing.T, name string, drawn templ.Component) {
	t.Helper()
	var b bytes.Buffer
	ctx := locale.Into(ui.WithDrawing(t.Context(), Everything, false), locale.English())
	if err := drawn.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	got, file := apart(b.Bytes()), filepath.Join("testdata", name+".html")
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (go test ./components/... -update writes it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is drawn differently; look at it in the gallery, then run go test ./components/... -update\n%s", file,
			firstDifference(got, want))
	}
}

// apart puts every element on a line of its own, so that a difference can be read.
func apart(page []byte) []byte {
	return append(bytes.ReplaceAll(page, []byte("><"), []byte(">\n<")), '\n')
}

func firstDifference(got, want []byte) string {
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "got  " + g[i] + "\nwant " + w[i]
		}
	}
	return "one is longer than the other"
}
