package host_test

import (
	"regexp"
	"strings"
	"testing"

	"latchkey/server/hosttest"
)

var secretField = regexp.MustCompile(`password|current|code|secret|token|file|logo$`)

// What is typed too late is kept for a day: never what proves anything, and only where a page shows it again.
func TestNoDraftHoldsASecret(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	shown := map[string]bool{}
	for _, r := range s.Site.Routes() {
		shown[r.Path] = shown[r.Path] || r.Method == "GET"
	}
	some := 0
	for _, r := range s.Site.Routes() {
		for _, field := range r.Draft {
			some++
			if secretField.MatchString(strings.NewReplacer("two-factor", "", "postcode", "").Replace(field)) || r.Method != "POST" {
				t.Errorf("%s %s keeps %s", r.Method, r.Path, field)
			}
		}
		if page := r.Stands; len(r.Draft) > 0 && !shown[r.Path] || page != "" && !shown[page] {
			t.Errorf("%s: what is kept is shown nowhere", r.Path)
		}
	}
	if some == 0 {
		t.Error("no route keeps anything: this test has gone blind")
	}
}
