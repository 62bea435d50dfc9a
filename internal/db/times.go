package db

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// timesWithin are the steps of [WriterTimes], in milliseconds.
var timesWithin = [...]int{1, 2, 5, 10, 20, 50}

// WriterTimes is how long write transactions held the writer, which others wait for: each from its turn until its work was done or
// undone. What commits took, above all the disk's syncs, stands aside; one commit is of one transaction or of several.
type WriterTimes struct {
	Within    [len(timesWithin) + 1]int // how many took at most 1, 2, 5, 10, 20 and 50 ms, each but those before it; then all others
	Longest   time.Duration
	By        string // the functions that began the longest, the innermost first
	Commits   int
	Committed time.Duration // the longest commit
}

// String writes how many there were of each, such as "1:120 2:3 5:0 10:0 20:0 50:0 more:0".
func (t WriterTimes) String() string {
	var all strings.Builder
	for i, most := range timesWithin {
		fmt.Fprintf(&all, "%d:%d ", most, t.Within[i])
	}
	fmt.Fprintf(&all, "more:%d", t.Within[len(timesWithin)])
	return all.String()
}

// WriterTimes returns how long the writer was held since the database was opened.
func (d *DB) WriterTimes() WriterTimes {
	d.writer.times.mu.Lock()
	defer d.writer.times.mu.Unlock()
	return d.writer.times.WriterTimes
}

// writerTimes counts what WriterTimes tells.
type writerTimes struct {
	mu sync.Mutex
	WriterTimes
	watch atomic.Pointer[WriterWatch]
}

// WriterWatch is told of each transaction how long it waited for its turn, and of each commit how long it took. Neither may be nil, or
// wait.
type WriterWatch struct {
	Waited, Committed func(time.Duration)
}

// WatchWriter has w told from now on, instead of whoever was before.
func (d *DB) WatchWriter(w WriterWatch) { d.writer.times.watch.Store(&w) }

func (t *writerTimes) noteWait(waited time.Duration) {
	if w := t.watch.Load(); w != nil {
		w.Waited(waited)
	}
}

func (t *writerTimes) noteTurn(held time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	step := 0
	for step < len(timesWithin) && held > time.Duration(timesWithin[step])*time.Millisecond {
		step++
	}
	t.Within[step]++
	if held > t.Longest {
		t.Longest, t.By = held, callers()
	}
}

func (t *writerTimes) noteCommit(took time.Duration) {
	if w := t.watch.Load(); w != nil {
		w.Committed(took)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Commits++
	t.Committed = max(t.Committed, took)
}

func (t *writerTimes) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.WriterTimes = WriterTimes{}
}

// callers are the functions outside of this package that began the transaction, the innermost first.
func callers() string {
	at := make([]uintptr, 16)
	frames := runtime.CallersFrames(at[:runtime.Callers(2, at)])
	var names []string
	for more := true; more && len(names) < mostCallers; {
		var f runtime.Frame
		f, more = frames.Next()
		if name := strings.TrimPrefix(f.Function, "latchkey/"); !strings.HasPrefix(name, "internal/db.") {
			names = append(names, name)
		}
	}
	return strings.Join(names, " < ")
}

const mostCallers = 3
