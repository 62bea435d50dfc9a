package main

import (
	"strings"
	"testing"
)

// said is what a command answers.
type said struct {
	status   int
	out, err string
}

// refuses fails the test unless the command failed with one sentence that has these words.
func (s said) refuses(t *testing.T, status int, words ...string) {
	t.Helper()
	if s.status != status || strings.Count(strings.TrimSpace(s.err), "\n") != 0 || !strings.HasPrefix(s.err, "latchkey: ") {
		t.Errorf("status %d, want %d and one sentence:\n%s%s", s.status, status, s.out, s.err)
	}
	for _, w := range words {
		if !strings.Contains(s.err, w) {
			t.Errorf("%q does not say %q", s.err, w)
		}
	}
}

func (s said) succeeds(t *testing.T, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(s.out, w) {
			t.Errorf("does not say %q:\n%s", w, s.out)
		}
	}
	if s.status != 0 {
		t.Errorf("status %d:\n%s%s", s.status, s.out, s.err)
	}
}
