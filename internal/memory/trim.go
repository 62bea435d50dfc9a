package memory

import (
	"context"
	"runtime/metrics"
	"time"
)

// trimEvery is how long what was worked in stays with the program at most, once nobody needs it: twice that is a minute.
const trimEvery = 30 * time.Second

// worthTrimming is how many bytes are worked in before it is worth collecting them.
const worthTrimming = 16 << 20

// Trim has give return to the system what a rush of any kind took, while nobody hashes, until ctx ends. The collector's own
// pace is off, so what pages are made of would stay until memory runs out.
func Trim(ctx context.Context, busy func() bool, give func()) {
	trimmer{allocated, give}.until(ctx, busy)
}

type trimmer struct {
	allocated func() uint64 // bytes, since the program began
	give      func()
}

func (g trimmer) until(ctx context.Context, busy func() bool) {
	tick := time.NewTicker(trimEvery)
	defer tick.Stop()
	last, again := g.allocated(), 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if now := g.allocated(); now-last >= worthTrimming {
			last, again = now, 2 // what connections read into is kept for the next through one collection
		}
		if again > 0 && !busy() {
			g.give()
			again--
		}
	}
}

func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
