package components_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"latchkey/components/canned"
	"latchkey/components/canned/all"
	"latchkey/components/canned/golden"
	"latchkey/components/ui"
	"latchkey/internal/locale"
)

// The gallery shows a state by its name, and the tests of a browser visit each once.
func TestEveryStateHasANameOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range all.States(locale.English()) {
		if seen[s.Name] {
			t.Errorf("two states are called %s", s.Name)
		}
		seen[s.Name] = true
	}
	if len(seen) < 190 {
		t.Errorf("only %d states were found: the list has gone blind", len(seen))
	}
}

func TestEveryPageIsSound(t *testing.T) {
	for _, l := range locale.All() {
		for _, assets := range []ui.Assets{{}, golden.Everything} {
			for _, s := range all.States(l) {
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
	for _, s := range all.States(locale.English()) {
		var b bytes.Buffer
		if err := s.Partial(golden.Everything).Render(t.Context(), &b); err != nil {
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
