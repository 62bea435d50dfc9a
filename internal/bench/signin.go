package main

import (
	"context"
	"errors"
	"fmt"
)

const (
	signInsATurn = 50 // of either, twice; or two of each who sign in at once
	warming      = 16 // before each: as many hashes as there is memory for, and more
	ahead        = 50 // sign-ins that prepare statements and grow the heap, before it is measured
)

// rates are how many a second there were in one turn: A B B A, so that a machine whose speed goes up or down is fair to both.
type rates struct{ hash, floor, whole float64 }

// measureSignIns compares whole sign-ins with what the hash alone allows, and with a program that does nothing but the hash and as
// many commits.
func (b *bench) measureSignIns(ctx context.Context) (err error) {
	b.section("Signing in")
	alone, err := b.hashes(ctx, 20, 1)
	if err != nil {
		return err
	}
	b.note("one hash, alone (ms)", "%.1f", 1000/alone)
	p, err := b.real.serve()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	for _, of := range []struct {
		p    *process
		pool *pool
	}{{p, b.real.pool}, {b.floor, b.floorPool}} {
		if _, err := signIns(ctx, of.p, of.pool, ahead, 4); err != nil {
			return err
		}
	}
	for _, atOnce := range []int{4, 64} {
		if err := b.compareSignIns(ctx, p, atOnce); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) compareSignIns(ctx context.Context, p *process, atOnce int) error {
	count := max(signInsATurn, 2*atOnce)
	all, err := turns(ctx, b, func() (r rates, err error) {
		if r.hash, err = b.hashes(ctx, count, atOnce); err != nil {
			return r, err
		}
		var floor, whole effort
		for _, next := range []struct {
			sum  *effort
			p    *process
			pool *pool
		}{{&floor, b.floor, b.floorPool}, {&whole, p, b.real.pool}, {&whole, p, b.real.pool}, {&floor, b.floor, b.floorPool}} {
			took, err := signInsAfter(ctx, next.p, next.pool, warming, count, atOnce)
			if err != nil {
				return r, err
			}
			next.sum.add(took)
		}
		r.floor, r.whole = floor.perSecond(), whole.perSecond()
		return r, nil
	})
	if err != nil {
		return err
	}
	of := fmt.Sprintf(", %d at once", atOnce)
	b.holdMedian("sign-ins ÷ the floor", of, column(all, func(r rates) float64 { return r.whole / r.floor }))
	b.note("the same, and the floor, ÷ the hash alone", "%.3f and %.3f",
		median(column(all, func(r rates) float64 { return r.whole / r.hash })),
		median(column(all, func(r rates) float64 { return r.floor / r.hash })))
	b.note("a second"+of, "%.1f", median(column(all, func(r rates) float64 { return r.whole })))
	return nil
}
