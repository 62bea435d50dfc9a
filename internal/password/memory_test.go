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

// serve has people hash while so many more wait, and returns how many blocks existed at once, until they were collected,
// and how often that was.
func serve(t *testing.T, g *gate, people int, more int64, collector time.Duration) (most int64, collections int) {
	t.Helper()
	g.waiting.Add(more)
	var begun, done, freed, highest, collected atomic.Int64
	g.collect = func() {
		collected.Add(1)
		dead := done.Load()
		time.Sleep(collector)
		freed.Store(dead)
	}
	g.give = g.collect
	var all sync.WaitGroup
	for i := range people {
		all.Go(func() {
			leave, err := g.enter(t.Context(), g.block)
			if err != nil {
				t.Error(err)
				return
			}
			exist := begun.Add(1) - freed.Load()
			for before := highest.Load(); exist > before && !highest.CompareAndSwap(before, exist); before = highest.Load() {
			}
			time.Sleep(time.Duration(20+i%50) * time.Millisecond)
			done.Add(1)
			leave()
		})
	}
	all.Wait()
	collections = int(collected.Load())
	g.waiting.Add(-more)
	g.rest()
	time.Sleep(time.Minute)
	g.mu.Lock()
	defer g.mu.Unlock()
	if left := begun.Load() - freed.Load(); left != 0 || g.left != 0 || g.under != 0 || g.freeing != 0 {
		t.Errorf("%d blocks were never collected", left)
	}
	return highest.Load(), collections
}

// What is left behind by a hash that is done takes memory until it is collected: it counts until then. However long the
// collector takes, no more blocks exist than those under way and what is collected together, which is less in a rush.
func TestNoMoreBlocksExistThanTheGateAllows(t *testing.T) {
	t.Parallel()
	const block = 19 * mib
	for _, c := range []struct {
		name      string
		litter    int64
		people    int
		more      int64
		collector time.Duration
		most      int64
		each      int // how many are collected together, about
	}{
		{"a swift collector", 2, 60, 0, time.Millisecond, 4, 2},
		{"a slow collector", 2, 60, 0, time.Second, 4, 1},
		{"room for more", 4, 60, 0, time.Millisecond, 6, 4},
		{"room for more, and a slow collector", 4, 60, 0, time.Second, 6, 3},
		{"a rush, which holds memory of another kind", 4, 60, 500, time.Second, 4, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGate(block, 2*block, c.litter*block, time.Hour)
				most, collections := serve(t, g, c.people, c.more, c.collector)
				if most > c.most {
					t.Errorf("%d blocks existed at once, want at most %d", most, c.most)
				}
				if collections > c.people/c.each+1 {
					t.Errorf("they were collected %d times, want every %d", collections, c.each)
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
		g := newGate(19*mib, 2*19*mib, 2*19*mib, time.Minute)
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
		g := newGate(19*mib, 2*19*mib, 2*19*mib, time.Minute)
		var given, busy atomic.Int64
		g.collect = func() {}
		g.give = func() {
			given.Add(1)
			if g.busy() {
				busy.Add(1)
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
		if n := given.Load(); n != 0 {
			t.Errorf("given back %d times while others waited", n)
		}
		time.Sleep(time.Minute)
		if n := given.Load(); n != 1 {
			t.Errorf("after the rush it was given back %d times, want once", n)
		}
		for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(100 * time.Millisecond) {
			hash(t.Context())
		}
		if n := given.Load(); n > 1+12 {
			t.Errorf("in a minute of one at a time it was given back %d times", n-1)
		}
		time.Sleep(time.Minute)
		given.Store(0)
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
		if given.Load() != often || busy.Load() != 0 {
			t.Errorf("given back %d of %d times, %d of them while somebody was there", given.Load(), often, busy.Load())
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
