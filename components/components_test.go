package components_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"latchkey/components/canned"
	"latchkey/components/ui"
	"latchkey/internal/locale"
)

var update = flag.Bool("update", false, "write the golden files in testdata anew")

var everything = ui.Assets{CSS: "/app.css", HTMX: "/htmx.js", Loader: "/loader.js", Icons: "/icons.svg"}

func TestStatesLookAsTheyDid(t *testing.T) {
	for _, s := range canned.States(locale.English()) {
		t.Run(s.Name, func(t *testing.T) {
			got := apart(drawn(t, s, locale.English(), everything))
			golden := filepath.Join("testdata", s.Name+".html")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v (go test ./components -update writes it)", err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s is drawn differently; look at it in the gallery, then run go test ./components -update\n%s", golden, firstDifference(got, want))
			}
		})
	}
}

func TestEveryPageIsSound(t *testing.T) {
	for _, l := range locale.All() {
		for _, assets := range []ui.Assets{{}, everything} {
			for _, s := range canned.States(l) {
				page := string(drawn(t, s, l, assets))
				name := l.Lang() + " " + s.Name
				if n := strings.Count(page, "<h1"); n != 1 {
					t.Errorf("%s has %d h1, want 1", name, n)
				}
				for _, forbidden := range []string{" style=", "<style", " onclick=", "javascript:", "hx-on"} {
					if strings.Contains(page, forbidden) {
						t.Errorf("%s holds %q, which the content security policy forbids", name, forbidden)
					}
				}
				if n := strings.Count(page, " autofocus"); n > 1 {
					t.Errorf("%s wants the focus in %d places", name, n)
				}
				for _, ids := range twice(page) {
					t.Errorf("%s has the id %q twice", name, ids)
				}
				if assets.Loader == "" && strings.Contains(page, "<script") {
					t.Errorf("%s has a script although this build has none", name)
				}
			}
		}
	}
}

func TestFocusMovesWithThePartial(t *testing.T) {
	for _, s := range canned.States(locale.English()) {
		var b bytes.Buffer
		if err := s.Partial(everything).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(b.String(), " autofocus"); n != 1 && s.Name != "strength" {
			t.Errorf("%s swapped in wants the focus in %d places, want 1", s.Name, n)
		}
		if !strings.HasPrefix(b.String(), "<title>"+s.Title[:1]) {
			t.Errorf("%s swapped in does not begin with its title", s.Name)
		}
	}
}

func drawn(t *testing.T, s canned.State, l *locale.Locale, assets ui.Assets) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Page(assets).Render(locale.Into(t.Context(), l), &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
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

var id = regexp.MustCompile(` id="([^"]*)"`)

func twice(page string) []string {
	var again []string
	seen := map[string]bool{}
	for _, m := range id.FindAllStringSubmatch(page, -1) {
		if seen[m[1]] {
			again = append(again, m[1])
		}
		seen[m[1]] = true
	}
	return again
}
