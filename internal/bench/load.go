package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// pageUnderLoad asks for pages at a steady rate while 64 at once sign in. A page's time counts from when it was due,
// so a server that stalls can't hide it by being asked less.
func (b *bench) pageUnderLoad(ctx context.Context, p *process, requests [][]byte) error {
	if err := b.real.pool.await(ctx, b.people); err != nil {
		return err
	}
	signingIn, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- b.saturate(signingIn, p) }()
	times, err := steadily(p.address, requests)
	stop()
	if err := errors.Join(err, <-done); err != nil {
		return err
	}
	alone, err := b.hashes(ctx, 20, 1)
	if err != nil {
		return err
	}
	hash := 1000 / alone
	p99 := percentile(times, 99)
	b.hold("page's 99th percentile while 64 sign in ÷ the hash", "", p99/hash,
		fmt.Sprintf("%.1f ms, median %.1f ms, at %d a second; one hash %.1f ms", p99, median(times), pageRate, hash))
	return nil
}

func (b *bench) saturate(ctx context.Context, p *process) error {
	return together(64, 64, func(worker, _ int) error {
		l, err := dial(p.address, worker)
		if err != nil {
			return err
		}
		defer l.close()
		for ctx.Err() == nil {
			if _, err := b.real.pool.signIn(ctx, l, p.address); err != nil && ctx.Err() == nil {
				return err
			}
		}
		return nil
	})
}

// steadily asks at pageRate for loadTime and returns how long each page took, in milliseconds.
func steadily(address string, requests [][]byte) ([]float64, error) {
	due := make(chan time.Time, pageRate*int(loadTime/time.Second))
	var mu sync.Mutex
	var times []float64
	failures := make([]error, len(requests))
	var all sync.WaitGroup
	for i, request := range requests {
		all.Go(func() {
			l, err := dial(address, i)
			if err != nil {
				failures[i] = err
				return
			}
			defer l.close()
			for at := range due {
				failures[i] = errors.Join(failures[i], l.fetch(request))
				mu.Lock()
				times = append(times, milliseconds(time.Since(at)))
				mu.Unlock()
			}
		})
	}
	time.Sleep(time.Second) // until the gate is full
	ticker := time.NewTicker(time.Second / pageRate)
	defer ticker.Stop()
	for began := time.Now(); time.Since(began) < loadTime; {
		due <- <-ticker.C
	}
	close(due)
	all.Wait()
	return times, first(failures)
}
