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
	counted        int // turns
	thrown         int // turns in which the machine changed its speed
	skippedBecause []string
}

func (r *report) section(title string) { fmt.Fprintf(r.out, "\n%s\n", title) }

// note prints a figure that has no bar.
func (r *report) note(what, format string, args ...any) {
	fmt.Fprintf(r.out, "        %-62s %s\n", what, fmt.Sprintf(format, args...))
}

// hold prints a figure, its bar, and whether it meets it. Of goes on with the name of the bar.
func (r *report) hold(name, of string, figure float64, detail string) {
	held, known := bars[name]
	if !known {
		panic("no bar is called " + name)
	}
	met, sign := figure <= held.limit, "<="
	if held.least {
		met, sign = figure >= held.limit, ">="
	}
	verdict := "ok    "
	if met {
		r.met++
	} else {
		verdict = "MISSED"
		r.missed++
	}
	fmt.Fprintf(r.out, "%s  %-62s %9s  [%s]  %s\n", verdict, name+of, fmt.Sprintf(held.format, figure),
		sign+" "+fmt.Sprintf(held.format, held.limit), detail)
}

// holdMedian holds the median of what several turns saw, and prints how far they lie apart.
func (r *report) holdMedian(name, of string, seen []float64) {
	format := bars[name].format
	r.hold(name, of, median(seen), fmt.Sprintf(format+" to "+format+" in %d turns", slices.Min(seen), slices.Max(seen), len(seen)))
}

func (r *report) skip(why string) {
	r.skippedBecause = append(r.skippedBecause, why)
	fmt.Fprintf(r.out, "skipped %s\n", why)
}

// end prints the sum and reports whether every bar was met.
func (r *report) end() bool {
	fmt.Fprintf(r.out, "\n%d turns counted, %d thrown away since the hash differed before and after them\n", r.counted, r.thrown)
	fmt.Fprintf(r.out, "%d bars met, %d missed, %d skipped\n", r.met, r.missed, len(r.skippedBecause))
	return r.missed == 0
}

func median[T cmp.Ordered](values []T) T { return percentile(values, 50) }

// percentile is the smallest value that p percent of all do not exceed.
func percentile[T cmp.Ordered](values []T, p int) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max(0, (len(sorted)*p+99)/100-1)]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
