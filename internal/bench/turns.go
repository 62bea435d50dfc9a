package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strconv"
	"time"
)

const (
	patience    = 40 * time.Second // after which no more turns are tried: what counted by then has to do
	calibrating = 12               // hashes for each processor
)

// errUnsteady says that nothing was measured, since the machine changed its speed in each turn.
var errUnsteady = errors.New("the machine changed its speed in every turn")

// turns runs what is compared, a few seconds of each, again and again. A turn before and after which the hash took times that
// differ by more than so much is thrown away, since the machine has changed its speed in it.
func turns[T any](ctx context.Context, b *bench, turn func() (T, error)) (counted []T, err error) {
	before, err := b.calibrate(ctx)
	if err != nil {
		return nil, err
	}
	for began := time.Now(); len(counted) < b.rounds && time.Since(began) < patience; {
		seen, err := turn()
		if err != nil {
			return nil, err
		}
		after, err := b.calibrate(ctx)
		if err != nil {
			return nil, err
		}
		if math.Abs(after/before-1) <= b.steady {
			counted = append(counted, seen)
		} else {
			b.thrown++
		}
		before = after
	}
	b.counted += len(counted)
	if len(counted) == 0 {
		return nil, errUnsteady
	}
	return counted, nil
}

// calibrate is how long a hash takes just now, in milliseconds, where each processor computes some.
func (b *bench) calibrate(ctx context.Context) (float64, error) {
	processors := runtime.GOMAXPROCS(0)
	rate, err := b.hashes(ctx, calibrating*processors, processors)
	return 1000 * float64(processors) / rate, err
}

// hashes is how many passwords a second are verified, so many at once, by a process that does nothing else. It has the server's
// gate, and the server's settings of memory.
func (b *bench) hashes(ctx context.Context, count, atOnce int) (perSecond float64, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	l, err := dial(b.floor.address, 0)
	if err != nil {
		return 0, err
	}
	defer l.close()
	a, err := l.send(get(b.floor.address, fmt.Sprintf("/hash?count=%d&at-once=%d", count, atOnce), ""))
	if err != nil {
		return 0, err
	}
	took, err := strconv.ParseInt(string(a.body), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("hashing: status %d: %w", a.status, err)
	}
	return float64(count) / time.Duration(took).Seconds(), nil
}

// column is one figure of each turn.
func column[T any](turns []T, figure func(T) float64) []float64 {
	all := make([]float64, len(turns))
	for i, t := range turns {
		all[i] = figure(t)
	}
	return all
}
