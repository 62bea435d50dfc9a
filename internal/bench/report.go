package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"
)

// report prints each figure with its bar as it is measured.
type report struct {
	out            io.Writer
	met, missed    int
	skippedBecause []string
}

func (r *report) section(title string) { fmt.Fprintf(r.out, "\n%s\n", title) }

// note prints a figure that has no bar.
func (r *report) note(what, format string, args ...any) {
	fmt.Fprintf(r.out, "        %-50s %s\n", what, fmt.Sprintf(format, args...))
}

// line prints a figure, its bar, and whether it meets it.
func (r *report) line(ok bool, what, figure, bar, detail string) {
	verdict := "ok    "
	r.met++
	if !ok {
		verdict = "MISSED"
		r.met--
		r.missed++
	}
	fmt.Fprintf(r.out, "%s  %-50s %12s  [%s]  %s\n", verdict, what, figure, bar, detail)
}

// atLeast and atMost compare a figure with its bar, both printed by the same format.
func (r *report) atLeast(what, format string, figure, bar float64, detail string) {
	r.line(figure >= bar, what, fmt.Sprintf(format, figure), ">= "+fmt.Sprintf(format, bar), detail)
}

func (r *report) atMost(what, format string, figure, bar float64, detail string) {
	r.line(figure <= bar, what, fmt.Sprintf(format, figure), "<= "+fmt.Sprintf(format, bar), detail)
}

func (r *report) skip(why string) {
	r.skippedBecause = append(r.skippedBecause, why)
	fmt.Fprintf(r.out, "skipped %s\n", why)
}

// end prints the sum and reports whether every bar was met.
func (r *report) end() bool {
	fmt.Fprintf(r.out, "\n%d bars met, %d missed, %d skipped\n", r.met, r.missed, len(r.skippedBecause))
	return r.missed == 0
}

func median[T cmp.Ordered](values []T) T { return percentile(values, 50) }

// percentile is the smallest value that p percent of all do not exceed.
func percentile[T cmp.Ordered](values []T, p int) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max(0, (len(sorted)*p+99)/100-1)]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
