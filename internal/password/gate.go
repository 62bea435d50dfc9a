package password

import (
	"context"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// maxQueue bounds how many wait for a turn; a machine that is further behind than that is not going to catch up.
const maxQueue = 2048

// What hashes leave behind is collected together: so many bytes, or as much as is under way if that is more, where there is
// room. The collector's own pace is wrong for them: each is larger than all else in the program, so that it runs for almost
// every one, and gives the memory back to the system only for the next hash to fetch it again, page by page, which is a
// tenth of a hash's work. Whoever waits holds a connection and what it has read, for a while after the answer too: in a
// rush it is less, and at least two blocks.
const (
	mostLitter  = 76 << 20
	leastLitter = 38 << 20
	perWaiting  = 96 << 10
)

// share divides a budget between hashes that are computed at once, at most so many, and what earlier ones have left
// behind, where there is room as much again.
func share(budget, memory, most int64) (parallel, litter int64) {
	if budget <= 0 {
		return most, max(most*memory, mostLitter)
	}
	parallel = min(max((budget-memory)/(2*memory), 1), most)
	return parallel, min(max(budget/memory-2*parallel, 1)*memory, max(parallel*memory, mostLitter))
}

// How a rush ends: what it took is given back to the system once nobody has asked for a breath, and not again and again
// while people come one by one, since the next has to fetch it again.
const (
	breath    = 250 * time.Millisecond
	giveEvery = 5 * time.Second
	// worthGiving is less than one block: hashes of tests are too small to be worth it.
	worthGiving = 8 << 20
)

// gate says who hashes when, and how much memory there is for it: those under way take at most room, and together with
// what earlier ones have left behind, until it is collected, at most room and litter.
type gate struct {
	block   int64 // bytes of one hash
	room    int64 // bytes that those under way take at most
	litter  int64 // how many bytes that hashes leave behind are collected together, as long as few wait
	maxWait time.Duration
	turns   *semaphore.Weighted // bytes of those under way
	waiting atomic.Int64
	served  atomic.Int64
	refused atomic.Int64
	collect func() // frees what is left behind
	give    func() // and gives it back to the system

	mu         sync.Mutex
	queued     int64         // how many waited at most since memory was last given back
	under      int64         // bytes of those under way
	left       int64         // bytes left behind since the last collection began
	freeing    int64         // bytes left behind before, which are being collected
	freed      chan struct{} // closed once they are
	used       int64         // bytes hashed in since the last were given back
	collecting bool          // left is going down
	giving     bool          // a timer is set
	given      time.Time     // when it was last given back
	asked      time.Time     // when a hash last ended
}

func newGate(block, room, litter int64, maxWait time.Duration) *gate {
	return &gate{
		block: block, room: room, litter: litter, maxWait: maxWait, turns: semaphore.NewWeighted(room),
		collect: runtime.GC, give: debug.FreeOSMemory, freed: make(chan struct{}),
	}
}

func (g *gate) busy() bool { return g.waiting.Load() > 0 || g.served.Load() > 0 }

// enter waits for a turn, for a hash of so many bytes, and returns what gives it back. Turns are given in the order in
// which they were asked for. A hash that is dearer than all the room there is has it to itself.
func (g *gate) enter(ctx context.Context, memory int64) (leave func(), err error) {
	if g.waiting.Add(1) > maxQueue {
		g.waiting.Add(-1)
		g.refused.Add(1)
		return nil, ErrBusy
	}
	defer func() {
		g.waiting.Add(-1)
		g.rest() // whoever went away without a turn may have been the last
	}()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	patient, cancel := context.WithTimeout(ctx, g.maxWait)
	defer cancel()
	if g.turns.Acquire(patient, min(memory, g.room)) == nil {
		if g.takeBlock(patient, memory) {
			g.served.Add(1) // before it is one less that waits, so that busy sees this person all the time
			return func() { g.leave(memory) }, nil
		}
		g.turns.Release(min(memory, g.room))
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	g.refused.Add(1)
	return nil, ErrBusy
}

// takeBlock waits until there is memory for a hash that has its turn: what is left behind has to be collected first, if
// there is not. It reports whether there is.
func (g *gate) takeBlock(ctx context.Context, memory int64) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for !g.fits(memory) {
		g.tidy(g.left > 0)
		freed := g.freed
		g.mu.Unlock()
		select {
		case <-freed:
		case <-ctx.Done():
		}
		g.mu.Lock()
		if ctx.Err() != nil {
			return false
		}
	}
	g.under += memory
	return true
}

// fits reports whether there is memory for one more: where nothing is left behind, whoever has a turn has it.
func (g *gate) fits(memory int64) bool {
	behind := g.left + g.freeing
	return behind == 0 || g.under+behind+memory <= g.room+g.together()
}

// together is how many bytes that hashes leave behind are collected together now, in whole blocks.
func (g *gate) together() int64 {
	least := min(g.litter, max(g.room, leastLitter))
	g.queued = max(g.queued, g.waiting.Load())
	now := max(g.litter-perWaiting*g.queued, least)
	return (now + g.block - 1) / g.block * g.block
}

// leave gives a turn back. The memory is free for the next once it has been collected.
func (g *gate) leave(memory int64) {
	g.mu.Lock()
	g.under, g.left, g.used = g.under-memory, g.left+memory, g.used+memory
	g.asked = time.Now()
	g.tidy(g.due())
	g.mu.Unlock()
	g.turns.Release(min(memory, g.room))
	g.served.Add(-1)
	g.rest()
}

// tidy has what is left behind collected if it is time for that, as it is when somebody waits for it.
func (g *gate) tidy(now bool) {
	if now && !g.collecting {
		g.collecting = true
		go g.collectAll()
	}
}

// due reports whether there is enough to be collected.
func (g *gate) due() bool { return g.left > 0 && g.left >= g.together() }

// collectAll goes on for as long as enough is left behind meanwhile, and no longer: the runtime's scavenger takes what is in use
// after a collection for all that the program needs, and hands the rest to the system; after one with little to collect that is
// what the next hashes are computed in. Whoever still waits asks again.
func (g *gate) collectAll() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for more := true; more; more = g.due() {
		g.free(g.collect)
	}
	g.collecting = false
}

// free frees what is left behind, in whatever way. Others leave meanwhile.
func (g *gate) free(how func()) {
	freed := g.left
	g.left, g.freeing = 0, g.freeing+freed
	g.mu.Unlock()
	how()
	g.mu.Lock()
	g.freeing -= freed
	close(g.freed)
	g.freed = make(chan struct{})
}

// rest has what was hashed in given back to the system, a moment from now, unless somebody is there.
func (g *gate) rest() {
	if g.busy() {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.giving && g.used >= worthGiving {
		g.giving = true
		time.AfterFunc(max(breath, giveEvery-time.Since(g.given)), g.giveBack)
	}
}

// giveBack gives back to the system what was hashed in, unless somebody is there, whoever leaves last comes back to it, or was
// there just now.
func (g *gate) giveBack() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if quiet := time.Since(g.asked); !g.busy() && quiet < breath {
		time.AfterFunc(breath-quiet, g.giveBack)
		return
	}
	g.giving = false
	if g.busy() {
		return
	}
	g.given, g.used, g.queued = time.Now(), 0, 0
	g.free(g.give)
}
