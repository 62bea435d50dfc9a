package password

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// What is left behind by a hash that is done takes memory until it is collected: it counts until then. However long the
// collector takes, no more blocks exist than those under way and what is collected together.
func TestNoMoreBlocksExistThanTheGateAllows(t *testing.T) {
	t.Parallel()
	const block, under, litter = 19 * mib, 2, 2
	for name, collector := range map[string]time.Duration{"a swift collector": time.Millisecond, "a slow collector": time.Second} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGate(under*block, litter*block, time.Hour)
				var begun, done, freed, most atomic.Int64
				g.collect = func() {
					dead := done.Load()
					time.Sleep(collector)
					freed.Store(dead)
				}
				g.give = g.collect
				var all sync.WaitGroup
				for i := range 60 {
					all.Go(func() {
						leave, err := g.enter(t.Context(), block)
						if err != nil {
							t.Error(err)
							return
						}
						exist := begun.Add(1) - freed.Load()
						for before := most.Load(); exist > before && !most.CompareAndSwap(before, exist); before = most.Load() {
						}
						time.Sleep(time.Duration(20+i) * time.Millisecond)
						done.Add(1)
						leave()
					})
				}
				all.Wait()
				if n := most.Load(); n > under+litter {
					t.Errorf("%d blocks existed at once, want at most %d", n, under+litter)
				}
				time.Sleep(time.Minute)
				if left := begun.Load() - freed.Load(); left != 0 || g.left != 0 {
					t.Errorf("%d blocks were never collected", left)
				}
			})
		})
	}
}

// A dear hash of another panel takes several blocks: what is left behind is collected for it, though it is less than is
// collected together.
func TestADearHashFindsItsMemory(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(2*19*mib, 2*19*mib, time.Minute)
		for _, memory := range []int64{19 * mib, 64 * mib, 19 * mib, 200 * mib, 200 * mib, 19 * mib} {
			began := time.Now()
			leave, err := g.enter(t.Context(), memory)
			if err != nil || time.Since(began) > time.Second {
				t.Fatalf("%d MiB: %v after %s", memory/mib, err, time.Since(began))
			}
			leave()
		}
	})
}

// What a rush took is given back within a minute once nobody waits; and while people come one by one it is not taken from
// them each time.
func TestWhatARushTookIsGivenBackOnceNobodyWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := newGate(2*19*mib, 2*19*mib, time.Minute)
		given, busy := 0, 0
		g.collect = func() {}
		g.give = func() {
			given++
			if g.busy() {
				busy++
			}
		}
		hash := func(ctx context.Context) {
			if leave, err := g.enter(ctx, 19*mib); err == nil {
				time.Sleep(30 * time.Millisecond)
				leave()
			}
		}
		var all sync.WaitGroup
		for range 400 { // six seconds of them
			all.Go(func() { hash(t.Context()) })
		}
		all.Wait()
		if given != 0 {
			t.Errorf("given back %d times while others waited", given)
		}
		time.Sleep(time.Minute)
		if given != 1 {
			t.Errorf("after the rush it was given back %d times, want once", given)
		}
		for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(100 * time.Millisecond) {
			hash(t.Context())
		}
		if given > 1+12 {
			t.Errorf("in a minute of one at a time it was given back %d times", given-1)
		}
		time.Sleep(time.Minute)
		given = 0
		const often = 40
		for range often { // the last goes away without a turn
			leave, err := g.enter(t.Context(), 2*19*mib)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			go hash(ctx)
			synctest.Wait()
			cancel()
			leave()
			time.Sleep(time.Minute)
		}
		if given != often || busy != 0 {
			t.Errorf("given back %d of %d times, %d of them while somebody was there", given, often, busy)
		}
	})
}

// The system gets the memory itself.
func TestTheSystemGetsBackWhatARushTook(t *testing.T) {
	h := NewHasher(Options{Parallel: 2, MaxWait: time.Minute})
	kept := func() int64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapSys - m.HeapReleased)
	}
	h.gate.give()
	before := kept()
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			if _, err := h.Hash(t.Context(), "correct horse"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for began := time.Now(); kept() > before+10*mib; time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			t.Fatalf("a minute later %d MiB more are kept than before", (kept()-before)/mib)
		}
	}
}
