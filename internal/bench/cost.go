package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// measureCost measures what a sign-in costs beyond its hash: the processor time of a program whose hash is nearly free (build tag
// bench), and how often a sign-in has the disk synced.
func (b *bench) measureCost(ctx context.Context) error {
	b.section("A sign-in beyond its hash")
	if err := b.measureProcessor(ctx); err != nil {
		return err
	}
	for _, of := range []struct {
		bar    string
		h      *host
		count  int
		atOnce int
	}{
		{"syncs a sign-in, the hash nearly free", &b.free, 1000, 64},
		{"syncs a sign-in, the real hash", &b.real, 256, 64},
	} {
		if err := b.measureSyncs(ctx, of.bar, of.h, of.count, of.atOnce); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) measureProcessor(ctx context.Context) (err error) {
	p, err := b.free.serve()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	if _, err := signIns(ctx, p, b.free.pool, ahead, 4); err != nil {
		return err
	}
	for _, turn := range []struct{ atOnce, count int }{{1, 150}, {4, 300}, {64, 500}} {
		all, err := turns(ctx, b, func() (effort, error) { return signIns(ctx, p, b.free.pool, turn.count, turn.atOnce) })
		if err != nil {
			return err
		}
		b.holdMedian("processor time beyond the hash (ms)", fmt.Sprintf(", %d at once", turn.atOnce),
			column(all, func(e effort) float64 { return milliseconds(e.processorEach()) }))
	}
	return nil
}

// measureSyncs counts the commits of a server from its start to its end, and takes off those that it makes without a sign-in.
func (b *bench) measureSyncs(ctx context.Context, bar string, h *host, count, atOnce int) error {
	none, err := h.commits(ctx, 0, atOnce)
	if err != nil {
		return err
	}
	all, err := h.commits(ctx, count, atOnce)
	if err != nil {
		return err
	}
	b.hold(bar, fmt.Sprintf(", %d at once", atOnce), float64(all-none)/float64(count), fmt.Sprintf("%d sign-ins", count))
	return nil
}

func (h *host) commits(ctx context.Context, count, atOnce int) (int, error) {
	p, err := h.serve()
	if err != nil {
		return 0, err
	}
	_, err = signIns(ctx, p, h.pool, count, atOnce)
	if err := errors.Join(err, p.stop()); err != nil {
		return 0, err
	}
	said, err := p.saidAtItsEnd()
	return said.Commits, err
}

// last is what a server says when it stops of how its writer was held.
type last struct {
	Writer, Longest, By, Commit string
	Commits                     int
}

func (p *process) saidAtItsEnd() (said last, err error) {
	for line := range strings.Lines(p.log.String()) {
		if json.Unmarshal([]byte(line), &said) == nil && said.Writer != "" {
			return said, nil
		}
	}
	return said, errors.New("the server did not say how long its writer was held")
}
