package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	pageLinks = 16
	pageTime  = 250 * time.Millisecond
	pageTurns = 4   // of either: the speed of shared processors changes by the second
	pageRate  = 100 // requests per second while sign-ins saturate the gate
	loadTime  = 12 * time.Second
)

// measurePages measures Security Settings as a signed-in person sees it.
func (b *bench) measurePages(ctx context.Context) (err error) {
	b.section("The signed-in Security Settings page")
	p, err := b.real.serve()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	bare, err := b.startBare("started.data") // one that has hashed nothing, and collects its garbage as Go does by itself
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bare.stop()) }()
	requests, err := b.visits(ctx, p)
	if err != nil {
		return err
	}
	if err := b.comparePages(ctx, p, bare, requests); err != nil {
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
		session, err := b.real.pool.signIn(ctx, l, p.address)
		l.close()
		if err != nil {
			return nil, err
		}
		requests[i] = get(p.address, "/security", session)
	}
	return requests, nil
}

func (b *bench) comparePages(ctx context.Context, p, bare *process, requests [][]byte) error {
	bareRequests := make([][]byte, len(requests))
	for i := range bareRequests {
		bareRequests[i] = get(bare.address, "/", "session=none")
	}
	type pages struct{ bare, whole float64 } // a second, of so many turns
	all, err := turns(ctx, b, func() (sum pages, err error) {
		for range pageTurns {
			alone, err := perSecond(bare.address, bareRequests)
			if err != nil {
				return sum, err
			}
			served, err := perSecond(p.address, requests)
			if err != nil {
				return sum, err
			}
			sum.bare, sum.whole = sum.bare+alone, sum.whole+served
		}
		return sum, nil
	})
	if err != nil {
		return err
	}
	b.holdMedian("pages ÷ bare Fiber with one SQLite read", "", column(all, func(p pages) float64 { return p.whole / p.bare }))
	b.note("a second", "%.0f", median(column(all, func(p pages) float64 { return p.whole / pageTurns })))
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
