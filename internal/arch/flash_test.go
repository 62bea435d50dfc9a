package arch

import (
	"regexp"
	"strings"
	"testing"
)

var (
	saysSomething = regexp.MustCompile(`[?&](done|said)=`)
	believesIt    = regexp.MustCompile(`Query\("(done|said)"\)`)
)

// What a page says after a redirect comes from Request.Saying, and never from the address alone, which anybody can make.
func TestPagesSayOnlyWhatTheyWereTold(t *testing.T) {
	for _, f := range sources(t).files {
		if !strings.HasPrefix(f.path, "server/") || f.test || f.ext() != ".go" || strings.HasPrefix(f.path, "server/hosttest/") {
			continue
		}
		for n, line := range strings.Split(string(f.text), "\n") {
			if saysSomething.MatchString(line) && !strings.Contains(line, "Saying(") {
				t.Errorf("%s:%d: what the next page says goes through r.Saying, or that page will not believe it", f.path, n+1)
			}
			if believesIt.MatchString(line) {
				t.Errorf("%s:%d: ask r.Told: an address alone says nothing", f.path, n+1)
			}
		}
	}
}
