package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"
)

const (
	pageLinks = 16
	pageTime  = 250 * time.Millisecond
	pageTurns = 8   // of either in a round: the speed of shared processors changes by the second
	pageRate  = 100 // requests per second while sign-ins saturate the gate
	loadTime  = 12 * time.Second
)

// measurePages measures Security Settings as a signed-in person sees it.
func (b *bench) measurePages(ctx context.Context) (err error) {
	b.section("The signed-in Security Settings page")
	p, err := b.serve()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	bare, err := start("/", b.bare, "--data", filepath.Join(b.dir, "commit.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bare.stop()) }()
	requests, err := b.visits(ctx, p)
	if err != nil {
		return err
	}
	if err := b.comparePages(p, bare, requests); err != nil {
		return err
	}
	return b.pageUnderLoad(ctx, p, requests)
}

// visits signs a person in for each connection and returns their requests for the page.
func (b *bench) visits(ctx context.Context, p *process) ([][]byte, error) {
	requests := make([][]byte, pageLinks)
	for i := range requests {
		l, err := dial(p.address, i)
		if err != nil {
			return nil, err
		}
		session, err := b.pool.signIn(ctx, l, p.address)
		l.close()
		if err != nil {
			return nil, err
		}
		requests[i] = get(p.address, "/security", session)
	}
	return requests, nil
}

func (b *bench) comparePages(p, bare *process, requests [][]byte) error {
	bareRequests := make([][]byte, len(requests))
	for i := range bareRequests {
		bareRequests[i] = get(bare.address, "/", "session=none")
	}
	var ratios, rates []float64
	for range b.rounds {
		var one, page float64
		for range pageTurns {
			alone, err := perSecond(bare.address, bareRequests)
			if err != nil {
				return err
			}
			served, err := perSecond(p.address, requests)
			if err != nil {
				return err
			}
			one, page = one+alone/pageTurns, page+served/pageTurns
		}
		ratios, rates = append(ratios, page/one), append(rates, page)
	}
	b.atLeast("pages ÷ bare Fiber with one SQLite read", "%.3f", median(ratios), 0.15,
		fmt.Sprintf("%.0f/s; runs %.3f", median(rates), ratios))
	return nil
}

// perSecond asks again and again over all connections at once.
func perSecond(address string, requests [][]byte) (float64, error) {
	counts, failures := make([]int, len(requests)), make([]error, len(requests))
	began := time.Now()
	var all sync.WaitGroup
	for i, request := range requests {
		all.Go(func() {
			l, err := dial(address, i)
			if err != nil {
				failures[i] = err
				return
			}
			defer l.close()
			for time.Since(began) < pageTime && failures[i] == nil {
				failures[i] = l.fetch(request)
				counts[i]++
			}
		})
	}
	all.Wait()
	wall, sum := time.Since(began), 0
	for _, n := range counts {
		sum += n
	}
	return float64(sum) / wall.Seconds(), first(failures)
}

func (l *link) fetch(request []byte) error {
	a, err := l.send(request)
	if err == nil && (a.status != 200 || len(a.body) == 0) {
		err = fmt.Errorf("a page was answered by %d %s", a.status, a.location)
	}
	return err
}
