// Command bench measures how fast, how small and how lean Latchkey is, as ratios on the machine that it runs
// on, and compares each with its limit. It starts the real program as a process and talks to it over loopback
// only.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/spf13/pflag"
)

// scale says how much is measured. The bars are meant for the defaults.
type scale struct {
	rounds  int // interleaved runs, of which the median counts
	signIns int // in each run
	people  int
	starts  int
	large   size   // the host with many tickets
	keep    string // the folder in which it is kept from run to run; "" makes one in each
	only    []string
}

func main() {
	var s scale
	flags := pflag.NewFlagSet("bench", pflag.ExitOnError)
	flags.IntVar(&s.rounds, "rounds", 5, "interleaved runs, of which the median counts")
	flags.IntVar(&s.signIns, "sign-ins", 500, "sign-ins in each run")
	flags.IntVar(&s.people, "people", 1500, "people who sign in")
	flags.IntVar(&s.starts, "starts", 10, "starts of the program, of which the median counts")
	flags.StringSliceVar(&s.only, "only", nil, "measure only these: start, sign-in, page, weight, desk, browser")
	flags.IntVar(&s.large.accounts, "accounts", 5_000, "client accounts of the host with many tickets")
	flags.IntVar(&s.large.tickets, "tickets", 100_000, "tickets of that host")
	flags.StringVar(&s.keep, "keep", "", "a folder in which the host with many tickets is made once and used again")
	_ = flags.Parse(os.Args[1:])
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	met, err := run(ctx, s, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	if !met {
		os.Exit(1)
	}
}

// run measures everything and reports whether every bar was met.
func run(ctx context.Context, s scale, out io.Writer) (met bool, err error) {
	dir, err := os.MkdirTemp("", "latchkey-bench-")
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	b := &bench{scale: s, dir: dir, report: &report{out: out}}
	fmt.Fprintf(out, "Latchkey on %d processors, %s. Building, and making %d people …\n", runtime.GOMAXPROCS(0), runtime.Version(), s.people)
	if err := b.prepare(ctx); err != nil {
		return false, err
	}
	for _, part := range []struct {
		name    string
		measure func(context.Context) error
	}{
		{"start", b.measureStart},
		{"sign-in", b.measureSignIns},
		{"page", b.measurePages},
		{"weight", b.measureWeight},
		{"desk", b.measureDesk},
		{"browser", b.measureBrowser},
	} {
		if !s.wants(part.name) {
			continue
		}
		if err := part.measure(ctx); err != nil {
			return false, fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return b.report.end(), nil
}
