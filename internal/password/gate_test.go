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
		leave, err := h.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var order []int
		for i := range 20 {
			go func() {
				leave, err := h.enter(t.Context())
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
		leave, err := h.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer leave()
		start := time.Now()
		if _, err := h.enter(t.Context()); !errors.Is(err, ErrBusy) {
			t.Errorf("error is %v, want ErrBusy", err)
		}
		if waited := time.Since(start); waited != 20*time.Second {
			t.Errorf("waited %s, want 20 s", waited)
		}
	})
}

func TestWhoGoesAwayLeavesTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHasher(Options{Parallel: 1})
		leave, err := h.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error)
		go func() {
			_, err := h.enter(ctx)
			gone <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v, want context.Canceled", err)
		}
		leave()
		if leave, err = h.enter(t.Context()); err != nil {
			t.Fatalf("the place of the one who left is lost: %v", err)
		}
		leave()
		if n := h.waiting.Load(); n != 0 {
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
		leave, err := h.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		for range maxQueue {
			go func() { _, _ = h.enter(ctx) }()
		}
		synctest.Wait()
		start := time.Now()
		if _, err := h.enter(t.Context()); !errors.Is(err, ErrBusy) || time.Since(start) != 0 {
			t.Errorf("one more than the queue holds: %v after %s, want ErrBusy at once", err, time.Since(start))
		}
		cancel()
		leave()
	})
}
