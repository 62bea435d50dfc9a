package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"latchkey/internal/db"
)

// measureSignIns compares whole sign-ins with what the password hash alone allows. Each run stands beside a run of the
// bare hash, so that whatever else the machine does meets both.
func (b *bench) measureSignIns(ctx context.Context) (err error) {
	b.section("Signing in")
	single, err := b.hashAlone(ctx, 20, 1)
	if err != nil {
		return err
	}
	b.note("one hash, alone (ms)", "%.1f", milliseconds(single.wall)/20)
	if err := b.measureCommit(ctx); err != nil {
		return err
	}
	p, err := b.serve()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	if _, err := b.signIn(ctx, p, 50, 4); err != nil { // the first ones prepare statements and grow the heap
		return err
	}
	for _, atOnce := range []int{4, 64} {
		if err := b.compareSignIns(ctx, p, atOnce); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) compareSignIns(ctx context.Context, p *process, atOnce int) error {
	var ratios, beyond, rates []float64
	for range b.rounds {
		hash, whole, err := b.alternate(ctx, p, atOnce)
		if err != nil {
			return err
		}
		ratios = append(ratios, whole.perSecond()/hash.perSecond())
		rates = append(rates, whole.perSecond())
		beyond = append(beyond, milliseconds(whole.processorEach()-hash.processorEach()))
	}
	b.atLeast(fmt.Sprintf("sign-ins ÷ the hash alone, %d at once", atOnce), "%.3f", median(ratios), 0.94,
		fmt.Sprintf("%.1f/s, no error; runs %.3f", median(rates), ratios))
	b.atMost(fmt.Sprintf("processor time beyond the hash, %d at once (ms)", atOnce), "%.2f", median(beyond), 1,
		fmt.Sprintf("runs %.2f", beyond))
	return nil
}

// alternate is one run of the hash alone and one of whole sign-ins, a few seconds of each in turns: the speed of shared
// processors changes by the minute.
func (b *bench) alternate(ctx context.Context, p *process, atOnce int) (hash, whole effort, err error) {
	shift := max(100, 2*atOnce)
	for whole.count < b.signIns {
		alone, err := b.hashAlone(ctx, shift, atOnce)
		if err != nil {
			return hash, whole, err
		}
		served, err := b.signIn(ctx, p, shift, atOnce)
		if err != nil {
			return hash, whole, err
		}
		hash, whole = hash.plus(alone), whole.plus(served)
	}
	return hash, whole, nil
}

// hashAlone verifies so many passwords, and nothing else, through the same gate as the server.
func (b *bench) hashAlone(ctx context.Context, count, atOnce int) (effort, error) {
	return measured(os.Getpid(), count, func() error {
		return together(count, atOnce, func(int, int) error {
			ok, _, err := b.hasher.Verify(ctx, b.hash, sharedPassword)
			if err == nil && !ok {
				err = errors.New("the hash does not fit")
			}
			return err
		})
	})
}

func (b *bench) measureCommit(ctx context.Context) (err error) {
	d, err := db.Open(ctx, filepath.Join(b.dir, "commit.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	times := make([]float64, 200)
	for i := range times {
		began := time.Now()
		err := d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO throttle_streak (name, wrong, last_at, until) VALUES ($1, 1, 1, 1)`, fmt.Sprint(i))
			return err
		})
		if err != nil {
			return err
		}
		times[i] = milliseconds(time.Since(began))
	}
	b.note("one durable commit, median (ms)", "%.2f", median(times))
	return nil
}
