package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// measureStart measures what a host pays before and while somebody signs in: time to start, memory, disk.
func (b *bench) measureStart(ctx context.Context) error {
	b.section("Start, memory, size")
	ours, err := b.compareStarts("start ÷ that of bare Fiber, Bun and SQLite", "", b.real.serve, func() (*process, error) {
		return b.startBare("started.data")
	})
	if err != nil {
		return err
	}
	b.note("start to /readyz (ms)", "%.0f", ours)
	info, err := os.Stat(b.real.program)
	if err != nil {
		return err
	}
	b.hold("binary (MB)", "", float64(info.Size())/1e6, "")
	return b.measureMemory(ctx)
}

// compareStarts starts two programs in turns, and returns how many milliseconds the first one took.
func (b *bench) compareStarts(bar, of string, starts ...func() (*process, error)) (float64, error) {
	times := make([][]float64, len(starts))
	for turn := range b.starts + 1 {
		for i, start := range starts {
			p, err := start()
			if err != nil {
				return 0, err
			}
			if turn > 0 { // the first start of ours makes the index
				times[i] = append(times[i], milliseconds(p.ready))
			}
			if err := p.stop(); err != nil {
				return 0, err
			}
		}
	}
	first, with := median(times[0]), median(times[1])
	b.hold(bar, of, first/with, fmt.Sprintf("%.0f and %.0f ms, medians of %d in turns", first, with, b.starts))
	return first, nil
}

// measureMemory leaves the server that it asks running, for a look at what it gives back.
func (b *bench) measureMemory(ctx context.Context) error {
	rested := host{program: b.real.program, data: filepath.Join(b.dir, "rested.data"), pool: newPool(b.real.people)}
	p, err := rested.serve()
	if err != nil {
		return err
	}
	b.running = append(b.running, p)
	if !p.answers("/sign-in") {
		return errors.New("the sign-in page does not answer")
	}
	time.Sleep(2 * time.Second)
	idle, err := b.resident(p, "VmRSS", "memory, idle (MiB)")
	if err != nil {
		return err
	}
	if _, err := signIns(ctx, p, rested.pool, 200, 64); err != nil {
		return err
	}
	time.Sleep(time.Second) // what they took is given back once nobody waits
	if _, err := b.resident(p, "VmRSS", "memory after 200 sign-ins, 64 at once (MiB)"); err != nil {
		return err
	}
	if err := p.forgetPeak(); err != nil {
		return err
	}
	// Being told to try again is no failure here: what counts is that the server stands.
	if _, err := signIns(ctx, p, rested.pool, 500, 500); err != nil && !errors.Is(err, errBusy) {
		return err
	}
	if _, err := b.resident(p, "VmHWM", "memory at its peak, 500 at once (MiB)"); err != nil {
		return err
	}
	b.rests(func() error {
		used, err := p.memory("VmRSS")
		b.hold("memory after the rush ÷ idle", "", used/idle, fmt.Sprintf("%.0f MiB", used))
		return err
	})
	return nil
}

func (b *bench) resident(p *process, line, bar string) (float64, error) {
	used, err := p.memory(line)
	if err == nil {
		b.hold(bar, "", used, "")
	}
	return used, err
}
