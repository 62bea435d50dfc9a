package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// measureStart measures what a host pays before and while somebody signs in: time to start, memory, disk.
func (b *bench) measureStart(ctx context.Context) error {
	b.section("Start, memory, size")
	var times []float64
	for range b.starts {
		p, err := b.serve()
		if err != nil {
			return err
		}
		times = append(times, milliseconds(p.ready))
		if err := p.stop(); err != nil {
			return err
		}
	}
	b.atMost(fmt.Sprintf("start to /readyz, median of %d (ms)", b.starts), "%.0f", median(times), 60,
		fmt.Sprintf("from %.0f to %.0f", percentile(times, 0), percentile(times, 100)))
	info, err := os.Stat(b.program)
	if err != nil {
		return err
	}
	b.atMost("binary (MB)", "%.1f", float64(info.Size())/1e6, 38, "")
	return b.measureMemory(ctx)
}

func (b *bench) measureMemory(ctx context.Context) (err error) {
	p, err := b.serve()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	if !p.answers("/sign-in") {
		return errors.New("the sign-in page does not answer")
	}
	time.Sleep(2 * time.Second)
	if err := b.resident(p, "VmRSS", "resident memory, idle (MiB)", 45); err != nil {
		return err
	}
	if _, err := b.signIn(ctx, p, 200, 64); err != nil {
		return err
	}
	if err := b.resident(p, "VmRSS", "resident memory after 200 sign-ins, 64 at once (MiB)", 160); err != nil {
		return err
	}
	if err := p.forgetPeak(); err != nil {
		return err
	}
	// Being told to try again is no failure here: what counts is that the server stands.
	if _, err := b.signIn(ctx, p, 500, 500); err != nil && !errors.Is(err, errBusy) {
		return err
	}
	return b.resident(p, "VmHWM", "resident memory at its peak, 500 at once (MiB)", 250)
}

func (b *bench) resident(p *process, line, what string, bar float64) error {
	used, err := p.memory(line)
	if err == nil {
		b.atMost(what, "%.0f", used, bar, "")
	}
	return err
}
