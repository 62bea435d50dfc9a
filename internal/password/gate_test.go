package password

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheGateServesWhoCameFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHasher(Options{Parallel: 1})
		leave, err := h.gate.enter(t.Context(), h.memory)
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var order []int
		for i := range 20 {
			go func() {
				leave, err := h.gate.enter(t.Context(), h.memory)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				order = append(order, i)
				mu.Unlock()
				leave()
			}()
			synctest.Wait() // so that i stands in the queue before i+1 comes
		}
		leave()
		synctest.Wait()
		if len(order) != 20 || !slices.IsSorted(order) {
			t.Errorf("served in the order %v", order)
		}
	})
}

func TestNobodyWaitsForever(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHasher(Options{Parallel: 1})
		leave, err := h.gate.enter(t.Context(), h.memory)
		if err != nil {
			t.Fatal(err)
		}
		defer leave()
		start := time.Now()
		if _, err := h.gate.enter(t.Context(), h.memory); !errors.Is(err, ErrBusy) {
			t.Errorf("error is %v, want ErrBusy", err)
		}
		if waited := time.Since(start); waited != 20*time.Second {
			t.Errorf("waited %s, want 20 s", waited)
		}
	})
}

// Work that can wait asks it all the time: from somebody's coming to the end of the hash it must not say no for a moment.
func TestTheHasherIsBusyWhileAnybodyWaitsOrIsServed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHasher(Options{Parallel: 1})
		if h.Busy() {
			t.Error("busy before anybody came")
		}
		leave, err := h.gate.enter(t.Context(), h.memory)
		if err != nil {
			t.Fatal(err)
		}
		if !h.Busy() {
			t.Error("not busy while somebody is served")
		}
		next := make(chan func())
		go func() {
			leave, err := h.gate.enter(t.Context(), h.memory)
			if err != nil {
				t.Error(err)
			}
			next <- leave
		}()
		synctest.Wait()
		leave()
		if !h.Busy() {
			t.Error("not busy while the next is served")
		}
		(<-next)()
		if h.Busy() {
			t.Error("busy after all have left")
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := h.gate.enter(ctx, h.memory); err == nil || h.Busy() {
			t.Errorf("after somebody who went away before a turn (%v): busy %t", err, h.Busy())
		}
	})
}

func TestWhoGoesAwayLeavesTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHasher(Options{Parallel: 1})
		leave, err := h.gate.enter(t.Context(), h.memory)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error)
		go func() {
			_, err := h.gate.enter(ctx, h.memory)
			gone <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v, want context.Canceled", err)
		}
		leave()
		if leave, err = h.gate.enter(t.Context(), h.memory); err != nil {
			t.Fatalf("the place of the one who left is lost: %v", err)
		}
		leave()
		if n := h.gate.waiting.Load(); n != 0 {
			t.Errorf("%d still counted as waiting", n)
		}
	})
}

func TestWhoIsGoneAlreadyCostsNothing(t *testing.T) {
	t.Parallel()
	h := NewHasher(Options{Parallel: 1})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Hash(ctx, "correct horse"); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want context.Canceled", err)
	}
}

func TestTheQueueIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHasher(Options{Parallel: 1})
		leave, err := h.gate.enter(t.Context(), h.memory)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		for range maxQueue {
			go func() { _, _ = h.gate.enter(ctx, h.memory) }()
		}
		synctest.Wait()
		start := time.Now()
		if _, err := h.gate.enter(t.Context(), h.memory); !errors.Is(err, ErrBusy) || time.Since(start) != 0 {
			t.Errorf("one more than the queue holds: %v after %s, want ErrBusy at once", err, time.Since(start))
		}
		cancel()
		leave()
	})
}

const mib = 1 << 20

// With little memory fewer are hashed at once, and what they leave behind is collected sooner; one always is.
func TestTheGateFollowsTheBudget(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ budget, parallel, litter int64 }{
		{0, 4, 76},
		{1, 1, 19},
		{32 * mib, 1, 19},
		{64 * mib, 1, 19},
		{100 * mib, 2, 19},
		{150 * mib, 3, 19},
		{256 * mib, 4, 76},
		{1 << 40, 4, 76},
	} {
		h := NewHasher(Options{Parallel: 4, Budget: c.budget})
		if h.gate.room != c.parallel*19*mib || h.gate.litter != c.litter*mib {
			t.Errorf("%d MiB: %d MiB at once and %d before they are collected; want %d hashes and %d",
				c.budget/mib, h.gate.room/mib, h.gate.litter/mib, c.parallel, c.litter)
		}
		if c.budget >= 2*19*mib && h.Memory() > c.budget {
			t.Errorf("%d MiB: up to %d", c.budget/mib, h.Memory()/mib)
		}
	}
}

// A hash of another panel may take more than ours: it waits for as much room as it needs, and never for ever.
func TestADearHashWaitsForItsRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHasher(Options{Parallel: 3})
		leave, err := h.gate.enter(t.Context(), h.memory)
		if err != nil {
			t.Fatal(err)
		}
		entered := make(chan func())
		for _, memory := range []int64{64 * mib, h.memory} { // the second must not get past the first
			go func() {
				leave, err := h.gate.enter(t.Context(), memory)
				if err != nil {
					t.Error(err)
				}
				entered <- leave
			}()
			synctest.Wait()
		}
		select {
		case <-entered:
			t.Fatal("somebody got in beside what is under way")
		default:
		}
		leave()
		for range 2 {
			(<-entered)()
		}
	})
}
