package memory

import (
	"context"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// What a rush took is given back within a minute, twice, and then no more; not while somebody waits for a hash.
func TestWhatPagesTookIsGivenBackWithinAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var worked atomic.Uint64
		var given atomic.Int64
		var busy atomic.Bool
		g := trimmer{worked.Load, func() { given.Add(1) }}
		go g.until(ctx, busy.Load)
		for _, step := range []struct {
			name  string
			work  uint64
			busy  bool
			lasts time.Duration
			given int64
		}{
			{"nobody comes", 0, false, time.Hour, 0},
			{"somebody does", 1 * mib, false, time.Hour, 0},
			{"a rush", 200 * mib, true, time.Hour, 0},
			{"it is over", 0, false, time.Minute + time.Second, 2},
			{"nobody comes again", 0, false, time.Hour, 2},
			{"a few pages, again and again", 15 * mib, false, time.Minute, 2},
			{"until it is worth it", 15 * mib, false, time.Hour, 4},
		} {
			busy.Store(step.busy)
			worked.Add(step.work)
			time.Sleep(step.lasts)
			if n := given.Load(); n != step.given {
				t.Errorf("%s: given back %d times by now, want %d", step.name, n, step.given)
			}
		}
	})
}

var sink []byte

// The runtime counts what is worked in under the name that we ask for.
func TestWhatIsAllocatedIsCounted(t *testing.T) {
	before := allocated()
	sink = make([]byte, 20*mib)
	runtime.KeepAlive(sink)
	if grown := allocated() - before; grown < 20*mib {
		t.Errorf("%d bytes were counted", grown)
	}
}
