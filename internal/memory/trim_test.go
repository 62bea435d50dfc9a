package memory

import (
	"context"
	"runtime"
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
		var worked uint64
		given, busy := 0, false
		g := trimmer{func() uint64 { return worked }, func() { given++ }}
		go g.until(ctx, func() bool { return busy })
		for _, step := range []struct {
			name  string
			work  uint64
			busy  bool
			lasts time.Duration
			given int
		}{
			{"nobody comes", 0, false, time.Hour, 0},
			{"somebody does", 1 * mib, false, time.Hour, 0},
			{"a rush", 200 * mib, true, time.Hour, 0},
			{"it is over", 0, false, time.Minute + time.Second, 2},
			{"nobody comes again", 0, false, time.Hour, 2},
			{"a few pages, again and again", 15 * mib, false, time.Minute, 2},
			{"until it is worth it", 15 * mib, false, time.Hour, 4},
		} {
			busy, worked = step.busy, worked+step.work
			time.Sleep(step.lasts)
			if given != step.given {
				t.Errorf("%s: given back %d times by now, want %d", step.name, given, step.given)
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
