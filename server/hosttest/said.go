package hosttest

import (
	"strings"
	"testing"
)

// Said is the outcome of a command: exit status and output.
type Said struct {
	Status   int
	Out, Err string
}

// Refuses fails the test unless the command failed with that status and one sentence that contains words.
func (s Said) Refuses(t *testing.T, status int, words ...string) {
	t.Helper()
	if s.Status != status || strings.Count(strings.TrimSpace(s.Err), "\n") != 0 || !strings.HasPrefix(s.Err, "latchkey: ") {
		t.Errorf("status %d, want %d and one sentence:\n%s%s", s.Status, status, s.Out, s.Err)
	}
	for _, w := range words {
		if !strings.Contains(s.Err, w) {
			t.Errorf("%q does not say %q", s.Err, w)
		}
	}
}

// Succeeds fails the test unless the command succeeded and its output contains words.
func (s Said) Succeeds(t *testing.T, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(s.Out, w) {
			t.Errorf("does not say %q:\n%s", w, s.Out)
		}
	}
	if s.Status != 0 {
		t.Errorf("status %d:\n%s%s", s.Status, s.Out, s.Err)
	}
}
