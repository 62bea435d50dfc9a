package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// countsOf is the test that counts what no machine changes, and holds it to budgets of its own.
const countsOf = "^TestWhatEachPageCosts$"

// measureCounts prints what a sign-in and a page take, and counts what goes beyond its budget. The test says each in a line such as
// "cost: GET /security | statements 9 of 10 | KB 70 of 80".
func (b *bench) measureCounts(ctx context.Context) error {
	b.section("Exact counts, the same on every machine")
	said, failed := exec.CommandContext(ctx, "go", "test", "./server/host", "-run", countsOf, "-count", "1", "-v").CombinedOutput()
	pages, beyond := 0, []string{}
	for line := range strings.Lines(string(said)) {
		_, cost, found := strings.Cut(line, "cost: ")
		if !found {
			continue
		}
		what, figures, _ := strings.Cut(strings.TrimSpace(cost), " | ")
		if what == "a sign-in" || what == "GET /security" {
			b.note(what, "%s", strings.ReplaceAll(figures, " | ", ", "))
		}
		pages++
		for figure := range strings.SplitSeq(figures, " | ") {
			var name string
			var seen, budget float64
			if _, err := fmt.Sscanf(figure, "%s %f of %f", &name, &seen, &budget); err != nil {
				return fmt.Errorf("reading %q: %w", line, err)
			}
			if seen > budget {
				beyond = append(beyond, what+": "+figure)
			}
		}
	}
	if pages == 0 {
		return errors.Join(failed, fmt.Errorf("%s counts nothing: %s", countsOf, said))
	}
	b.hold("counts beyond their budgets", "", float64(len(beyond)),
		fmt.Sprintf("of a sign-in and %d pages %s", pages-1, strings.Join(beyond, "; ")))
	return nil
}
