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
	"syscall"

	"github.com/spf13/pflag"
)

// scale says how much is measured. The bars are meant for the defaults.
type scale struct {
	rounds     int // turns that have to count for a figure
	steady     float64
	people     int // who sign in
	starts     int
	population int    // people of the host with very many
	large      size   // the host with many tickets
	keep       string // the folder in which large hosts are kept from run to run; "" makes them in each
	only       []string
}

func main() {
	var s scale
	flags := pflag.NewFlagSet("bench", pflag.ExitOnError)
	flags.IntVar(&s.rounds, "rounds", 5, "turns of which the median counts")
	flags.Float64Var(&s.steady, "steady", 0.05, "by how much the hash may differ before and after a turn that counts")
	flags.IntVar(&s.people, "people", 1500, "people who sign in")
	flags.IntVar(&s.starts, "starts", 10, "starts of the program, of which the median counts")
	flags.StringSliceVar(&s.only, "only", nil, "measure only these: start, sign-in, cost, count, page, weight, desk, million, browser")
	flags.IntVar(&s.population, "population", 1_000_000, "people of the host with very many")
	flags.IntVar(&s.large.accounts, "accounts", 5_000, "client accounts of the host with many tickets")
	flags.IntVar(&s.large.tickets, "tickets", 100_000, "tickets of that host")
	flags.StringVar(&s.keep, "keep", "", "a folder in which the large hosts are made once and used again")
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
	defer func() { err = errors.Join(err, b.stop()) }()
	b.section(fmt.Sprintf("Latchkey. Building, and making %d people …", s.people))
	if err := b.prepare(ctx); err != nil {
		return false, err
	}
	if err := b.machine(); err != nil {
		return false, err
	}
	for _, part := range []struct {
		name    string
		measure func(context.Context) error
	}{
		{"start", b.measureStart},
		{"sign-in", b.measureSignIns},
		{"cost", b.measureCost},
		{"count", b.measureCounts},
		{"page", b.measurePages},
		{"weight", b.measureWeight},
		{"desk", b.measureDesk},
		{"million", b.measureMillion},
		{"browser", b.measureBrowser},
	} {
		if !s.wants(part.name) {
			continue
		}
		err := part.measure(ctx)
		if errors.Is(err, errUnsteady) {
			b.skip(part.name + ": " + err.Error())
			continue
		}
		if err != nil {
			return false, fmt.Errorf("%s: %w", part.name, err)
		}
	}
	if err := b.measureRest(ctx); err != nil {
		return false, err
	}
	return b.report.end(), nil
}
